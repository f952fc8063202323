#include "emulator/services/s3/protocol/lifecycle_xml.h"

#include <charconv>
#include <set>

#include "emulator/aws/protocol/xml_writer.h"
#include "emulator/services/s3/protocol/errors.h"
#include "emulator/services/s3/protocol/tags.h"
#include "emulator/text/time_text.h"

namespace brume::emulator::aws::s3 {
namespace {

constexpr std::size_t kMaxLifecycleRules = 1000;
constexpr std::size_t kMaxIdCharacters = 255;

template <typename Number>
std::optional<Number> number_in(const XmlElement& element, std::string_view name) {
  const XmlElement* const child = element.child(name);
  Number number{};
  if (child == nullptr) return std::nullopt;
  const char* const end = child->text.data() + child->text.size();
  if (std::from_chars(child->text.data(), end, number).ptr != end) return std::nullopt;
  return number;
}

// A positive number of days, where there is one.
Status read_days(const XmlElement& action, const char* name, const char* what,
                 std::optional<int>& into) {
  if (action.child(name) == nullptr) return Done{};
  into = number_in<int>(action, name);
  if (!into || *into <= 0) {
    return refuse("InvalidArgument",
                  "'" + std::string(name) + "' for " + what + " action must be a positive integer");
  }
  return Done{};
}

Status read_lifecycle_filter(const XmlElement& filter, storage::LifecycleRule& rule) {
  rule.prefix = filter.text_of("Prefix");
  rule.size_greater_than = number_in<std::uint64_t>(filter, "ObjectSizeGreaterThan");
  rule.size_less_than = number_in<std::uint64_t>(filter, "ObjectSizeLessThan");
  Result<Tags> tags = read_tags(filter);
  if (!tags) return std::move(tags).error();
  rule.tags = std::move(*tags);
  const XmlElement* const all = filter.child("And");
  return all == nullptr ? Status(Done{}) : read_lifecycle_filter(*all, rule);
}

Status read_expiration(const XmlElement& element, storage::LifecycleRule& rule) {
  Status days = read_days(element, "Days", "Expiration", rule.expire_after_days);
  if (!days) return days;
  if (const XmlElement* const date = element.child("Date")) {
    rule.expire_at = parse_iso_time(date->text);
    if (!rule.expire_at) return refuse("MalformedXML");
    if (std::chrono::floor<std::chrono::days>(*rule.expire_at) != *rule.expire_at) {
      return refuse("InvalidArgument", "'Date' must be at midnight GMT");
    }
  }
  rule.expire_delete_markers = element.text_of("ExpiredObjectDeleteMarker") == "true";
  return Done{};
}

Status read_actions(const XmlElement& element, storage::LifecycleRule& rule) {
  bool any = false;
  for (const XmlElement& child : element.children) {
    Status read = Done{};
    if (child.name == "Expiration") {
      read = read_expiration(child, rule);
    } else if (child.name == "NoncurrentVersionExpiration") {
      read = read_days(child, "NoncurrentDays", "NoncurrentVersionExpiration",
                       rule.expire_noncurrent_after_days);
      rule.newer_noncurrent_versions = number_in<int>(child, "NewerNoncurrentVersions");
    } else if (child.name == "AbortIncompleteMultipartUpload") {
      read = read_days(child, "DaysAfterInitiation", "AbortIncompleteMultipartUpload",
                       rule.abort_uploads_after_days);
    } else if (child.name != "Transition" && child.name != "NoncurrentVersionTransition") {
      continue;
    }
    if (!read) return read;
    any = true;
  }
  if (any) return Done{};
  return refuse("InvalidRequest", "At least one action needs to be specified in a rule.");
}

Result<storage::LifecycleRule> read_lifecycle_rule(const XmlElement& element) {
  storage::LifecycleRule rule{.id = std::string(element.text_of("ID"))};
  if (rule.id.size() > kMaxIdCharacters) {
    return refuse("InvalidArgument", "ID length should not exceed allowed limit of 255");
  }
  const std::string_view status = element.text_of("Status");
  if (status != "Enabled" && status != "Disabled") return refuse("MalformedXML");
  rule.enabled = status == "Enabled";
  const XmlElement* const filter = element.child("Filter");
  if (filter == nullptr && element.child("Prefix") == nullptr) return refuse("MalformedXML");
  Status read = read_lifecycle_filter(filter == nullptr ? element : *filter, rule);
  if (!read) return std::move(read).error();
  read = read_actions(element, rule);
  if (!read) return std::move(read).error();
  return rule;
}

void write_lifecycle_filter(XmlWriter& xml, const storage::LifecycleRule& rule) {
  xml.open("Filter").open("And").text("Prefix", rule.prefix);
  for (const auto& [key, value] : rule.tags) {
    xml.open("Tag").text("Key", key).text("Value", value).close("Tag");
  }
  if (rule.size_greater_than) xml.number("ObjectSizeGreaterThan", *rule.size_greater_than);
  if (rule.size_less_than) xml.number("ObjectSizeLessThan", *rule.size_less_than);
  xml.close("And").close("Filter");
}

void write_number(XmlWriter& xml, const char* name, const std::optional<int>& number) {
  if (number) xml.number(name, static_cast<std::uint64_t>(*number));
}

void write_lifecycle_rule(XmlWriter& xml, const storage::LifecycleRule& rule) {
  xml.open("Rule").text("ID", rule.id).text("Status", rule.enabled ? "Enabled" : "Disabled");
  const bool plain = rule.tags.empty() && !rule.size_greater_than && !rule.size_less_than;
  if (plain) {
    xml.open("Filter").text("Prefix", rule.prefix).close("Filter");
  } else {
    write_lifecycle_filter(xml, rule);
  }
  if (rule.expire_after_days || rule.expire_at || rule.expire_delete_markers) {
    xml.open("Expiration");
    write_number(xml, "Days", rule.expire_after_days);
    if (rule.expire_at) xml.text("Date", iso_whole_seconds(*rule.expire_at));
    if (rule.expire_delete_markers) xml.boolean("ExpiredObjectDeleteMarker", true);
    xml.close("Expiration");
  }
  if (rule.expire_noncurrent_after_days) {
    xml.open("NoncurrentVersionExpiration");
    write_number(xml, "NoncurrentDays", rule.expire_noncurrent_after_days);
    write_number(xml, "NewerNoncurrentVersions", rule.newer_noncurrent_versions);
    xml.close("NoncurrentVersionExpiration");
  }
  if (rule.abort_uploads_after_days) {
    xml.open("AbortIncompleteMultipartUpload");
    write_number(xml, "DaysAfterInitiation", rule.abort_uploads_after_days);
    xml.close("AbortIncompleteMultipartUpload");
  }
  xml.close("Rule");
}

}  // namespace

Result<Lifecycle> read_lifecycle(const std::string& xml, const std::string& id) {
  Result<XmlElement> root = parse_xml(xml, "LifecycleConfiguration");
  if (!root) return std::move(root).error();
  Lifecycle lifecycle;
  std::set<std::string> ids;
  for (XmlElement& element : root->children) {
    if (element.name != "Rule") return refuse("MalformedXML");
    if (element.text_of("ID").empty()) {
      const std::string made = id + "-" + std::to_string(ids.size() + 1);
      std::erase_if(element.children, [](const XmlElement& child) { return child.name == "ID"; });
      element.children.insert(element.children.begin(), XmlElement{.name = "ID", .text = made});
    }
    Result<storage::LifecycleRule> rule = read_lifecycle_rule(element);
    if (!rule) return std::move(rule).error();
    if (!ids.insert(rule->id).second) {
      return refuse("InvalidArgument",
                    "Rule ID must be unique. Found same ID for more than one rule");
    }
    lifecycle.rules.push_back(std::move(*rule));
  }
  if (ids.empty() || ids.size() > kMaxLifecycleRules) return refuse("MalformedXML");
  lifecycle.document = to_xml(*root);
  return lifecycle;
}

std::string write_lifecycle(const std::vector<storage::LifecycleRule>& rules) {
  XmlWriter xml("LifecycleConfiguration");
  for (const storage::LifecycleRule& rule : rules) write_lifecycle_rule(xml, rule);
  return xml.finish();
}

}  // namespace brume::emulator::aws::s3

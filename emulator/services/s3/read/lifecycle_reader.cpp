// AWS::S3::Bucket LifecycleConfiguration. Source: AWS::S3::Bucket Rule; S3 API, LifecycleRule.
#include <array>
#include <charconv>
#include <limits>
#include <set>

#include "emulator/services/s3/read/bucket_reader.h"

namespace brume::emulator::storage {
namespace {

constexpr std::size_t kRulesMax = 1000;
constexpr std::int64_t kDaysMax = std::numeric_limits<int>::max();
constexpr std::array<std::string_view, 2> kStates{"Enabled", "Disabled"};
constexpr std::array<std::string_view, 4> kTransitions{
    "Transition", "Transitions", "NoncurrentVersionTransition", "NoncurrentVersionTransitions"};

// "2027-01-31", or that with "T00:00:00Z" in any precision: S3 takes midnight only.
std::optional<WallTime> midnight_of(std::string_view text) {
  const std::string_view time = text.substr(std::min<std::size_t>(text.size(), 10));
  const bool midnight = time.empty() || (time.starts_with("T00:00:00") && time.ends_with("Z") &&
                                         time.find_first_not_of("T0:.Z") == time.npos);
  int parts[3] = {};
  constexpr std::size_t kBegin[] = {0, 5, 8}, kSize[] = {4, 2, 2};
  if (text.size() < 10 || !midnight || text[4] != '-' || text[7] != '-') return std::nullopt;
  for (std::size_t i = 0; i < 3; ++i) {
    const char* const begin = text.data() + kBegin[i];
    const auto [end, failed] = std::from_chars(begin, begin + kSize[i], parts[i]);
    if (failed != std::errc() || end != begin + kSize[i]) return std::nullopt;
  }
  const std::chrono::year_month_day date{std::chrono::year(parts[0]),
                                         std::chrono::month(static_cast<unsigned>(parts[1])),
                                         std::chrono::day(static_cast<unsigned>(parts[2]))};
  if (!date.ok()) return std::nullopt;
  return WallTime(std::chrono::sys_days(date));
}

std::optional<int> days(const PropertyReader& properties, std::string_view name) {
  const auto number = properties.integer(name, 1, kDaysMax);
  if (!number) return std::nullopt;
  return static_cast<int>(*number);
}

std::optional<std::uint64_t> size(const PropertyReader& properties, std::string_view name) {
  const auto number = properties.integer(name, 0, std::numeric_limits<std::int64_t>::max());
  if (!number) return std::nullopt;
  return static_cast<std::uint64_t>(*number);
}

void read_expiry(const PropertyReader& rule, LifecycleRule& into) {
  into.expire_after_days = days(rule, "ExpirationInDays");
  into.expire_delete_markers = rule.boolean("ExpiredObjectDeleteMarker").value_or(false);
  if (const auto date = rule.text("ExpirationDate")) {
    into.expire_at = midnight_of(*date);
    if (!into.expire_at) {
      rule.reporter().error(*rule.find("ExpirationDate"), rule.path() / "ExpirationDate",
                            "'Date' must be at midnight GMT, found `" + *date + "`",
                            "2027-01-01T00:00:00Z");
    }
  }
  into.expire_noncurrent_after_days = days(rule, "NoncurrentVersionExpirationInDays");
  within(rule, "NoncurrentVersionExpiration", [&into](const PropertyReader& part, const Value&) {
    into.expire_noncurrent_after_days = days(part, "NoncurrentDays");
    const auto newer = part.integer("NewerNoncurrentVersions", 1, 100);
    if (newer) into.newer_noncurrent_versions = static_cast<int>(*newer);
  });
  within(rule, "AbortIncompleteMultipartUpload", [&into](const PropertyReader& part, const Value&) {
    into.abort_uploads_after_days = days(part, "DaysAfterInitiation");
  });
}

// False: it has none.
bool check_actions(const PropertyReader& rule, const Value& owner, const LifecycleRule& read) {
  const int expiries = (read.expire_after_days ? 1 : 0) + (read.expire_at ? 1 : 0) +
                       (read.expire_delete_markers ? 1 : 0);
  if (expiries > 1) {
    rule.reporter().error(owner, rule.path(),
                          "a rule has one of ExpirationInDays, ExpirationDate and "
                          "ExpiredObjectDeleteMarker");
  }
  for (const std::string_view name : kTransitions) {
    const Value* transition = rule.find(name);
    if (transition == nullptr) continue;
    rule.reporter().warning(*transition, rule.path() / name,
                            "objects keep their storage class: transitions move nothing here");
    return true;
  }
  return expiries > 0 || read.expire_noncurrent_after_days || read.newer_noncurrent_versions ||
         read.abort_uploads_after_days;
}

LifecycleRule read_lifecycle_rule(const PropertyReader& rule, const Value& owner,
                                  std::size_t number) {
  LifecycleRule read;
  read.id = rule.text("Id").value_or("rule-" + std::to_string(number));
  rule.require("Status", owner, "a lifecycle rule");
  read.enabled = rule.choice("Status", kStates).value_or("Enabled") == "Enabled";
  read.prefix = rule.text("Prefix").value_or("");
  read.tags = read_tags(rule, "TagFilters");
  read.size_greater_than = size(rule, "ObjectSizeGreaterThan");
  read.size_less_than = size(rule, "ObjectSizeLessThan");
  read_expiry(rule, read);
  if (!check_actions(rule, owner, read)) {
    rule.reporter().error(owner, rule.path(),
                          "At least one action needs to be specified in a rule");
  }
  return read;
}

}  // namespace

std::vector<LifecycleRule> read_lifecycle(const PropertyReader& configuration, const Value& owner) {
  std::vector<LifecycleRule> rules;
  std::set<std::string> ids;
  configuration.require("Rules", owner, "LifecycleConfiguration");
  for_each_item(configuration, "Rules", [&](const PropertyReader& rule, const Value& item) {
    rules.push_back(read_lifecycle_rule(rule, item, rules.size() + 1));
    if (ids.insert(rules.back().id).second) return;
    rule.reporter().error(item, rule.path(),
                          "Rule ID must be unique: there are two `" + rules.back().id + "`");
  });
  if (rules.size() > kRulesMax) {
    configuration.reporter().error(*configuration.find("Rules"), configuration.path() / "Rules",
                                   "a bucket has at most 1000 lifecycle rules");
  }
  return rules;
}

}  // namespace brume::emulator::storage

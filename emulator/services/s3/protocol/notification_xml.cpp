#include "emulator/services/s3/protocol/notification_xml.h"

#include "emulator/aws/protocol/xml_writer.h"
#include "emulator/services/s3/model/bucket_rules.h"
#include "emulator/services/s3/protocol/errors.h"
#include "emulator/services/s3/protocol/xml_element.h"
#include "emulator/text/ascii.h"

namespace brume::emulator::aws::s3 {
namespace {

using Target = storage::Notification::Target;

struct Kind {
  Target target;
  const char* element;
  const char* arn;      // the element that names the target
  const char* service;  // of its ARN
};
constexpr Kind kKinds[] = {
    {Target::kTopic, "TopicConfiguration", "Topic", "arn:aws:sns:"},
    {Target::kQueue, "QueueConfiguration", "Queue", "arn:aws:sqs:"},
    {Target::kFunction, "CloudFunctionConfiguration", "CloudFunction", "arn:aws:lambda:"},
};

const Kind* kind_of(const std::string& element) {
  for (const Kind& kind : kKinds) {
    if (element == kind.element) return &kind;
  }
  return nullptr;
}

Status read_key_filter(const XmlElement& key, storage::Notification& into) {
  bool prefix = false, suffix = false;
  for (const XmlElement& rule : key.children) {
    if (rule.name != "FilterRule") continue;
    const std::string name = lower_case(rule.text_of("Name"));
    if (name != "prefix" && name != "suffix") {
      return refuse("InvalidArgument", "filter rule name must be either prefix or suffix");
    }
    bool& there = name == "prefix" ? prefix : suffix;
    if (there) {
      return refuse("InvalidArgument",
                    "Cannot specify more than one " + name + " rule in a filter.");
    }
    there = true;
    (name == "prefix" ? into.prefix : into.suffix) = rule.text_of("Value");
  }
  return Done{};
}

Result<storage::Notification> read_target(const XmlElement& element, const Kind& kind) {
  storage::Notification target{.id = std::string(element.text_of("Id")),
                               .target = kind.target,
                               .arn = std::string(element.text_of(kind.arn)),
                               .events = {}};
  if (!target.arn.starts_with(kind.service)) {
    return refuse("InvalidArgument", "The ARN could not be parsed");
  }
  for (const XmlElement& child : element.children) {
    if (child.name == "Event") target.events.push_back(child.text);
  }
  if (target.events.empty()) return refuse("MalformedXML");
  const XmlElement* const filter = element.child("Filter");
  const XmlElement* const key = filter == nullptr ? nullptr : filter->child("S3Key");
  if (key == nullptr) return target;
  Status read = read_key_filter(*key, target);
  if (!read) return std::move(read).error();
  return target;
}

void write_key_filter(XmlWriter& xml, const char* name, const std::string& value) {
  if (value.empty()) return;
  xml.open("FilterRule").text("Name", name).text("Value", value).close("FilterRule");
}

void write_target(XmlWriter& xml, const storage::Notification& target, const Kind& kind) {
  xml.open(kind.element).text("Id", target.id).text(kind.arn, target.arn);
  for (const std::string& event : target.events) xml.text("Event", event);
  if (!target.prefix.empty() || !target.suffix.empty()) {
    xml.open("Filter").open("S3Key");
    write_key_filter(xml, "Prefix", target.prefix);
    write_key_filter(xml, "Suffix", target.suffix);
    xml.close("S3Key").close("Filter");
  }
  xml.close(kind.element);
}

}  // namespace

Result<storage::NotificationConfig> read_notifications(const std::string& xml,
                                                       const std::string& id) {
  Result<XmlElement> root = parse_xml(xml, "NotificationConfiguration");
  if (!root) return std::move(root).error();
  storage::NotificationConfig config;
  for (const XmlElement& element : root->children) {
    if (element.name == "EventBridgeConfiguration") config.event_bridge = true;
    const Kind* const kind = kind_of(element.name);
    if (kind == nullptr) continue;
    Result<storage::Notification> target = read_target(element, *kind);
    if (!target) return std::move(target).error();
    if (target->id.empty()) target->id = id + "-" + std::to_string(config.targets.size() + 1);
    config.targets.push_back(std::move(*target));
  }
  Status good = storage::check_notifications(config);
  if (!good) return std::move(good).error();
  return config;
}

std::string write_notifications(const storage::NotificationConfig& config) {
  XmlWriter xml("NotificationConfiguration");
  for (const Kind& kind : kKinds) {
    for (const storage::Notification& target : config.targets) {
      if (target.target == kind.target) write_target(xml, target, kind);
    }
  }
  if (config.event_bridge) xml.open("EventBridgeConfiguration").close("EventBridgeConfiguration");
  return xml.finish();
}

}  // namespace brume::emulator::aws::s3

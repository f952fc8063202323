// AWS::S3::Bucket NotificationConfiguration.
#include <algorithm>
#include <array>

#include "emulator/services/s3/model/bucket_rules.h"
#include "emulator/services/s3/read/bucket_reader.h"
#include "emulator/text/ascii.h"
#include "emulator/text/function_arn.h"

namespace brume::emulator::storage {
namespace {

struct NotificationKind {
  std::string_view list, target;  // properties
  Notification::Target to;
  std::string_view id;
};
constexpr std::array<NotificationKind, 3> kKinds{
    NotificationKind{"LambdaConfigurations", "Function", Notification::Target::kFunction,
                     "function"},
    NotificationKind{"QueueConfigurations", "Queue", Notification::Target::kQueue, "queue"},
    NotificationKind{"TopicConfigurations", "Topic", Notification::Target::kTopic, "topic"}};

void read_filter_rule(const PropertyReader& rule, const Value& item, Notification& into) {
  rule.require("Name", item, "a filter rule");
  rule.require("Value", item, "a filter rule");
  const std::string name = lower_case(rule.text("Name").value_or("prefix"));
  std::string& part = name == "suffix" ? into.suffix : into.prefix;
  if (name != "prefix" && name != "suffix") {
    rule.reporter().error(*rule.find("Name"), rule.path() / "Name",
                          "filter rule name must be either prefix or suffix, found `" + name + "`");
  } else if (!part.empty()) {
    rule.reporter().error(item, rule.path(),
                          "Cannot specify more than one " + name + " rule in a filter.");
  } else {
    part = rule.text("Value").value_or("");
  }
}

void read_key(const PropertyReader& key, const Value& owner, Notification& into) {
  key.require("Rules", owner, "S3Key");
  for_each_item(key, "Rules", [&into](const PropertyReader& rule, const Value& item) {
    read_filter_rule(rule, item, into);
  });
}

void read_filter(const PropertyReader& filter, const Value& owner, Notification& into) {
  filter.require("S3Key", owner, "Filter");
  within(filter, "S3Key", [&into](const PropertyReader& key, const Value& key_owner) {
    read_key(key, key_owner, into);
  });
}

void check_target(const PropertyReader& configuration, std::string_view name,
                  const Notification& target, const Application& application) {
  const Value& where = *configuration.find(name);
  const Path path = configuration.path() / name;
  Reporter& reporter = configuration.reporter();
  if (target.target != Notification::Target::kFunction) {
    reporter.as(rules::kNotEmulated)
        .warning(where, path,
                 "`" + target.arn + "` will get nothing: a bucket tells functions here, " +
                     (target.target == Notification::Target::kQueue ? "queues" : "topics") +
                     " are not emulated yet");
    return;
  }
  const auto function = function_of_arn(target.arn);
  if (!function) {
    reporter.error(where, path, "`" + target.arn + "` is not the ARN of a function",
                   "!GetAtt Function.Arn");
    return;
  }
  const auto same = [&function](const FunctionSpec& spec) {
    return spec.name == function->function;
  };
  if (std::none_of(application.functions.begin(), application.functions.end(), same)) {
    reporter.warning(where, path,
                     "a bucket leads to the function `" + function->function +
                         "`, which is not in this template");
  }
}

// Nothing when it is not whole.
std::optional<Notification> read_one(const PropertyReader& each, const Value& item,
                                     const NotificationKind& kind) {
  const bool whole =
      each.require("Event", item, kind.list) && each.require(kind.target, item, kind.list);
  if (!whole) return std::nullopt;
  Notification target;
  target.target = kind.to;
  target.events = {each.text("Event").value_or("")};
  target.arn = each.text(kind.target).value_or("");
  if (!is_event_type(target.events[0])) {
    each.reporter().error(*each.find("Event"), each.path() / "Event",
                          "The event '" + target.events[0] + "' is not supported for notifications",
                          "s3:ObjectCreated:*, s3:ObjectRemoved:Delete, …");
  }
  within(each, "Filter", [&target](const PropertyReader& filter, const Value& owner) {
    read_filter(filter, owner, target);
  });
  return target;
}

}  // namespace

NotificationConfig read_notifications(const PropertyReader& configuration,
                                      const Application& application, const std::string& ids) {
  NotificationConfig config;
  for (const NotificationKind& kind : kKinds) {
    int number = 0;
    for_each_item(configuration, kind.list, [&](const PropertyReader& each, const Value& item) {
      auto target = read_one(each, item, kind);
      if (!target) return;
      target->id = ids + "-" + std::string(kind.id) + "-" + std::to_string(++number);
      check_target(each, kind.target, *target, application);
      config.targets.push_back(std::move(*target));
    });
  }
  within(configuration, "EventBridgeConfiguration", [&](const PropertyReader& to, const Value& at) {
    config.event_bridge = to.boolean("EventBridgeEnabled").value_or(true);
    if (!config.event_bridge) return;
    to.reporter()
        .as(rules::kNotEmulated)
        .warning(at, to.path(),
                 "EventBridge will get nothing of this bucket: it is not emulated yet");
  });
  return config;
}

}  // namespace brume::emulator::storage

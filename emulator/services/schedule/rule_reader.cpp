// AWS::Events::Rule with a ScheduleExpression. Source: PutRule and PutTargets of the EventBridge
// API; "Transforming input" of the EventBridge user guide.
#include <array>
#include <nlohmann/json.hpp>

#include "emulator/services/schedule/firing.h"
#include "emulator/services/schedule/schedule_reader.h"
#include "emulator/text/arn.h"

namespace brume::emulator::schedule {
namespace {

constexpr std::size_t kTargetsMax = 5;  // FACTS on rules
constexpr std::string_view kRuleDisabled = "DISABLED";
constexpr std::array<std::string_view, 3> kRuleStates{
    "ENABLED", kRuleDisabled, "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"};
constexpr std::array<std::string_view, 3> kInputs{"Input", "InputPath", "InputTransformer"};

void check_path(const PropertyReader& properties, std::string_view name, const std::string& text) {
  if (text.starts_with("$")) return;
  properties.reporter().error(*properties.find(name), properties.path() / name,
                              "`" + text + "` is no JSON path", "$.detail, $.time, …");
}

Payload read_transformer(const PropertyReader& target) {
  Payload payload{Payload::Kind::kTransformed, {}, {}};
  const Path path = target.path() / "InputTransformer";
  const Value& transformer = *target.find("InputTransformer");
  const PropertyReader properties(transformer, path, target.reporter());
  properties.require("InputTemplate", transformer, "InputTransformer");
  payload.text = properties.text("InputTemplate").value_or("");
  if (const Value* paths = properties.map("InputPathsMap")) {
    const Path paths_path = path / "InputPathsMap";
    const PropertyReader map(*paths, paths_path, target.reporter());
    for (const Value::Member& member : paths->members()) {
      payload.paths[member.key] = map.text(member.key).value_or("$");
      check_path(map, member.key, payload.paths[member.key]);
    }
  }
  return payload;
}

Payload read_payload(const PropertyReader& target) {
  std::size_t given = 0;
  for (const std::string_view name : kInputs) {
    if (target.find(name) != nullptr) ++given;
  }
  if (given > 1) {
    target.reporter().error(*target.find("Arn"), target.path(),
                            "a target takes one of Input, InputPath and InputTransformer");
  }
  if (const auto input = target.text("Input")) {
    check_json(target, "Input", *input);
    return {Payload::Kind::kConstant, *input, {}};
  }
  if (const auto path = target.text("InputPath")) {
    check_path(target, "InputPath", *path);
    return {Payload::Kind::kPath, *path, {}};
  }
  if (target.map("InputTransformer") != nullptr) return read_transformer(target);
  return {};
}

// A template that would make no JSON of any event is found now, not when it fires.
void check_transformed(const Schedule& schedule, const Target& target,
                       const PropertyReader& properties) {
  if (target.payload.kind != Payload::Kind::kTransformed) return;
  const Firing firing{WallTime(), "00000000-0000-4000-8000-000000000000", "", 1};
  if (nlohmann::json::accept(payload_of(schedule, target, firing))) return;
  properties.reporter().error(
      *properties.find("InputTransformer"), properties.path() / "InputTransformer",
      "the InputTemplate makes no JSON of an event", "put quotes around text: \"It is <time>\"");
}

void read_targets(const PropertyReader& properties, Schedule& schedule,
                  const ReaderContext& context) {
  const Value* targets = properties.list("Targets");
  if (targets == nullptr) return;
  const Path path = properties.path() / "Targets";
  if (targets->items().size() > kTargetsMax) {
    context.reporter.error(*targets, path, "a rule has at most 5 targets");
  }
  for (std::size_t i = 0; i < targets->items().size(); ++i) {
    const Value& item = targets->items()[i];
    const Path item_path = path[i];
    const PropertyReader each(item, item_path, context.reporter);
    auto target = read_target(each, item, context);
    if (!target) continue;
    target->payload = read_payload(each);
    check_transformed(schedule, *target, each);
    if (target->function.empty()) {
      context.reporter.as(rules::kNotEmulated)
          .warning(*each.find("Arn"), item_path / "Arn",
                   "`" + schedule.name + "` will not reach `" + target->arn +
                       "`: schedules call functions here, other targets are not "
                       "emulated");
    }
    schedule.targets.push_back(std::move(*target));
  }
}

}  // namespace

std::optional<Schedule> read_rule(const Resource& resource, const ReaderContext& context) {
  if (resource.properties.find("ScheduleExpression") == nullptr) {
    return std::nullopt;
  }
  const Path resources = Path() / "Resources";
  const Path id = resources / resource.logical_id;
  const Path path = id / "Properties";
  const PropertyReader properties(resource.properties, path, context.reporter);
  auto expression = read_expression(properties, resource.properties, Dialect::kRule);
  const std::string bus = properties.text("EventBusName").value_or("default");
  if (bus != "default" && !bus.ends_with("/default")) {
    context.reporter.error(*properties.find("EventBusName"), path / "EventBusName",
                           "ScheduleExpression is supported only on the default event bus.");
  }
  if (const Value* pattern = properties.find("EventPattern")) {
    context.reporter.as(rules::kNotEmulated)
        .warning(*pattern, path / "EventPattern",
                 "events that match a pattern are not emulated: `" + resource.logical_id +
                     "` fires on its schedule only");
  }
  const std::string name = read_name(resource, properties);
  const std::string state = properties.choice("State", kRuleStates).value_or("ENABLED");
  const Application& application = context.application;
  if (!expression) return std::nullopt;
  Schedule schedule{
      .dialect = Dialect::kRule,
      .logical_id = resource.logical_id,
      .name = name,
      .arn =
          Arn{"aws", "events", application.region, application.account_id, "rule/" + name}.text(),
      .region = application.region,
      .account_id = application.account_id,
      .expression = properties.text("ScheduleExpression").value_or(""),
      .timetable = {std::move(*expression), TimeZone::utc(), {}, {}},
      .enabled = state != kRuleDisabled,
      .at = resource.at};
  read_targets(properties, schedule, context);
  return schedule;
}

}  // namespace brume::emulator::schedule

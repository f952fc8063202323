// Schedule, CloudWatchEvent and EventBridgeRule events -> AWS::Events::Rule.
#include "emulator/template/sam/core/type_checks.h"
#include "emulator/template/sam/events/event.h"

namespace brume::emulator::sam {
namespace {

constexpr std::string_view kPrincipal = "events.amazonaws.com";
constexpr std::size_t kRuleTargetIdMax = 64;  // Source: the Target page of the EventBridge API

std::string rule_target_id(const std::string& id) {
  constexpr std::string_view kSuffix = "LambdaTarget";
  return id.substr(0, kRuleTargetIdMax - kSuffix.size()) + std::string(kSuffix);
}

// `State`, or `Enabled` in its words. False after a rejection.
bool set_state(Event& event, Value& rule) {
  const Value* state = event.find("State");
  const Value* enabled = event.find("Enabled");
  if (is_truthy(state) && enabled != nullptr) {
    event.reject(*state, "State and Enabled Properties cannot both be specified.");
    return false;
  }
  if (is_truthy(state)) rule.set("State", *state);
  if (enabled != nullptr) {
    rule.set("State", is_truthy(enabled) ? "ENABLED" : "DISABLED");
  }
  return true;
}

// The order in which SAM looks at an event's parts.
enum class Checks : bool { kStateFirst, kQueueFirst };

void make_event_rule(Event& event, Value rule, Value target, Checks checks) {
  if (checks == Checks::kStateFirst && !set_state(event, rule)) return;
  if (event.find("DeadLetterConfig") != nullptr) {
    Value arn = dead_letter_arn(event, true);
    if (arn.is_null()) return;
    target.set("DeadLetterConfig", Value::map({{"Arn", std::move(arn)}}));
  }
  if (checks == Checks::kQueueFirst && !set_state(event, rule)) return;
  rule.set("Targets", Value::list({std::move(target)}));
  event.make(event.id, "AWS::Events::Rule", std::move(rule));
  event.permit(kPrincipal, Value::map({{"SourceArn", get_att(event.id, "Arn")}}));
}

}  // namespace

void expand_schedule(Event& event) {
  Value rule = Value::map({{"ScheduleExpression", *event.find("Schedule")}});
  constexpr std::string_view kSame[] = {"Name", "Description"};
  event.copy(kSame, rule);
  Value target = Value::map({{"Arn", event.function.arn()}, {"Id", rule_target_id(event.id)}});
  constexpr std::string_view kTarget[] = {"Input", "RetryPolicy"};
  event.copy(kTarget, target);
  make_event_rule(event, std::move(rule), std::move(target), Checks::kStateFirst);
}

void expand_rule(Event& event) {
  Value rule = Value::map();
  constexpr std::string_view kSame[] = {"EventBusName"};
  event.copy(kSame, rule);
  if (const Value* pattern = event.find("Pattern")) rule.set("EventPattern", *pattern);
  if (const Value* name = event.find("RuleName")) rule.set("Name", *name);
  const Value* given = event.find("Target");
  const Value* id = given == nullptr ? nullptr : given->find("Id");
  Value target = Value::map({{"Arn", event.function.arn()},
                             {"Id", id != nullptr ? *id : Value(rule_target_id(event.id))}});
  constexpr std::string_view kTarget[] = {"Input", "InputPath", "RetryPolicy", "InputTransformer"};
  event.copy(kTarget, target);
  make_event_rule(event, std::move(rule), std::move(target), Checks::kQueueFirst);
}

}  // namespace brume::emulator::sam

// ScheduleV2 events -> AWS::Scheduler::Schedule and the role it calls the function with.
#include "emulator/template/sam/core/service_policies.h"
#include "emulator/template/sam/core/type_checks.h"
#include "emulator/template/sam/events/event.h"

namespace brume::emulator::sam {
namespace {

Value make_schedule_role(Event& event, const Value* dead_letter) {
  Value::List policies{send_policy("Lambda", event.id, event.function.arn())};
  if (dead_letter != nullptr) policies.push_back(send_policy("SQS", event.id, *dead_letter));
  Value properties =
      Value::map({{"AssumeRolePolicyDocument", service_may_assume("scheduler.amazonaws.com")},
                  {"Policies", std::move(policies)}});
  constexpr std::string_view kSame[] = {"PermissionsBoundary"};
  event.copy(kSame, properties);
  event.make(event.id + "Role", "AWS::IAM::Role", std::move(properties));
  return get_att(event.id + "Role", "Arn");
}

}  // namespace

void expand_scheduler(Event& event) {
  Value schedule = Value::map();
  constexpr std::string_view kSame[] = {
      "ScheduleExpression",         "State",     "Description", "StartDate", "EndDate",
      "ScheduleExpressionTimezone", "GroupName", "KmsKeyArn"};
  event.copy(kSame, schedule);
  const Value* name = event.find("Name");
  if (is_truthy(event.find("OmitName"))) {
    if (is_truthy(name)) {
      event.reject_as(event.id, *name, "Name cannot be set when OmitName is True");
      return;
    }
  } else {
    schedule.set("Name", is_truthy(name) ? *name : Value(event.id));
  }
  const Value* window = event.find("FlexibleTimeWindow");
  schedule.set("FlexibleTimeWindow", is_truthy(window) ? *window : Value::map({{"Mode", "OFF"}}));
  Value target = Value::map({{"Arn", event.function.arn()}});
  Value dead_letter;
  const bool has_dead_letter = event.find("DeadLetterConfig") != nullptr;
  if (has_dead_letter) {
    dead_letter = dead_letter_arn(event, false);
    if (dead_letter.is_null()) return;
    target.set("DeadLetterConfig", Value::map({{"Arn", dead_letter}}));
  }
  const Value* role = event.find("RoleArn");
  target.set("RoleArn", is_truthy(role)
                            ? *role
                            : make_schedule_role(event, has_dead_letter ? &dead_letter : nullptr));
  constexpr std::string_view kTarget[] = {"Input", "RetryPolicy"};
  event.copy(kTarget, target);
  schedule.set("Target", std::move(target));
  event.make(event.id, "AWS::Scheduler::Schedule", std::move(schedule));
}

}  // namespace brume::emulator::sam

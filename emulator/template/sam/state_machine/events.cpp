// What starts a state machine: rules, schedules, and routes of REST APIs, each with the role that
// lets it.
#include <algorithm>
#include <optional>

#include "emulator/template/model/did_you_mean.h"
#include "emulator/template/sam/core/property_types.h"
#include "emulator/template/sam/core/resources.h"
#include "emulator/template/sam/core/service_policies.h"
#include "emulator/template/sam/core/type_checks.h"
#include "emulator/template/sam/state_machine/state_machine.h"

namespace brume::emulator::sam {

struct MachineEventType {
  std::string_view name;
  std::span<const PropertyShape> shapes;
  bool (*check)(const MachineEvent& event);  // nullptr: nothing to check beforehand
  void (*expand)(const MachineEvent& event);
};

namespace {

constexpr std::string_view kEventBridge = "events.amazonaws.com";
constexpr std::size_t kMachineTargetIdMax = 64;  // Source: the Target page of the EventBridge API

// Source: the event pages of the SAM specification.
constexpr PropertyShape kMachineApi[] = {
    {"Path", kText, true}, {"Method", kText, true}, {"RestApiId", kText, true},
    {"Stage", kText},      {"Auth", kMap},          {"UnescapeMappingTemplate", kTruth | kPlain}};
constexpr PropertyShape kMachineSchedule[] = {
    {"Schedule", kText, true},  {"Input", kText},      {"Enabled", kTruth},
    {"State", kText},           {"Name", kText},       {"Description", kText},
    {"DeadLetterConfig", kMap}, {"RetryPolicy", kMap}, {"Target", kMap | kPlain},
    {"RoleArn", kText}};
constexpr PropertyShape kMachineRule[] = {
    {"EventBusName", kText},   {"RuleName", kText},        {"Pattern", kMap},     {"Input", kText},
    {"InputPath", kText},      {"DeadLetterConfig", kMap}, {"RetryPolicy", kMap}, {"State", kText},
    {"Target", kMap | kPlain}, {"InputTransformer", kMap}};

// The ARN of DeadLetterConfig's queue, which is made if it has none. A rule's queue gets a policy
// that lets the rule send. Nothing after a rejection.
std::optional<Value> dead_letter_arn(const MachineEvent& event, bool for_rule) {
  const Value& config = *event.find("DeadLetterConfig");
  const auto reject = [&](const std::string& text) {
    event.reject_by_id(config, text);
    return std::nullopt;
  };
  const bool has_arn = config.find("Arn") != nullptr;
  const Value* type = config.find("Type");
  if (has_arn && type != nullptr) {
    return reject("You can either define 'Arn' or 'Type' property of DeadLetterConfig.");
  }
  if (type != nullptr && !(type->is_string() && type->as_string() == "SQS")) {
    return reject("The only valid value for 'Type' property of DeadLetterConfig is 'SQS'.");
  }
  if (!has_arn && type == nullptr) {
    return reject("No 'Arn' or 'Type' property provided for DeadLetterConfig.");
  }
  if (has_arn && !config.find("Arn")->is_null()) return *config.find("Arn");
  const Value* given = config.find("QueueLogicalId");
  if (given != nullptr && !given->is_null() && !given->is_string()) {
    return reject("QueueLogicalId must be a string");
  }
  const std::string queue = is_truthy(given) ? given->as_string() : event.id + "Queue";
  event.make(queue, "AWS::SQS::Queue", Value::map());
  if (!for_rule) return get_att(queue, "Arn");
  const Value from_rule =
      Value::map({{"ArnEquals", Value::map({{"aws:SourceArn", get_att(event.id, "Arn")}})}});
  const Value statement = Value::map({{"Action", "sqs:SendMessage"},
                                      {"Effect", "Allow"},
                                      {"Principal", Value::map({{"Service", kEventBridge}})},
                                      {"Resource", get_att(queue, "Arn")},
                                      {"Condition", from_rule}});
  event.make(event.id + "QueuePolicy", "AWS::SQS::QueuePolicy",
             Value::map({{"PolicyDocument", Value::map({{"Version", "2012-10-17"},
                                                        {"Statement", Value::list({statement})}})},
                         {"Queues", Value::list({ref_to(queue)})}}));
  return get_att(queue, "Arn");
}

Value machine_target_id(const MachineEvent& event) {
  const Value* target = event.find("Target");
  const Value* written = target == nullptr ? nullptr : target->find("Id");
  if (written != nullptr) return *written;
  constexpr std::string_view kSuffix = "StepFunctionsTarget";
  return event.id.substr(0, kMachineTargetIdMax - kSuffix.size()) + std::string(kSuffix);
}

// `rule` has what tells when; the target is the same for all rules.
void make_machine_rule(const MachineEvent& event, Value rule) {
  const Value* given = event.find("RoleArn");
  Value role = is_truthy(given) ? *given : make_event_role(event, kEventBridge, event.id + "Role");
  Value target = Value::map(
      {{"Arn", event.machine.arn()}, {"Id", machine_target_id(event)}, {"RoleArn", role}});
  event.copy({"Input", "InputPath", "RetryPolicy", "InputTransformer"}, target);
  if (event.find("DeadLetterConfig") != nullptr) {
    auto arn = dead_letter_arn(event, true);
    if (!arn) return;
    target.set("DeadLetterConfig", Value::map({{"Arn", std::move(*arn)}}));
  }
  rule.set("Targets", Value::list({std::move(target)}));
  event.make(event.id, "AWS::Events::Rule", std::move(rule));
}

void expand_schedule(const MachineEvent& event) {
  Value rule = Value::map({{"ScheduleExpression", *event.find("Schedule")}});
  event.copy({"Name", "Description"}, rule);
  const Value* state = event.find("State");
  const Value* enabled = event.find("Enabled");
  if (is_truthy(state) && enabled != nullptr) {
    event.reject(*state, "State and Enabled Properties cannot both be specified.");
    return;
  }
  if (is_truthy(state)) rule.set("State", *state);
  if (enabled != nullptr) rule.set("State", is_truthy(enabled) ? "ENABLED" : "DISABLED");
  make_machine_rule(event, std::move(rule));
}

void expand_rule(const MachineEvent& event) {
  Value rule = Value::map();
  event.copy({"EventBusName"}, rule);
  if (const Value* pattern = event.find("Pattern")) rule.set("EventPattern", *pattern);
  if (const Value* name = event.find("RuleName")) rule.set("Name", *name);
  if (const Value* state = event.find("State"); is_truthy(state)) rule.set("State", *state);
  make_machine_rule(event, std::move(rule));
}

void expand_scheduler(const MachineEvent& event) {
  Value schedule = Value::map();
  event.copy({"ScheduleExpression", "State", "Description", "StartDate", "EndDate",
              "ScheduleExpressionTimezone", "GroupName", "KmsKeyArn"},
             schedule);
  const Value* name = event.find("Name");
  const bool named = !is_truthy(event.find("OmitName"));
  if (!named && is_truthy(name)) {
    event.reject_by_id(*name, "Name cannot be set when OmitName is True");
    return;
  }
  if (named) schedule.set("Name", is_truthy(name) ? *name : Value(event.id));
  const Value* window = event.find("FlexibleTimeWindow");
  schedule.set("FlexibleTimeWindow", is_truthy(window) ? *window : Value::map({{"Mode", "OFF"}}));
  Value target = Value::map({{"Arn", event.machine.arn()}});
  Value::List policies;
  if (event.find("DeadLetterConfig") != nullptr) {
    const auto arn = dead_letter_arn(event, false);
    if (!arn) return;
    target.set("DeadLetterConfig", Value::map({{"Arn", *arn}}));
    policies.push_back(send_policy("SQS", event.id, *arn));
  }
  const Value* role = event.find("RoleArn");
  target.set("RoleArn", is_truthy(role) ? *role
                                        : make_event_role(event, "scheduler.amazonaws.com",
                                                          event.id, std::move(policies)));
  event.copy({"Input", "RetryPolicy"}, target);
  schedule.set("Target", std::move(target));
  event.make(event.id, "AWS::Scheduler::Schedule", std::move(schedule));
}

constexpr MachineEventType kMachineEventTypes[] = {
    {"Api", kMachineApi, check_machine_api, expand_machine_api},
    {"Schedule", kMachineSchedule, nullptr, expand_schedule},
    {"ScheduleV2", kSchedulerEvent, nullptr, expand_scheduler},
    {"CloudWatchEvent", kMachineRule, nullptr, expand_rule},
    {"EventBridgeRule", kMachineRule, nullptr, expand_rule},
};
constexpr std::string_view kMachineEventNames[] = {"Api", "Schedule", "ScheduleV2",
                                                   "CloudWatchEvent", "EventBridgeRule"};

const MachineEventType* find_machine_event_type(const StateMachine& machine,
                                                const Value::Member& member) {
  if (!member.value.is_map()) {
    machine.context.reject(
        machine.id, member.value,
        "Event with id [" + member.key + "] is invalid. " + no_event_text(member.value));
    return nullptr;
  }
  const Value* type = member.value.find("Type");
  const std::string name = type != nullptr && type->is_string() ? type->as_string() : "";
  const auto* found = std::find_if(std::begin(kMachineEventTypes), std::end(kMachineEventTypes),
                                   [&](const MachineEventType& each) { return each.name == name; });
  if (found != std::end(kMachineEventTypes)) return found;
  const Value key = Value().place(member.key_at, member.key_length);
  const std::string shown =
      type == nullptr ? "None" : (type->is_string() ? name : python_text(*type));
  machine.context.reject(machine.id, type != nullptr ? *type : key,
                         "Event with id [" + member.key +
                             "] is invalid. Resource dict has missing or invalid value for key "
                             "Type. Event Type is: " +
                             shown + ".",
                         suggestion(shown, kMachineEventNames));
  return nullptr;
}

}  // namespace

bool MachineEvent::reject(const Value& where, const std::string& text) const {
  machine.context.reject_event(machine.id, name, where, text);
  return false;
}

bool MachineEvent::reject_by_id(const Value& where, const std::string& text) const {
  machine.context.reject_event(machine.id, id, where, text);
  return false;
}

Value& MachineEvent::make(const std::string& logical_id, std::string_view resource_type,
                          Value made) const {
  Value resource = Value::map({{"Type", resource_type}, {"Properties", std::move(made)}});
  resource.place_all(site.at(), site.length());
  return machine.context.make(machine.id, logical_id, std::move(resource));
}

void MachineEvent::copy(std::initializer_list<std::string_view> names, Value& to) const {
  for (const std::string_view property : names) {
    if (const Value* value = find(property)) to.set(property, *value);
  }
}

Value make_event_role(const MachineEvent& event, std::string_view service,
                      const std::string& policy_lead, Value::List policies) {
  const Value statement = Value::map({{"Action", "states:StartExecution"},
                                      {"Effect", "Allow"},
                                      {"Resource", event.machine.arn()}});
  policies.insert(
      policies.begin(),
      Value::map({{"PolicyName", policy_lead + "StartExecutionPolicy"},
                  {"PolicyDocument", Value::map({{"Statement", Value::list({statement})}})}}));
  Value properties = Value::map({{"AssumeRolePolicyDocument", service_may_assume(service)},
                                 {"Policies", std::move(policies)}});
  // A schedule's boundary is its own, the others have the machine's.
  const bool own = service != kEventBridge && event.type->name == "ScheduleV2";
  const Value* boundary =
      own ? event.find("PermissionsBoundary") : event.machine.find("PermissionsBoundary");
  if (is_truthy(boundary)) properties.set("PermissionsBoundary", *boundary);
  if (is_truthy(event.machine.find("PropagateTags")) && is_truthy(event.machine.find("Tags"))) {
    properties.set("Tags", tag_list(event.machine.find("Tags"), "stateMachine:createdBy"));
  }
  const std::string role = event.id + "Role";
  event.make(role, "AWS::IAM::Role", std::move(properties));
  return get_att(role, "Arn");
}

std::vector<MachineEvent> read_machine_events(const StateMachine& machine) {
  std::vector<MachineEvent> events;
  const Value* written = machine.find("Events");
  if (written == nullptr || !written->is_map()) return events;
  for (const Value::Member& member : written->members()) {
    const MachineEventType* type = find_machine_event_type(machine, member);
    if (type == nullptr) continue;
    MachineEvent event{machine, member.key, machine.id + member.key, type, {}, {}};
    event.site.place(member.key_at, member.key_length);
    if (!is_alphanumeric(event.id)) {
      machine.context.reject_as(machine.id, event.id, event.site,
                                "Logical ids must be alphanumeric.");
      continue;
    }
    // SAM calls an event with wrong properties by its id, as if it were a resource.
    const Value::Member resource{event.id, member.value, member.key_at, member.key_length};
    const std::size_t before = machine.context.rejections_of(machine.id);
    event.properties =
        checked_properties(machine.context, resource, type->shapes, type->name, machine.id);
    const bool sound = machine.context.rejections_of(machine.id) == before &&
                       (type->check == nullptr || type->check(event));
    if (sound) events.push_back(std::move(event));
  }
  return events;
}

void expand_machine_events(const std::vector<MachineEvent>& events) {
  for (const MachineEvent& event : events) {
    if (event.machine.context.aborted()) return;
    event.type->expand(event);
  }
}

}  // namespace brume::emulator::sam

#include "emulator/template/sam/state_machine/state_machine.h"

#include <algorithm>

#include "emulator/template/sam/core/property_types.h"
#include "emulator/template/sam/core/resources.h"
#include "emulator/template/sam/core/role_policies.h"
#include "emulator/template/sam/core/service_policies.h"
#include "emulator/template/sam/core/type_checks.h"

namespace brume::emulator::sam {
namespace {

// Source: the AWS::Serverless::StateMachine page of the SAM specification.
constexpr PropertyShape kStateMachineShapes[] = {{"Definition", kMap},
                                                 {"DefinitionUri", kText | kMap},
                                                 {"Logging", kMap},
                                                 {"Role", kText},
                                                 {"RolePath"},
                                                 {"DefinitionSubstitutions", kMap},
                                                 {"Events", kMapOfValues},
                                                 {"Name", kText},
                                                 {"Type", kText},
                                                 {"Tags", kMap},
                                                 {"PropagateTags", kTruth},
                                                 {"Policies", kText | kMap | kListOfTexts},
                                                 {"Tracing", kMap},
                                                 {"PermissionsBoundary", kText},
                                                 {"AutoPublishAlias", kText},
                                                 {"DeploymentPreference", kMap},
                                                 {"UseAliasAsEventTarget", kTruth | kPlain}};

constexpr std::string_view kTag = "stateMachine:createdBy";
constexpr std::string_view kTracingPolicy = "arn:aws:iam::aws:policy/AWSXrayWriteOnlyAccess";

bool reject_machine(const StateMachine& machine, const Value& where, const std::string& text) {
  machine.context.reject(machine.id, where, text);
  return false;
}

// The role it is given, or one made from its policies.
bool set_machine_role(const StateMachine& machine, Value& made) {
  const Value* role = machine.find("Role");
  const Value* policies = machine.find("Policies");
  if (is_truthy(role) && is_truthy(policies)) {
    return reject_machine(
        machine, *policies,
        "Specify either 'Role' or 'Policies' (but not both at the same time) or neither "
        "of them");
  }
  if (is_truthy(role)) {
    made.set("RoleArn", *role);
    return true;
  }
  RolePolicies sorted;
  if (policies != nullptr && !add_policies(Owner(machine.context, machine.id), *policies, sorted)) {
    return false;
  }
  const Value* tracing = machine.find("Tracing");
  const Value* enabled = tracing == nullptr ? nullptr : tracing->find("Enabled");
  if (enabled != nullptr && enabled->is_bool() && enabled->as_bool()) {
    sorted.add_managed(kTracingPolicy);
  }
  Value properties =
      Value::map({{"AssumeRolePolicyDocument", service_may_assume("states.amazonaws.com")},
                  {"ManagedPolicyArns", std::move(sorted.managed)}});
  if (!sorted.inline_documents.empty()) {
    properties.set("Policies", std::move(sorted.inline_documents));
  }
  if (const Value* path = machine.find("RolePath")) properties.set("Path", *path);
  if (const Value* boundary = machine.find("PermissionsBoundary")) {
    properties.set("PermissionsBoundary", *boundary);
  }
  properties.set("Tags", tag_list(machine.find("Tags"), kTag));
  made.set("RoleArn", get_att(machine.id + "Role", "Arn"));
  machine.context.make(
      machine.id, machine.id + "Role",
      Value::map({{"Type", "AWS::IAM::Role"}, {"Properties", std::move(properties)}}));
  return true;
}

// A version that follows each change, and the alias that moves to it.
bool make_alias(StateMachine& machine) {
  const Value* name = machine.find("AutoPublishAlias");
  const Value* preference = machine.find("DeploymentPreference");
  const Value* as_target = machine.find("UseAliasAsEventTarget");
  if (!is_truthy(name)) {
    for (const auto& [value, property] : {std::pair{as_target, "UseAliasAsEventTarget"},
                                          std::pair{preference, "DeploymentPreference"}}) {
      if (!is_truthy(value)) continue;
      return reject_machine(
          machine, *value,
          std::string("'") + property + "' requires 'AutoPublishAlias' property to be specified.");
    }
    return true;
  }
  const std::string version_id = machine.id + "Version";
  Value version = Value::map(
      {{"Type", "AWS::StepFunctions::StateMachineVersion"},
       {"Properties",
        Value::map({{"StateMachineArn", ref_to(machine.id)},
                    {"StateMachineRevisionId", get_att(machine.id, "StateMachineRevisionId")}})}});
  for (const std::string_view attribute : {"DeletionPolicy", "UpdateReplacePolicy"}) {
    if (machine.resource.find(attribute) == nullptr) version.set(attribute, "Retain");
  }
  machine.context.make(machine.id, version_id, std::move(version));
  const Value written = machine.context.with_parameters(*name);
  const std::string alias_id =
      machine.id + "Alias" + (written.is_scalar() ? written.text() : python_text(written));
  Value deployment = is_truthy(preference) ? *preference : Value::map({{"Type", "ALL_AT_ONCE"}});
  deployment.set("StateMachineVersionArn", ref_to(version_id));
  machine.context.make(
      machine.id, alias_id,
      Value::map({{"Type", "AWS::StepFunctions::StateMachineAlias"},
                  {"Properties", Value::map({{"Name", *name},
                                             {"DeploymentPreference", std::move(deployment)}})}}));
  if (is_truthy(as_target)) machine.target_id = alias_id;
  return true;
}

}  // namespace

void expand_state_machine(Context& context, const Value::Member& resource) {
  if (!check_policies(Owner(context, resource.key), written_policies(resource.value))) return;
  const Value properties = checked_properties(context, resource, kStateMachineShapes,
                                              "AWS::Serverless::StateMachine", resource.key);
  StateMachine machine{context, resource.key, resource.value, properties};
  const std::vector<MachineEvent> events = read_machine_events(machine);
  Value made = Value::map();
  made.place_as(properties);
  if (!set_definition(machine, made)) return;
  // What is made from the machine follows it: reserve its place first.
  Value state_machine = with_attributes(resource.value, "AWS::StepFunctions::StateMachine");
  context.make(machine.id, machine.id, state_machine);
  if (!set_machine_role(machine, made)) return;
  for (const auto& [from, to] :
       {std::pair{"Name", "StateMachineName"}, std::pair{"Type", "StateMachineType"},
        std::pair{"Logging", "LoggingConfiguration"},
        std::pair{"Tracing", "TracingConfiguration"}}) {
    if (const Value* value = machine.find(from)) made.set(to, *value);
  }
  made.set("Tags", tag_list(machine.find("Tags"), kTag));
  state_machine.set("Properties", std::move(made));
  context.make(machine.id, machine.id, std::move(state_machine));
  if (make_alias(machine)) expand_machine_events(events);
}

}  // namespace brume::emulator::sam

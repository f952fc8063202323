// DeploymentPreference: traffic moves to a new version through CodeDeploy. An application and a
// role for all functions, a deployment group each, and the update policy of its alias.
#include <algorithm>
#include <set>

#include "emulator/template/model/intrinsic.h"
#include "emulator/template/sam/api/api_conditions.h"
#include "emulator/template/sam/core/resources.h"
#include "emulator/template/sam/core/service_policies.h"
#include "emulator/template/sam/core/type_checks.h"
#include "emulator/template/sam/function/function.h"

namespace brume::emulator::sam {
namespace {

constexpr std::string_view kApplication = "ServerlessDeploymentApplication";
constexpr std::string_view kServiceRole = "CodeDeployServiceRole";
constexpr std::string_view kDeployCondition = "ServerlessCodeDeployCondition";
constexpr std::string_view kPredefined[] = {
    "Canary10Percent5Minutes",      "Canary10Percent10Minutes",      "Canary10Percent15Minutes",
    "Canary10Percent30Minutes",     "Linear10PercentEvery1Minute",   "Linear10PercentEvery2Minutes",
    "Linear10PercentEvery3Minutes", "Linear10PercentEvery10Minutes", "AllAtOnce"};
constexpr int kConditionDepthMax = 50;

Value resolved(Context& context, const Value& value) {
  return context.with_mappings(context.with_parameters(value));
}

bool is_one_of(const Value& value, std::string_view lower, std::string_view title) {
  return value.is_string() && (value.as_string() == lower || value.as_string() == title);
}

bool read_passthrough(const Owner& owner, Value& preference) {
  Value* given = preference.find("PassthroughCondition");
  if (given == nullptr) {
    preference.set("PassthroughCondition", false);
    return true;
  }
  const Value value = resolved(owner.context, *given);
  const bool on = (value.is_bool() && value.as_bool()) || is_one_of(value, "true", "True");
  const bool off = (value.is_bool() && !value.as_bool()) || is_one_of(value, "false", "False");
  if (on || off) {
    *given = Value(on);
    return true;
  }
  if (is_intrinsic(value)) {
    return owner.reject(*given,
                        "Unsupported intrinsic: the only intrinsic functions supported for "
                        "property PassthroughCondition are FindInMap and parameter Refs.");
  }
  return owner.reject(*given, "Invalid value for property PassthroughCondition.");
}

bool check_alarms(const Owner& owner, const Value* alarms) {
  if (!is_truthy(alarms) || is_no_value(*alarms)) return true;
  Value::List lists{*alarms};
  if (is_intrinsic(*alarms, "Fn::If")) {
    const Value& branches = *as_intrinsic(*alarms)->argument;
    if (!branches.is_list() || branches.items().size() != 3) {
      return owner.reject(*alarms, "Fn::If requires 3 arguments");
    }
    lists = {branches.items()[1], branches.items()[2]};
  }
  for (const Value& list : lists) {
    if (!list.is_list()) return owner.reject(*alarms, "Alarms must be a list");
  }
  return true;
}

Value alarm_list(const Value& alarms) {
  if (!alarms.is_list() || alarms.items().empty() || is_no_value(alarms.items()[0])) {
    return Value::map();
  }
  Value::List list;
  for (const Value& alarm : alarms.items()) list.push_back(Value::map({{"Name", alarm}}));
  return Value::map({{"Enabled", true}, {"Alarms", Value(std::move(list))}});
}

Value alarm_configuration(const Value* alarms) {
  if (!is_truthy(alarms) || is_no_value(*alarms)) {
    return Value::map({{"Enabled", false}, {"Alarms", Value(Value::List())}});
  }
  if (!is_intrinsic(*alarms, "Fn::If")) return alarm_list(*alarms);
  Value choice = *alarms;
  Value::List& branches = choice.members().front().value.items();
  for (std::size_t i = 1; i < branches.size(); ++i) branches[i] = alarm_list(branches[i]);
  return choice;
}

// The type's name as CodeDeploy has it, wherever it stands in intrinsics.
Value configuration_name(const Value& type, bool in_sub, int depth) {
  if (depth > kConditionDepthMax) return type;
  if (type.is_list()) {
    Value copy = type;
    for (Value& item : copy.items()) item = configuration_name(item, false, depth + 1);
    return copy;
  }
  if (is_intrinsic(type)) {
    Value copy = type;
    Value::Member& member = copy.members().front();
    member.value = configuration_name(member.value, member.key == "Fn::Sub", depth + 1);
    return copy;
  }
  const bool known = type.is_string() && std::find(std::begin(kPredefined), std::end(kPredefined),
                                                   type.as_string()) != std::end(kPredefined);
  if (!known) return type;
  const Value name =
      Value::list({"CodeDeployDefault.Lambda${ConfigName}", Value::map({{"ConfigName", type}})});
  return in_sub ? name : Value::map({{"Fn::Sub", name}});
}

Value deployment_group(const Value& preference) {
  const Value* role = preference.find("Role");
  Value made = Value::map(
      {{"AlarmConfiguration", alarm_configuration(preference.find("Alarms"))},
       {"ApplicationName", ref_to(kApplication)},
       {"AutoRollbackConfiguration",
        Value::map({{"Enabled", true},
                    {"Events", Value::list({"DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_ALARM",
                                            "DEPLOYMENT_STOP_ON_REQUEST"})}})},
       {"DeploymentConfigName", configuration_name(*preference.find("Type"), false, 0)},
       {"DeploymentStyle", Value::map({{"DeploymentType", "BLUE_GREEN"},
                                       {"DeploymentOption", "WITH_TRAFFIC_CONTROL"}})},
       {"ServiceRoleArn", is_truthy(role) ? *role : get_att(kServiceRole, "Arn")}});
  const Value* triggers = preference.find("TriggerConfigurations");
  if (is_truthy(triggers)) made.set("TriggerConfigurations", *triggers);
  if (const Value* tags = preference.find("Tags")) made.set("Tags", *tags);
  return made;
}

// The parts of the preference that SAM reads, resolved. False after a rejection.
bool read_preference(const Function& function, Value& preference) {
  const Owner owner(function.context, function.id);
  for (const std::string_view name : {"Enabled", "Type"}) {
    if (Value* value = preference.find(name)) *value = resolved(function.context, *value);
  }
  return read_passthrough(owner, preference);
}

bool is_enabled(const Value& preference) {
  const Value* enabled = preference.find("Enabled");
  return enabled == nullptr || (is_truthy(enabled) && !is_one_of(*enabled, "false", "False"));
}

bool check_preference(const Owner& owner, const Value& preference, const Value* alias) {
  if (preference.find("Type") == nullptr) {
    return owner.reject(preference, "'DeploymentPreference' is missing required Property 'Type'");
  }
  const Value* hooks = preference.find("Hooks");
  if (hooks != nullptr && !hooks->is_map()) {
    return owner.reject(*hooks, "'Hooks' property of 'DeploymentPreference' must be a dictionary");
  }
  if (!is_truthy(alias)) {
    return owner.reject(
        preference, "'DeploymentPreference' requires AutoPublishAlias property to be specified.");
  }
  return check_alarms(owner, preference.find("Alarms"));
}

Value update_policy(const std::string& function_id, const Value& preference) {
  Value update = Value::map({{"ApplicationName", ref_to(kApplication)},
                             {"DeploymentGroupName", ref_to(function_id + "DeploymentGroup")}});
  const Value* hooks = preference.find("Hooks");
  constexpr std::pair<std::string_view, std::string_view> kHooks[] = {
      {"PreTraffic", "BeforeAllowTrafficHook"}, {"PostTraffic", "AfterAllowTrafficHook"}};
  for (const auto& [from, to] : kHooks) {
    const Value* hook = hooks == nullptr ? nullptr : hooks->find(from);
    const Value* name = hook == nullptr ? nullptr : hook->find("Ref");
    const bool none = hook == nullptr || hook->is_null() || (name != nullptr && name->is_null());
    if (!none) update.set(to, *hook);
  }
  return Value::map({{"CodeDeployLambdaAliasUpdate", std::move(update)}});
}

void make_shared(Context& context, const std::string& origin, const std::string& condition) {
  const auto make = [&](std::string_view id, std::string_view type, Value properties) {
    Value resource = Value::map({{"Type", type}, {"Properties", std::move(properties)}});
    if (!condition.empty()) resource.set("Condition", condition);
    context.make(origin, std::string(id), std::move(resource), false);
  };
  make(kApplication, "AWS::CodeDeploy::Application", Value::map({{"ComputePlatform", "Lambda"}}));
  const bool own_roles =
      std::all_of(context.deployments.begin(), context.deployments.end(),
                  [](const auto& each) { return is_truthy(each.second.find("Role")); });
  if (own_roles) return;
  const Value managed =
      Value::list({"arn:aws:iam::aws:policy/service-role/AWSCodeDeployRoleForLambda"});
  make(kServiceRole, "AWS::IAM::Role",
       Value::map({{"AssumeRolePolicyDocument", service_may_assume("codedeploy.amazonaws.com")},
                   {"ManagedPolicyArns", managed}}));
}

}  // namespace

bool expand_deployment(Function& function) {
  const Value* given = function.find("DeploymentPreference");
  if (!is_truthy(given)) return true;
  Value preference = *given;
  if (!read_preference(function, preference)) return false;
  if (!is_enabled(preference)) return true;
  const Owner owner(function.context, function.id);
  if (!check_preference(owner, preference, function.find("AutoPublishAlias"))) return false;
  function.context.made(function.alias_id)
      ->set("UpdatePolicy", update_policy(function.id, preference))
      .place_all(given->at(), given->length());
  const Value* condition = function.resource.find("Condition");
  if (is_truthy(preference.find("PassthroughCondition")) && condition != nullptr) {
    preference.set("Condition", *condition);
  }
  const Value* tags = function.find("Tags");
  if (is_truthy(function.find("PropagateTags")) && is_truthy(tags)) {
    Value::List list = tag_list(tags).items();
    list.erase(list.begin());
    preference.set("Tags", Value(std::move(list)));
  }
  function.context.deployments[function.id] = std::move(preference);
  return true;
}

void make_deployments(Context& context) {
  if (context.deployments.empty() || context.rejects()) return;
  std::set<std::string> conditions;
  bool always = false;
  for (const auto& [id, preference] : context.deployments) {
    const Value* condition = preference.find("Condition");
    always = always || condition == nullptr;
    if (condition != nullptr && condition->is_string()) conditions.insert(condition->as_string());
  }
  std::string shared;
  if (!always && conditions.size() == 1) shared = *conditions.begin();
  if (!always && conditions.size() > 1) {
    shared = kDeployCondition;
    combine_conditions(context, shared, conditions);
  }
  make_shared(context, context.deployments.begin()->first, shared);
  for (const auto& [id, preference] : context.deployments) {
    Value group = Value::map({{"Type", "AWS::CodeDeploy::DeploymentGroup"},
                              {"Properties", deployment_group(preference)}});
    if (const Value* condition = preference.find("Condition")) group.set("Condition", *condition);
    context.make(id, id + "DeploymentGroup", std::move(group), false);
  }
}

}  // namespace brume::emulator::sam

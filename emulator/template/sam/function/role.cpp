// The execution role that SAM makes for a function without one, from `Policies`.
#include <algorithm>
#include <iterator>

#include "emulator/template/model/intrinsic.h"
#include "emulator/template/sam/core/resources.h"
#include "emulator/template/sam/core/role_policies.h"
#include "emulator/template/sam/core/service_policies.h"
#include "emulator/template/sam/function/function.h"

namespace brume::emulator::sam {
namespace {

constexpr std::string_view kManagedPolicies = "arn:aws:iam::aws:policy/";

RolePolicies policies_of(Function& function, const Value& lambda) {
  RolePolicies policies;
  const bool durable = function.find("DurableConfig") != nullptr;
  policies.add_managed(Value(std::string(kManagedPolicies) +
                             (durable ? "service-role/AWSLambdaBasicDurableExecutionRolePolicy"
                                      : "service-role/AWSLambdaBasicExecutionRole")));
  if (lambda.find("Properties")->find("TracingConfig") != nullptr) {
    policies.add_managed(Value(std::string(kManagedPolicies) + "AWSXrayWriteOnlyAccess"));
  }
  if (function.find("VpcConfig") != nullptr) {
    policies.add_managed(
        Value(std::string(kManagedPolicies) + "service-role/AWSLambdaVPCAccessExecutionRole"));
  }
  if (const Value* queue = function.find("DeadLetterQueue"); is_truthy(queue)) {
    const bool sqs = queue->find("Type")->as_string() == "SQS";
    const Value statement = Value::map({{"Action", sqs ? "sqs:SendMessage" : "sns:Publish"},
                                        {"Resource", *queue->find("TargetArn")},
                                        {"Effect", "Allow"}});
    policies.inline_documents.push_back(Value::map(
        {{"PolicyName", "DeadLetterQueuePolicy"},
         {"PolicyDocument",
          Value::map({{"Version", "2012-10-17"}, {"Statement", Value::list({statement})}})}}));
  }
  for (const Value& policy : function.policies) {
    if (std::find(policies.inline_documents.begin(), policies.inline_documents.end(), policy) ==
        policies.inline_documents.end()) {
      policies.inline_documents.push_back(policy);
    }
  }
  for (const Value& arn : function.own.managed) policies.add_managed(arn);
  std::move(function.own.inline_documents.begin(), function.own.inline_documents.end(),
            std::back_inserter(policies.inline_documents));
  for (const Value& arn : function.managed_policies) policies.add_managed(arn);
  for (const Value& policy : function.event_policies) {
    const Value* document = policy.find("PolicyDocument");
    const bool said = std::any_of(policies.inline_documents.begin(),
                                  policies.inline_documents.end(), [&](const Value& each) {
                                    const Value* known = each.find("PolicyDocument");
                                    return known != nullptr && *known == *document;
                                  });
    if (!said) policies.inline_documents.push_back(policy);
  }
  return policies;
}

// A Role that is `If` with one branch NoValue: the role is made in that branch only. False when
// no role is to be made. REQUIRES: `given` is a whole Fn::If
bool make_conditional(Function& function, Value& role, const Value& given, Value& lambda) {
  const Value::List& items = as_intrinsic(given)->argument->items();
  const Value arn = get_att(function.id + "Role", "Arn");
  const bool first = is_no_value(items[1]);
  const bool second = is_no_value(items[2]);
  if ((!first && !second) || !items[0].is_string()) return false;
  Value* properties = lambda.find("Properties");
  if (first && second) {
    properties->set("Role", arn);
  } else {
    properties->set("Role", Value::map({{"Fn::If", Value::list({items[0], first ? arn : items[1],
                                                                first ? items[2] : arn})}}));
    const std::string& name = items[0].as_string();
    role.set("Condition", first ? name : "NOT" + name);
    if (second) {
      function.context.add_condition(
          "NOT" + name,
          Value::map({{"Fn::Not", Value::list({Value::map({{"Condition", items[0]}})})}}));
    }
  }
  return true;
}

}  // namespace

bool check_role(Function& function) {
  const Owner owner(function.context, function.id);
  const Value* policies = function.find("Policies");
  // Asked even where a Role is given and nothing comes of them.
  if (policies != nullptr && !add_policies(owner, *policies, function.own)) return false;
  const Value* given = function.find("Role");
  if (given == nullptr) return true;
  const Value resolved = function.context.with_parameters(*given);
  if (!is_intrinsic(resolved, "Fn::If")) return true;
  const Value& branches = *as_intrinsic(resolved)->argument;
  return (branches.is_list() && branches.items().size() == 3) ||
         owner.reject(*given, "Malformed 'Role' property: Fn::If requires 3 arguments.");
}

void expand_role(Function& function, Value& lambda) {
  const Value* given = function.find("Role");
  const Value resolved = given == nullptr ? Value() : function.context.with_parameters(*given);
  const bool choice = given != nullptr && is_intrinsic(resolved, "Fn::If");
  if (given != nullptr && !choice) return;
  Value role = Value::map({{"Type", "AWS::IAM::Role"}});
  if (choice && !make_conditional(function, role, resolved, lambda)) return;
  const Value* assume = function.find("AssumeRolePolicyDocument");
  Value properties =
      Value::map({{"AssumeRolePolicyDocument",
                   assume != nullptr ? *assume : service_may_assume("lambda.amazonaws.com")}});
  RolePolicies policies = policies_of(function, lambda);
  properties.set("ManagedPolicyArns", std::move(policies.managed));
  if (!policies.inline_documents.empty()) {
    properties.set("Policies", std::move(policies.inline_documents));
  }
  if (const Value* path = function.find("RolePath")) properties.set("Path", *path);
  if (const Value* boundary = function.find("PermissionsBoundary")) {
    properties.set("PermissionsBoundary", *boundary);
  }
  properties.set("Tags", tag_list(function.find("Tags")));
  role.set("Properties", std::move(properties));
  if (!choice) lambda.find("Properties")->set("Role", get_att(function.id + "Role", "Arn"));
  function.context.make(function.id, function.id + "Role", std::move(role));
}

}  // namespace brume::emulator::sam

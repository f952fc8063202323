#include "emulator/template/sam/core/role_policies.h"

#include <algorithm>
#include <span>

#include "emulator/template/model/intrinsic.h"
#include "emulator/template/sam/core/policy_templates.h"

namespace brume::emulator::sam {
namespace {

constexpr std::string_view kManagedArn = "arn:aws:iam::aws:policy/";

// A managed policy's name or ARN -> its ARN. Lambda's own lie under service-role/.
Value policy_arn(const Value& policy) {
  if (!policy.is_string() || policy.as_string().starts_with("arn:")) return policy;
  const std::string& name = policy.as_string();
  const bool service_role = name.starts_with("AWSLambda") && name.ends_with("Role");
  return Value(std::string(kManagedArn) + (service_role ? "service-role/" : "") + name);
}

enum class PolicyKind { kManagedPolicy, kStatement, kTemplate, kUnknown };

// {"Fn::If": [condition, a, b]} -> a and b; nothing if it is not whole.
const Value::List* branches_of(const Value& policy) {
  const Value& argument = *as_intrinsic(policy)->argument;
  return argument.is_list() && argument.items().size() == 3 ? &argument.items() : nullptr;
}

bool is_choice(const Value& policy) {
  return is_intrinsic(policy, "Fn::If");
}

// REQUIRES: check_kind(owner, policy)
PolicyKind kind_of(const Value& policy) {
  if (policy.is_string()) return PolicyKind::kManagedPolicy;
  if (is_choice(policy)) {
    const Value::List* branches = branches_of(policy);
    if (branches == nullptr) return PolicyKind::kUnknown;
    return kind_of(is_no_value((*branches)[1]) ? (*branches)[2] : (*branches)[1]);
  }
  if (is_intrinsic(policy)) return PolicyKind::kManagedPolicy;
  if (policy.find("Statement") != nullptr) return PolicyKind::kStatement;
  return is_policy_template(policy) ? PolicyKind::kTemplate : PolicyKind::kUnknown;
}

bool reject_choice(const Owner& owner, const Value& policy, const std::string& text) {
  const Path resources = Path() / "Resources";
  owner.context.reject_template(policy, resources / owner.origin, text);
  return false;
}

// A choice is between two policies of a kind, or one and nothing.
bool check_policy_kind(const Owner& owner, const Value& policy) {
  if (!is_choice(policy)) return true;
  const Value::List* branches = branches_of(policy);
  if (branches == nullptr) return reject_choice(owner, policy, "Fn::If requires 3 arguments");
  const Value& first = (*branches)[1];
  const Value& second = (*branches)[2];
  if (!check_policy_kind(owner, first) || !check_policy_kind(owner, second)) return false;
  if (is_no_value(first) || is_no_value(second) || kind_of(first) == kind_of(second)) return true;
  return reject_choice(
      owner, policy,
      "Different policy types within the same Fn::If statement is unsupported. Separate different "
      "policy types into different Fn::If statements");
}

bool check_parameters(const Owner& owner, const Value& policy) {
  if (is_policy_template(policy)) return check_policy_template(owner, policy);
  if (!is_choice(policy) || kind_of(policy) != PolicyKind::kTemplate) return true;
  const Value::List& branches = *branches_of(policy);
  return check_parameters(owner, branches[1]) && check_parameters(owner, branches[2]);
}

// What a role has of a document or template, or of a choice of them.
Value named_document(const std::string& name, const Value& policy) {
  if (is_no_value(policy)) return policy;
  if (is_choice(policy)) {
    Value copy = policy;
    Value::List& branches = copy.members().front().value.items();
    for (std::size_t i = 1; i < branches.size(); ++i) {
      branches[i] = named_document(name, branches[i]);
    }
    return copy;
  }
  return Value::map(
      {{"PolicyName", name},
       {"PolicyDocument", is_policy_template(policy) ? policy_document(policy) : policy}});
}

std::span<const Value> each_of(const Value& given) {
  if (given.is_list()) return given.items();
  return {&given, 1};
}

}  // namespace

void RolePolicies::add_managed(const Value& arn) {
  if (std::find(managed.begin(), managed.end(), arn) == managed.end()) managed.push_back(arn);
}

const Value* written_policies(const Value& resource) {
  const Value* properties = resource.find("Properties");
  return properties == nullptr ? nullptr : properties->find("Policies");
}

bool check_policies(const Owner& owner, const Value* given) {
  if (!is_truthy(given)) return true;
  const std::span<const Value> policies = each_of(*given);
  return std::all_of(policies.begin(), policies.end(),
                     [&](const Value& policy) { return check_policy_kind(owner, policy); }) &&
         std::all_of(policies.begin(), policies.end(),
                     [&](const Value& policy) { return check_parameters(owner, policy); });
}

bool add_policies(const Owner& owner, const Value& given, RolePolicies& policies) {
  if (!is_truthy(&given)) return true;
  std::size_t index = 0;
  for (const Value& policy : each_of(given)) {
    const std::string place = std::to_string(index++);
    switch (kind_of(policy)) {
      case PolicyKind::kManagedPolicy:
        policies.add_managed(policy_arn(policy));
        break;
      case PolicyKind::kStatement:
      case PolicyKind::kTemplate:
        policies.inline_documents.push_back(
            named_document(owner.origin + "RolePolicy" + place, policy));
        break;
      case PolicyKind::kUnknown:
        return owner.reject(
            policy, "Policy at index " + place + " in the 'Policies' property is not valid");
    }
  }
  return true;
}

}  // namespace brume::emulator::sam

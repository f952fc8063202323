#include "emulator/template/sam/role_policies.h"

#include <algorithm>

#include "emulator/template/intrinsic.h"
#include "emulator/template/sam/policy_templates.h"

namespace brume::emulator::sam {
namespace {

constexpr std::string_view kManaged = "arn:aws:iam::aws:policy/";

// A managed policy's name or ARN -> its ARN. Lambda's own lie under service-role/.
Value policy_arn(const Value& policy) {
  if (!policy.is_string() || policy.as_string().starts_with("arn:")) return policy;
  const std::string& name = policy.as_string();
  const bool service_role = name.starts_with("AWSLambda") && name.ends_with("Role");
  return Value(std::string(kManaged) + (service_role ? "service-role/" : "") + name);
}

bool is_statement(const Value& policy) {
  return policy.find("Statement") != nullptr;
}

// {"Fn::If": [c, a, b]} with each branch but NoValue changed.
template <typename Change>
Value change_branches(const Value& choice, Change change) {
  Value copy = choice;
  Value& branches = copy.members().front().value;
  for (std::size_t i = 1; i < branches.items().size(); ++i) {
    Value& branch = branches.items()[i];
    if (!is_no_value(branch)) branch = change(branch);
  }
  return copy;
}

bool add_policy(const Owner& owner, const Value& policy, std::size_t index,
                RolePolicies& policies) {
  const std::string name = owner.origin + "RolePolicy" + std::to_string(index);
  const auto document = [&](const Value& statement) {
    return Value::map({{"PolicyName", name}, {"PolicyDocument", statement}});
  };
  if (is_intrinsic(policy, "Fn::If")) {
    const Value& branches = *as_intrinsic(policy)->argument;
    if (!branches.is_list() || branches.items().size() != 3) return true;
    const bool statements = is_statement(branches.items()[1]) || is_statement(branches.items()[2]);
    if (statements) {
      policies.inline_documents.push_back(change_branches(policy, document));
    } else {
      policies.add_managed(change_branches(policy, policy_arn));
    }
  } else if (policy.is_string() || is_intrinsic(policy)) {
    policies.add_managed(policy_arn(policy));
  } else if (is_statement(policy)) {
    policies.inline_documents.push_back(document(policy));
  } else if (is_policy_template(policy)) {
    if (!check_policy_template(owner, policy)) return false;
    owner.context.note_once("policy template `" + policy.members().front().key +
                                "` is not expanded: permissions are not enforced here",
                            policy);
  } else {
    return owner.reject(policy, "Policy at index " + std::to_string(index) +
                                    " in the 'Policies' property is not valid");
  }
  return true;
}

}  // namespace

void RolePolicies::add_managed(const Value& arn) {
  if (std::find(managed.begin(), managed.end(), arn) == managed.end()) managed.push_back(arn);
}

bool add_policies(const Owner& owner, const Value& given, RolePolicies& policies) {
  if (!given.is_list()) return add_policy(owner, given, 0, policies);
  bool sound = true;
  for (std::size_t i = 0; i < given.items().size(); ++i) {
    sound = add_policy(owner, given.items()[i], i, policies) && sound;
  }
  return sound;
}

}  // namespace brume::emulator::sam

#include "emulator/template/sam/api/resource_policy.h"

#include <algorithm>

#include "emulator/template/model/intrinsic.h"
#include "emulator/template/sam/core/type_checks.h"
#include "emulator/text/ascii.h"

namespace brume::emulator::sam {
namespace {

constexpr std::string_view kPolicy = "x-amazon-apigateway-policy";
constexpr std::string_view kAction = "execute-api:Invoke";

// The policy's statements, as a list.
class Policy {
 public:
  explicit Policy(OpenApi& api) : api_(api) {}

  void add(Value statement) {
    Value::List& list = statements();
    if (std::find(list.begin(), list.end(), statement) == list.end()) {
      list.push_back(std::move(statement));
    }
  }
  // All may call, but those whom the condition meets.
  void deny_when(const Value& resources, const Value& condition) {
    Value allow = Value::map(
        {{"Effect", "Allow"}, {"Action", kAction}, {"Resource", resources}, {"Principal", "*"}});
    Value deny = allow;
    deny.set("Effect", "Deny");
    deny.set("Condition", condition);
    add(std::move(allow));
    add(std::move(deny));
  }

 private:
  Value::List& statements() {
    Value* policy = api_.document().find(kPolicy);
    if (policy == nullptr || !policy->is_map()) {
      policy = &api_.document().set(kPolicy, Value::map());
    }
    policy->set("Version", "2012-10-17");
    Value* statement = policy->find("Statement");
    if (statement == nullptr || statement->is_null()) {
      statement = &policy->set("Statement", Value(Value::List()));
    } else if (!statement->is_list()) {
      *statement = Value::list({*statement});
    }
    return statement->items();
  }

  OpenApi& api_;
};

// The ARNs of a path's methods.
Value policy_resources(OpenApi& api, const std::string& path, const Value& stage) {
  Value::List result;
  for (Value* item : branches(*api.paths().find(path))) {
    if (!item->is_map()) continue;
    for (const Value::Member& member : item->members()) {
      std::string method = member.key;
      method = upper_case(method);
      if (document_method(member.key) == kAnyMethod) method = "*";
      result.push_back(
          Value::map({{"Fn::Sub", Value::list({"execute-api:/${__Stage__}/" + method +
                                                   permission_path(path, ApiKind::kRest),
                                               Value::map({{"__Stage__", stage}})})}}));
    }
  }
  return result;
}

Value::List as_list(const Value& value) {
  return value.is_list() ? value.items() : Value::List{value};
}

// The condition on VPCs and endpoints; null: none. False after an abort.
bool vpc_condition(OpenApi& api, const Value& policy, const std::string& color, Value& condition) {
  Value::List vpcs;
  Value::List endpoints;
  const Value* mixed = policy.find("SourceVpc" + color);
  if (mixed != nullptr && !mixed->is_null()) {
    for (const Value& each : as_list(*mixed)) {
      if (!mixed->is_list() || !each.is_string()) {
        return api.context().abort(
            *mixed, "SourceVpc" + color + " must be a list of strings. Use IntrinsicVpc" + color +
                        " instead for values that use Intrinsic Functions");
      }
      if (each.as_string().starts_with("vpce-")) endpoints.push_back(each);
      if (each.as_string().starts_with("vpc-")) vpcs.push_back(each);
    }
  }
  for (const auto& [name, list] :
       {std::pair{"IntrinsicVpc", &vpcs}, std::pair{"IntrinsicVpce", &endpoints}}) {
    const Value* written = policy.find(name + color);
    if (!is_truthy(written)) continue;
    for (const Value& each : as_list(*written)) list->push_back(each);
  }
  if (!vpcs.empty()) condition.set("aws:SourceVpc", Value(std::move(vpcs)));
  if (!endpoints.empty()) condition.set("aws:SourceVpce", Value(std::move(endpoints)));
  return true;
}

bool add_for_path(OpenApi& api, const Value& policy, const std::string& path, const Value& stage) {
  Policy statements(api);
  const Value resources = policy_resources(api, path, stage);
  for (const auto& [name, effect] :
       {std::pair{"AwsAccountWhitelist", "Allow"}, std::pair{"AwsAccountBlacklist", "Deny"}}) {
    const Value* accounts = policy.find(name);
    if (!is_truthy(accounts)) continue;
    if (!accounts->is_list() && !accounts->is_map()) {
      const std::string shown =
          accounts->is_string() ? accounts->as_string() : python_text(*accounts);
      return api.context().abort(*accounts, "Type of '" + shown + "' must be a list or dictionary");
    }
    statements.add(Value::map({{"Effect", effect},
                               {"Action", kAction},
                               {"Resource", resources},
                               {"Principal", Value::map({{"AWS", Value(as_list(*accounts))}})}}));
  }
  for (const auto& [name, test] : {std::pair{"IpRangeWhitelist", "NotIpAddress"},
                                   std::pair{"IpRangeBlacklist", "IpAddress"}}) {
    const Value* ranges = policy.find(name);
    if (!is_truthy(ranges)) continue;
    const Value sources = Value::map({{"aws:SourceIp", Value(as_list(*ranges))}});
    statements.deny_when(resources, Value::map({{test, sources}}));
  }
  for (const auto& [color, test] :
       {std::pair{"Blacklist", "StringEquals"}, std::pair{"Whitelist", "StringNotEquals"}}) {
    Value condition;
    if (!vpc_condition(api, policy, color, condition)) return false;
    if (condition.is_map()) statements.deny_when(resources, Value::map({{test, condition}}));
  }
  return true;
}

}  // namespace

bool add_resource_policy(OpenApi& api, const Value& policy, const PolicyScope& scope) {
  if (!policy.is_map()) {
    return api.context().abort(policy, "ResourcePolicy must be a map (ResourcePolicyStatement).");
  }
  if (scope.path != nullptr) {
    if (!add_for_path(api, policy, *scope.path, scope.stage)) return false;
  } else {
    for (const Value::Member& path : api.paths().members()) {
      if (!add_for_path(api, policy, path.key, scope.stage)) return false;
    }
  }
  const Value* custom = policy.find("CustomStatements");
  if (!is_truthy(custom)) return true;
  Policy statements(api);
  for (const Value& statement : as_list(*custom)) statements.add(statement);
  return true;
}

}  // namespace brume::emulator::sam

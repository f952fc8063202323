// The execution role that SAM makes for a function without one, from `Policies`.
#include <algorithm>

#include "emulator/template/intrinsic.h"
#include "emulator/template/sam/function.h"
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

struct Policies {
  Value::List managed;
  Value::List inline_documents;

  void add_managed(const Value& arn) {
    for (const Value& known : managed) {
      if (known == arn) return;
    }
    managed.push_back(arn);
  }
};

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

void add_policy(const Function& function, const Value& policy, std::size_t index,
                Policies& policies) {
  const std::string name = function.id + "RolePolicy" + std::to_string(index);
  const auto document = [&](const Value& statement) {
    return Value::map({{"PolicyName", name}, {"PolicyDocument", statement}});
  };
  if (is_intrinsic(policy, "Fn::If")) {
    const Value& branches = *as_intrinsic(policy)->argument;
    if (!branches.is_list() || branches.items().size() != 3) return;
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
    if (!check_policy_template(function, policy)) return;
    function.context.note_once("policy template `" + policy.members().front().key +
                                   "` is not expanded: permissions are not enforced here",
                               policy);
  } else {
    function.context.reject(
        function.id, policy,
        "Policy at index " + std::to_string(index) + " in the 'Policies' property is not valid");
  }
}

Policies policies_of(const Function& function, const Value& lambda) {
  Policies policies;
  const bool durable = function.find("DurableConfig") != nullptr;
  policies.add_managed(Value(std::string(kManaged) +
                             (durable ? "service-role/AWSLambdaBasicDurableExecutionRolePolicy"
                                      : "service-role/AWSLambdaBasicExecutionRole")));
  if (lambda.find("Properties")->find("TracingConfig") != nullptr) {
    policies.add_managed(Value(std::string(kManaged) + "AWSXrayWriteOnlyAccess"));
  }
  if (function.find("VpcConfig") != nullptr) {
    policies.add_managed(
        Value(std::string(kManaged) + "service-role/AWSLambdaVPCAccessExecutionRole"));
  }
  if (const Value* queue = function.find("DeadLetterQueue")) {
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
  if (const Value* given = function.find("Policies")) {
    if (given->is_list()) {
      for (std::size_t i = 0; i < given->items().size(); ++i) {
        add_policy(function, given->items()[i], i, policies);
      }
    } else {
      add_policy(function, *given, 0, policies);
    }
  }
  for (const Value& arn : function.managed_policies) policies.add_managed(arn);
  return policies;
}

// A Role that is `If` with one branch NoValue: the role is made in that branch only.
bool make_conditional(Function& function, Value& role, const Value& given, Value& lambda) {
  const Value& branches = *as_intrinsic(given)->argument;
  if (!branches.is_list() || branches.items().size() != 3) {
    function.context.reject(function.id, given,
                            "Malformed 'Role' property: Fn::If requires 3 arguments.");
    return false;
  }
  const Value::List& items = branches.items();
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

Value service_may_assume(std::string_view service) {
  const Value statement =
      Value::map({{"Action", Value::list({"sts:AssumeRole"})},
                  {"Effect", "Allow"},
                  {"Principal", Value::map({{"Service", Value::list({service})}})}});
  return Value::map({{"Version", "2012-10-17"}, {"Statement", Value::list({statement})}});
}

Value send_policy(const std::string& type, const std::string& id, const Value& arn) {
  struct Kind {
    std::string_view type, suffix, action;
  };
  constexpr Kind kKinds[] = {
      {"SQS", "SQSPolicy", "sqs:SendMessage"},
      {"SNS", "SNSPolicy", "sns:publish"},
      {"EventBridge", "EventBridgePolicy", "events:PutEvents"},
      {"Lambda", "LambdaPolicy", "lambda:InvokeFunction"},
  };
  Value::List statements;
  std::string suffix = "S3Policy";
  for (const Kind& kind : kKinds) {
    if (kind.type != type) continue;
    suffix = kind.suffix;
    statements.push_back(
        Value::map({{"Action", kind.action}, {"Effect", "Allow"}, {"Resource", arn}}));
  }
  if (statements.empty()) {
    const Value objects = Value::map({{"Fn::Join", Value::list({"/", Value::list({arn, "*"})})}});
    statements.push_back(
        Value::map({{"Action", "s3:PutObject"}, {"Effect", "Allow"}, {"Resource", objects}}));
    statements.push_back(
        Value::map({{"Action", "s3:ListBucket"}, {"Effect", "Allow"}, {"Resource", arn}}));
  }
  return Value::map({{"PolicyName", id + suffix},
                     {"PolicyDocument", Value::map({{"Statement", std::move(statements)}})}});
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
  Policies policies = policies_of(function, lambda);
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

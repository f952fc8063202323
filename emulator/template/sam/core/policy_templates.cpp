#include "emulator/template/sam/core/policy_templates.h"

#include <algorithm>
#include <span>
#include <vector>

#include "emulator/template/sam/core/policy_statements.h"

namespace brume::emulator::sam {
namespace {

std::vector<std::string_view> words_of(std::string_view text) {
  std::vector<std::string_view> words;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    if (end > 0) words.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return words;
}

bool same_letters(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return (x | 0x20) == (y | 0x20); });
}

struct Given {
  std::string_view parameters;  // those that the template has
  const Value& values;
};

// The value of the parameter that `${name}` of an ARN means; nullptr if there is none.
const Value* given_value(const Given& given, std::string_view name) {
  for (const std::string_view each : words_of(given.parameters)) {
    if (same_letters(each, name)) return given.values.find(each);
  }
  return nullptr;
}

// {"Fn::Sub": text}, or with the parameters that it names.
Value substitution(const std::string& text, const Given& given) {
  Value named = Value::map();
  for (std::size_t at = text.find("${"); at != std::string::npos; at = text.find("${", at + 2)) {
    const std::string name = text.substr(at + 2, text.find('}', at) - at - 2);
    if (name.starts_with("AWS::")) continue;
    if (const Value* value = given_value(given, name)) named.set(name, *value);
  }
  if (named.members().empty()) return Value::map({{"Fn::Sub", text}});
  return Value::map({{"Fn::Sub", Value::list({text, std::move(named)})}});
}

Value arn_of(std::string_view service, std::string_view rest, const Given& given) {
  if (rest.starts_with('=')) return substitution(std::string(rest.substr(1)), given);
  const bool global = service == "s3" || service == "route53";
  return substitution("arn:${AWS::Partition}:" + std::string(service) +
                          (global ? ":::" : ":${AWS::Region}:${AWS::AccountId}:") +
                          std::string(rest),
                      given);
}

Value template_resources(const PolicyStatement& statement, const Given& given) {
  if (statement.resources == "*") return Value("*");
  const bool list = statement.resources.starts_with('[');
  Value::List arns;
  for (const std::string_view each : words_of(statement.resources.substr(list ? 1 : 0))) {
    arns.push_back(arn_of(statement.service, each, given));
  }
  if (!list && arns.size() == 1) return std::move(arns.front());
  return Value(std::move(arns));
}

Value actions_of(const PolicyStatement& statement) {
  const std::string prefix = std::string(statement.service) + ":";
  if (statement.actions.starts_with('=')) {
    return Value(prefix + std::string(statement.actions.substr(1)));
  }
  Value::List actions;
  for (const std::string_view each : words_of(statement.actions)) {
    actions.emplace_back(prefix + std::string(each));
  }
  return Value(std::move(actions));
}

Value statement_of(const PolicyStatement& statement, const Given& given) {
  Value made = Value::map({{"Effect", "Allow"}, {"Action", actions_of(statement)}});
  made.set("Resource", template_resources(statement, given));
  const std::vector<std::string_view> condition = words_of(statement.condition);
  if (condition.size() == 3) {
    const Value arn = arn_of(condition[1], condition[2], given);
    made.set("Condition",
             Value::map({{"StringEquals", Value::map({{std::string(condition[0]), arn}})}}));
  }
  return made;
}

}  // namespace

bool is_policy_template(const Value& policy) {
  return policy.is_map() && policy.members().size() == 1 &&
         !policy_statements(policy.members().front().key).empty();
}

bool check_policy_template(const Owner& owner, const Value& policy) {
  const std::string& name = policy.members().front().key;
  const Value& given = policy.members().front().value;
  if (!given.is_map()) {
    return owner.reject(given,
                        "Must specify valid parameter values for policy template '" + name + "'");
  }
  Value::List missing;
  for (const std::string_view each : words_of(policy_statements(name).front().parameters)) {
    if (given.find(each) == nullptr) missing.emplace_back(each);
  }
  if (missing.empty()) return true;
  return owner.reject(policy, "Following required parameters of template '" + name +
                                  "' don't have values: " + python_text(Value(std::move(missing))));
}

Value policy_document(const Value& policy) {
  const Value::Member& named = policy.members().front();
  const std::span<const PolicyStatement> allowed = policy_statements(named.key);
  const Given given{allowed.front().parameters, named.value};
  Value::List statements;
  for (const PolicyStatement& each : allowed) statements.push_back(statement_of(each, given));
  return Value::map({{"Statement", std::move(statements)}});
}

}  // namespace brume::emulator::sam

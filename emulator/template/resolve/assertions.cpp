#include "emulator/template/resolve/assertions.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <utility>

#include "emulator/template/model/did_you_mean.h"
#include "emulator/template/model/intrinsic.h"

namespace brume::emulator {
namespace {

constexpr std::size_t kRuleOperandsMin = 2;
constexpr std::size_t kRuleOperandsMax = 10;
constexpr std::array<std::string_view, 2> kRuleAttributes{"RuleCondition", "Assertions"};
constexpr std::array<std::string_view, 2> kAssertionAttributes{"Assert", "AssertDescription"};
constexpr std::array<std::string_view, 7> kFunctions{
    "Fn::And",         "Fn::Or", "Fn::Not", "Fn::Equals", "Fn::Contains", "Fn::EachMemberEquals",
    "Fn::EachMemberIn"};

bool same(const Value& left, const Value& right) {
  return left.is_scalar() && right.is_scalar() ? left.text() == right.text() : left == right;
}

bool contains(const Value& list, const Value& value) {
  return std::any_of(list.items().begin(), list.items().end(),
                     [&](const Value& item) { return same(item, value); });
}

class Assertions {
 public:
  Assertions(const Value& root, EarlyValues& early, Reporter& reporter)
      : parameters_(root.find("Parameters")), early_(early), reporter_(reporter) {}

  void check(const Value::Member& rule, const Path& path) {
    if (!has_shape(rule, kRuleAttributes, "a rule", path)) return;
    const Value* condition = rule.value.find("RuleCondition");
    if (condition != nullptr && !truth(*condition, path / "RuleCondition").value_or(false)) return;
    const Value* assertions = rule.value.find("Assertions");
    const Path here = path / "Assertions";
    if (assertions == nullptr || !assertions->is_list()) {
      reporter_.error(rule, path, "rule `" + rule.key + "` needs a list of `Assertions`");
      return;
    }
    for (std::size_t i = 0; i < assertions->items().size(); ++i) {
      check_assertion(rule.key, assertions->items()[i], here[i]);
    }
  }

 private:
  // The truth is not known where a value is not.
  using Truth = std::optional<bool>;

  template <typename Names>
  bool has_shape(const Value::Member& member, const Names& names, const std::string& what,
                 const Path& path) {
    if (!member.value.is_map()) {
      reporter_.error(member.value, path, what + " must be a map");
      return false;
    }
    for (const Value::Member& each : member.value.members()) {
      if (std::find(names.begin(), names.end(), each.key) != names.end()) continue;
      reporter_.error(each, path / each.key, what + " has no `" + each.key + "`",
                      suggestion(each.key, names));
    }
    return true;
  }

  void check_assertion(const std::string& rule, const Value& assertion, const Path& path) {
    const Value::Member member{"", assertion, assertion.at(), assertion.length()};
    if (!has_shape(member, kAssertionAttributes, "an assertion", path)) return;
    const Value* assert = assertion.find("Assert");
    if (assert == nullptr) {
      reporter_.error(assertion, path, "an assertion needs `Assert`");
      return;
    }
    if (truth(*assert, path / "Assert").value_or(true)) return;
    const Value* description = assertion.find("AssertDescription");
    const bool told = description != nullptr && description->is_scalar();
    reporter_.error(*assert, path, "rule `" + rule + "` does not hold",
                    told ? description->text() : "");
  }

  Truth wrong(const Value& where, const Path& path, std::string message) {
    reporter_.as(rules::kIntrinsic).error(where, path, std::move(message));
    return std::nullopt;
  }

  Truth truth(const Value& value, const Path& path) {
    if (value.is_bool()) return value.as_bool();
    const auto call = as_intrinsic(value);
    if (!call || std::find(kFunctions.begin(), kFunctions.end(), call->name) == kFunctions.end()) {
      return wrong(value, path,
                   call ? "`" + std::string(call->name) + "` is no condition of a rule"
                        : std::string("expected a condition of a rule"));
    }
    const Path here = path / call->name;
    if (!call->argument->is_list()) {
      return wrong(*call->argument, here, "`" + std::string(call->name) + "` takes a list");
    }
    const Value::List& operands = call->argument->items();
    if (call->name == "Fn::And" || call->name == "Fn::Or") {
      return all_or_any(*call, operands, here);
    }
    const std::size_t wanted = call->name == "Fn::Not" ? 1 : 2;
    if (operands.size() != wanted) {
      return wrong(*call->argument, here,
                   "`" + std::string(call->name) + "` takes " + std::to_string(wanted) +
                       (wanted == 1 ? " condition" : " values"));
    }
    if (wanted == 1) {
      const Truth inner = truth(operands[0], here[0]);
      return inner ? Truth(!*inner) : std::nullopt;
    }
    const auto left = operand(operands[0], here[0]);
    const auto right = operand(operands[1], here[1]);
    if (!left || !right) return std::nullopt;
    return compare(*call, *left, *right, here);
  }

  Truth all_or_any(const IntrinsicCall& call, const Value::List& operands, const Path& path) {
    if (operands.size() < kRuleOperandsMin || operands.size() > kRuleOperandsMax) {
      return wrong(*call.argument, path,
                   "`" + std::string(call.name) + "` takes 2 to 10 conditions");
    }
    const bool any = call.name == "Fn::Or";
    bool known = true;
    bool decided = false;
    for (std::size_t i = 0; i < operands.size(); ++i) {
      const Truth each = truth(operands[i], path[i]);
      known = known && each;
      decided = decided || (each && *each == any);
    }
    if (decided) return any;
    return known ? Truth(!any) : std::nullopt;
  }

  Truth compare(const IntrinsicCall& call, const Value& left, const Value& right,
                const Path& path) {
    if (call.name == "Fn::Equals") return same(left, right);
    if (!left.is_list()) {
      return wrong(*call.argument, path, "`" + std::string(call.name) + "` looks into a list");
    }
    const Value::List& items = left.items();
    if (call.name == "Fn::Contains") return contains(left, right);
    if (call.name == "Fn::EachMemberEquals") {
      return std::all_of(items.begin(), items.end(),
                         [&](const Value& item) { return same(item, right); });
    }
    if (!right.is_list()) return wrong(*call.argument, path, "`Fn::EachMemberIn` takes two lists");
    return std::all_of(items.begin(), items.end(),
                       [&](const Value& item) { return contains(right, item); });
  }

  std::optional<Value> operand(const Value& value, const Path& path) {
    const auto call = as_intrinsic(value);
    if (call && (call->name == "Fn::ValueOf" || call->name == "Fn::ValueOfAll")) {
      reporter_.as(rules::kNotEmulated)
          .note(value, path,
                "`" + std::string(call->name) +
                    "` is not known here: "
                    "what depends on it is taken to hold");
      return std::nullopt;
    }
    if (call && call->name == "Fn::RefAll") return all_of_type(*call->argument);
    if (call && call->name == "Ref" && call->argument->is_string()) {
      const std::string& name = call->argument->as_string();
      const Value* parameter = parameters_ == nullptr ? nullptr : parameters_->find(name);
      if (parameter == nullptr && !name.starts_with("AWS::")) {
        reporter_.as(rules::kReference).error(value, path, "`" + name + "` is no parameter");
        return std::nullopt;
      }
      if (parameter != nullptr && is_stored(*parameter)) return std::nullopt;
    }
    return early_.value(value);
  }

  static bool is_stored(const Value& parameter) {
    const Value* type = parameter.find("Type");
    return type != nullptr && type->is_string() &&
           type->as_string().starts_with("AWS::SSM::Parameter::Value<");
  }

  // The values of the parameters of that type.
  std::optional<Value> all_of_type(const Value& wanted) {
    Value::List values;
    if (parameters_ == nullptr || !parameters_->is_map()) return Value(std::move(values));
    for (const Value::Member& each : parameters_->members()) {
      const Value* type = each.value.find("Type");
      if (type == nullptr || !(*type == wanted)) continue;
      auto value = early_.value(Value::map({{"Ref", each.key}}));
      if (!value) return std::nullopt;
      values.push_back(std::move(*value));
    }
    return Value(std::move(values));
  }

  const Value* parameters_;
  EarlyValues& early_;
  Reporter& reporter_;
};

}  // namespace

void check_assertions(const Value& root, EarlyValues& early, Reporter& reporter) {
  const Value* rules = root.find("Rules");
  if (rules == nullptr || rules->is_null()) return;
  const Path path = Path() / "Rules";
  if (!rules->is_map()) {
    reporter.error(*rules, path, "`Rules` must be a map");
    return;
  }
  Assertions assertions(root, early, reporter);
  for (const Value::Member& rule : rules->members()) assertions.check(rule, path / rule.key);
}

}  // namespace brume::emulator

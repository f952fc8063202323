// Resolver: conditions and the choice between values.
#include <algorithm>

#include "emulator/template/model/did_you_mean.h"
#include "emulator/template/resolve/resolve.h"

namespace brume::emulator {
namespace {

// Source: CloudFormation's limits for Fn::And and Fn::Or.
constexpr std::size_t kOperandsMin = 2;
constexpr std::size_t kOperandsMax = 10;

constexpr std::size_t kNestingOfConditionsMax = 200;

}  // namespace

Resolver::Outcome Resolver::choose(const Value& argument, const Value& site, const Path& path) {
  const bool three = argument.is_list() && argument.items().size() == 3;
  if (!three || !argument.items()[0].is_string()) {
    return fail(site, path, "`Fn::If` takes a condition's name and two values",
                "write `!If [Condition, then, else]`");
  }
  const auto chosen = condition(argument.items()[0].as_string(), argument.items()[0], path);
  if (!chosen) return std::nullopt;
  const std::size_t index = *chosen ? 1 : 2;
  return resolve(argument.items()[index], path[index]);
}

void Resolver::check_conditions() {
  const Value* section = root_.find("Conditions");
  if (section == nullptr || section->is_null()) return;
  const Path path = Path() / "Conditions";
  if (!section->is_map()) {
    reporter_.error(*section, path, "`Conditions` must be a map");
    return;
  }
  for (const Value::Member& member : section->members()) {
    condition(member.key, member.value, path / member.key);
  }
}

std::optional<bool> Resolver::condition(const std::string& name, const Value& site,
                                        const Path& path) {
  const Value* section = root_.find("Conditions");
  const Value* definition = section == nullptr ? nullptr : section->find(name);
  if (definition == nullptr) {
    std::vector<std::string_view> names;
    if (section != nullptr && section->is_map()) {
      for (const Value::Member& member : section->members()) names.push_back(member.key);
    }
    lacks(site, path, "there is no condition `" + name + "`", suggestion(name, names));
    return std::nullopt;
  }
  Truth& known = conditions_[name];
  switch (known) {
    case Truth::kTrue:
      return true;
    case Truth::kFalse:
      return false;
    case Truth::kFailed:
      return std::nullopt;
    case Truth::kEvaluating: {
      std::string names;
      const auto first = std::find(evaluating_.begin(), evaluating_.end(), name);
      for (auto link = first; link != evaluating_.end(); ++link) names += *link + " -> ";
      reporter_.as(rules::kCircular)
          .error(site, path, "conditions depend on each other in a circle: " + names + name);
      return std::nullopt;
    }
    case Truth::kUnknown:
      break;
  }
  known = Truth::kEvaluating;
  evaluating_.push_back(name);
  const Path conditions = Path() / "Conditions";
  const auto result = truth(*definition, conditions / name);
  evaluating_.pop_back();
  known = !result ? Truth::kFailed : *result ? Truth::kTrue : Truth::kFalse;
  return result;
}

std::optional<bool> Resolver::truth(const Value& value, const Path& path) {
  if (value.is_bool()) return value.as_bool();
  const auto call = as_intrinsic(value);
  if (call) {
    if (depth_ >= kNestingOfConditionsMax) {
      fail(value, path, "conditions are nested too deeply");
      return std::nullopt;
    }
    ++depth_;
    std::optional<bool> result;
    if (call->name == "Condition" && call->argument->is_string()) {
      result = condition(call->argument->as_string(), value, path);
    } else if (call->name == "Fn::Equals") {
      result = equals(*call->argument, path / call->name);
    } else if (call->name == "Fn::Not") {
      const bool one = call->argument->is_list() && call->argument->items().size() == 1;
      if (one) {
        result = truth(call->argument->items()[0], path / call->name);
        if (result) result = !*result;
      } else {
        fail(value, path, "`Fn::Not` takes a list of one condition");
      }
    } else if (call->name == "Fn::And" || call->name == "Fn::Or") {
      result = all_or_any(*call, path / call->name);
    } else {
      fail(value, path, "`" + std::string(call->name) + "` is no condition",
           "a condition is Fn::Equals, Fn::And, Fn::Or, Fn::Not or Condition");
    }
    --depth_;
    return result;
  }
  if (value.is_string() && (value.as_string() == "true" || value.as_string() == "false")) {
    return value.as_string() == "true";
  }
  fail(value, path, "expected a condition, found " + std::string(kind_name(value.kind())),
       "a condition is Fn::Equals, Fn::And, Fn::Or, Fn::Not or Condition");
  return std::nullopt;
}

std::optional<bool> Resolver::all_or_any(const IntrinsicCall& call, const Path& path) {
  const std::size_t count = call.argument->is_list() ? call.argument->items().size() : 0;
  if (count < kOperandsMin || count > kOperandsMax) {
    fail(*call.argument, path, "`" + std::string(call.name) + "` takes 2 to 10 conditions");
    return std::nullopt;
  }
  const bool any = call.name == "Fn::Or";
  bool result = !any;
  bool failed = false;
  for (std::size_t i = 0; i < count; ++i) {
    const auto operand = truth(call.argument->items()[i], path[i]);
    failed = failed || !operand;
    if (operand && *operand == any) result = any;
  }
  if (failed) return std::nullopt;
  return result;
}

std::optional<bool> Resolver::equals(const Value& argument, const Path& path) {
  if (!argument.is_list() || argument.items().size() != 2) {
    fail(argument, path, "`Fn::Equals` takes a list of two values");
    return std::nullopt;
  }
  auto left = resolve(argument.items()[0], path[0]);
  auto right = resolve(argument.items()[1], path[1]);
  if (!left || !right) return std::nullopt;
  const auto plain = [](const Value& value) { return !value.is_list() && !value.is_map(); };
  if (plain(*left) && plain(*right)) return left->text() == right->text();
  return *left == *right;
}

}  // namespace brume::emulator

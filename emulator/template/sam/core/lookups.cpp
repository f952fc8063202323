#include "emulator/template/sam/core/lookups.h"

#include <algorithm>
#include <optional>
#include <string_view>

#include "emulator/template/model/intrinsic.h"
#include "emulator/template/sam/core/python_value.h"

namespace brume::emulator::sam {
namespace {

// Deeper intrinsics are left as they are; the resolver bounds them.
constexpr int kLookupDepthMax = 200;
constexpr std::size_t kMappingKeys = 3;

// A parameter's value as SAM sees it: a default is of the type it is written in, whatever else is
// wrong with the parameter. Nothing: there is no value.
std::optional<Value> looked_up(const Lookups& lookups, std::string_view name) {
  const Value* parameter = lookups.declared == nullptr ? nullptr : lookups.declared->find(name);
  const Value* written = parameter == nullptr ? nullptr : parameter->find("Default");
  const auto found = lookups.values.find(name);
  if (found == lookups.values.end()) {
    return written == nullptr ? std::nullopt : std::optional(*written);
  }
  const bool same = written != nullptr && written->is_scalar() && found->second.is_scalar() &&
                    written->text() == found->second.text();
  return same ? *written : found->second;
}

// What SAM takes for a variable of a Sub; ${!Literal} is none.
bool is_variable(std::string_view name) {
  constexpr std::string_view kPseudo = "AWS::";
  if (name.starts_with(kPseudo)) name.remove_prefix(kPseudo.size());
  return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.';
  });
}

// The text of a variable; nothing: it stays. A list is what it was written as.
std::optional<std::string> text_of(Lookups& lookups, std::string_view name) {
  const auto value = looked_up(lookups, name);
  if (!value || !is_variable(name)) return std::nullopt;
  if (value->is_scalar() && !value->is_null()) return value->text();
  const bool given = lookups.values.contains(name);
  if (given && value->is_list()) return std::nullopt;
  if (lookups.wrong.empty()) {
    lookups.wrong = "Invalid Fn::Sub variable value " + python_text(*value) +
                    ". Fn::Sub expects all variables to be strings.";
  }
  return std::nullopt;
}

std::string substituted(std::string_view text, Lookups& lookups) {
  std::string result;
  while (true) {
    const std::size_t open = text.find("${");
    const std::size_t close = open == std::string_view::npos ? open : text.find('}', open);
    if (close == std::string_view::npos) return result + std::string(text);
    const auto value = text_of(lookups, text.substr(open + 2, close - open - 2));
    result += text.substr(0, open);
    result += value ? std::string_view(*value) : text.substr(open, close + 1 - open);
    text.remove_prefix(close + 1);
  }
}

Value call_with_parameters(const Value& value, const IntrinsicCall& call, Lookups& lookups) {
  if (call.name == "Ref" && call.argument->is_string()) {
    auto found = looked_up(lookups, call.argument->as_string());
    return found ? std::move(found->place_as(value)) : value;
  }
  const bool with_variables = call.argument->is_list() && !call.argument->items().empty();
  const Value* text = with_variables ? &call.argument->items()[0] : call.argument;
  if (call.name != "Fn::Sub" || !text->is_string()) return value;
  std::string result = substituted(text->as_string(), lookups);
  Value copy = value;
  Value& argument = copy.members().front().value;
  (with_variables ? argument.items()[0] : argument) = Value(std::move(result));
  return std::move(copy.place_all(value.at(), value.length()));
}

Value call_with_mappings(const Value& value, const IntrinsicCall& call, Lookups& lookups) {
  if (call.name != "Fn::FindInMap") return value;
  const Value& keys = *call.argument;
  if (!keys.is_list() || keys.items().size() != kMappingKeys) {
    lookups.wrong = "Invalid FindInMap value " +
                    (keys.is_string() ? keys.as_string() : python_text(keys)) +
                    ". FindInMap expects an array with 3 values.";
    return value;
  }
  const bool texts = std::all_of(keys.items().begin(), keys.items().end(),
                                 [](const Value& key) { return key.is_string(); });
  const Value* found = texts ? lookups.mappings : nullptr;
  for (const Value& key : keys.items()) {
    if (found == nullptr) return value;
    if (!found->is_map()) {
      lookups.wrong = "Cannot use Fn::FindInMap on Mapping '" + keys.items()[0].as_string() +
                      "' which is not a a two-level map.";
      return value;
    }
    found = found->find(key.as_string());
  }
  return found == nullptr ? value : *found;
}

using CallWith = Value (*)(const Value& value, const IntrinsicCall& call, Lookups& lookups);

Value walked(const Value& value, Lookups& lookups, CallWith call_with, int depth) {
  if (depth > kLookupDepthMax) return value;
  if (value.is_list()) {
    Value::List list;
    list.reserve(value.items().size());
    for (const Value& item : value.items()) {
      list.push_back(walked(item, lookups, call_with, depth + 1));
    }
    return Value(std::move(list)).place_as(value);
  }
  if (!value.is_map()) return value;
  Value::Map map;
  map.reserve(value.members().size());
  for (const Value::Member& member : value.members()) {
    map.push_back({member.key, walked(member.value, lookups, call_with, depth + 1), member.key_at,
                   member.key_length});
  }
  Value copy(std::move(map));
  copy.place_as(value);
  if (const auto call = as_intrinsic(copy)) return call_with(copy, *call, lookups);
  return copy;
}

}  // namespace

Value look_up_parameters(const Value& value, Lookups& lookups) {
  return walked(value, lookups, call_with_parameters, 0);
}

Value look_up_mappings(const Value& value, Lookups& lookups) {
  return walked(value, lookups, call_with_mappings, 0);
}

}  // namespace brume::emulator::sam

#include "emulator/template/model/any_case_property.h"

#include <charconv>

#include "emulator/text/ascii.h"

namespace brume::emulator::gateway {

const Value* find_member(const Value& map, Names names) {
  for (const std::string_view name : names) {
    const Value* value = map.find(name);
    if (value != nullptr && !value->is_null()) return value;
  }
  return nullptr;
}

std::string member_text(const Value& map, Names names) {
  const Value* value = find_member(map, names);
  return value != nullptr && value->is_scalar() ? value->text() : std::string();
}

std::optional<int> member_int(const Value& map, Names names) {
  const std::string text = member_text(map, names);
  int number = 0;
  const auto end = std::from_chars(text.data(), text.data() + text.size(), number);
  if (text.empty() || end.ec != std::errc() || end.ptr != text.data() + text.size()) return {};
  return number;
}

bool member_bool(const Value& map, Names names) {
  return lower_case(member_text(map, names)) == "true";
}

std::vector<std::string> member_texts(const Value& map, Names names) {
  std::vector<std::string> texts;
  const Value* value = find_member(map, names);
  if (value == nullptr) return texts;
  if (value->is_scalar()) texts.push_back(value->text());
  if (!value->is_list()) return texts;
  for (const Value& item : value->items()) {
    if (item.is_scalar()) texts.push_back(item.text());
  }
  return texts;
}

std::map<std::string, std::string> member_map(const Value& map, Names names) {
  std::map<std::string, std::string> result;
  const Value* value = find_member(map, names);
  if (value == nullptr || !value->is_map()) return result;
  for (const Value::Member& member : value->members()) {
    if (member.value.is_scalar()) result[member.key] = member.value.text();
  }
  return result;
}

std::optional<std::string> constant(std::string_view expression) {
  if (expression.size() < 2 || !expression.starts_with('\'') || !expression.ends_with('\'')) {
    return std::nullopt;
  }
  return std::string(expression.substr(1, expression.size() - 2));
}

}  // namespace brume::emulator::gateway

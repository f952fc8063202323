#include "emulator/template/sam/core/python_value.h"

namespace brume::emulator::sam {

bool is_truthy(const Value* value) {
  if (value == nullptr) return false;
  switch (value->kind()) {
    case Value::Kind::kNull:
      return false;
    case Value::Kind::kBool:
      return value->as_bool();
    case Value::Kind::kInt:
      return value->as_int() != 0;
    case Value::Kind::kFloat:
      return value->as_float() != 0;
    case Value::Kind::kString:
      return !value->as_string().empty();
    case Value::Kind::kList:
      return !value->items().empty();
    case Value::Kind::kMap:
      return !value->members().empty();
  }
  return false;
}

std::string python_text(const Value& value) {
  if (value.is_null()) return "None";
  if (value.is_bool()) return value.as_bool() ? "True" : "False";
  if (value.is_string()) {
    const bool apostrophe = value.as_string().find('\'') != std::string::npos;
    const std::string quote = apostrophe ? "\"" : "'";
    return quote + value.as_string() + quote;
  }
  if (value.is_scalar()) return value.text();
  std::string text;
  if (value.is_list()) {
    for (const Value& item : value.items()) {
      text += (text.empty() ? "" : ", ") + python_text(item);
    }
    return "[" + text + "]";
  }
  for (const Value::Member& member : value.members()) {
    text += (text.empty() ? "" : ", ") + python_text(member.key) + ": " + python_text(member.value);
  }
  return "{" + text + "}";
}

std::string_view python_type(const Value& value) {
  switch (value.kind()) {
    case Value::Kind::kNull:
      return "NoneType";
    case Value::Kind::kBool:
      return "bool";
    case Value::Kind::kInt:
      return "int";
    case Value::Kind::kFloat:
      return "float";
    case Value::Kind::kString:
      return "str";
    case Value::Kind::kList:
      return "list";
    case Value::Kind::kMap:
      return "dict";
  }
  return "object";
}

std::string no_event_text(const Value& value) {
  return "'" + std::string(python_type(value)) + "' object has no attribute 'get'";
}

}  // namespace brume::emulator::sam

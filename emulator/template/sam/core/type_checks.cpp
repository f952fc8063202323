#include "emulator/template/sam/core/type_checks.h"

#include <algorithm>

#include "emulator/template/model/intrinsic.h"
#include "emulator/template/model/logical_hash.h"

namespace brume::emulator::sam {
namespace {

bool expect_kind(const Owner& owner, const Value& value, Value::Kind kind,
                 const std::string& sentence) {
  if (value.kind() == kind) return true;
  return owner.reject(value, sentence);
}

}  // namespace

bool Owner::reject(const Value& where, const std::string& text, const std::string& hint) const {
  context.reject_as(origin, shown, where, text, hint);
  return false;
}

bool expect_map(const Owner& owner, const Value& value, const std::string& name) {
  return expect_kind(owner, value, Value::Kind::kMap, "Property '" + name + "' should be a map.");
}

bool expect_list(const Owner& owner, const Value& value, const std::string& name) {
  return expect_kind(owner, value, Value::Kind::kList, "Property '" + name + "' should be a list.");
}

bool expect_text(const Owner& owner, const Value& value, const std::string& name) {
  return expect_kind(owner, value, Value::Kind::kString,
                     "Property '" + name + "' should be a string.");
}

bool expect_truth(const Owner& owner, const Value& value, const std::string& name) {
  return expect_kind(owner, value, Value::Kind::kBool,
                     "Property '" + name + "' should be a boolean.");
}

bool expect_given(const Owner& owner, const Value* value, const Value& parent,
                  const std::string& name) {
  if (value != nullptr && !value->is_null()) return true;
  return owner.reject(parent, "Property '" + name + "' is required.");
}

bool expect_type(const Owner& owner, const Value& resource, const std::string& type) {
  const Value* given = resource.find("Type");
  if (given == nullptr) return owner.reject(resource, "Resource dict missing key 'Type'.");
  if (given->is_string() && given->as_string() == type) return true;
  const std::string shown = given->is_string() ? given->as_string() : python_text(*given);
  return owner.reject(*given,
                      "Resource has incorrect Type; expected '" + type + "', got '" + shown + "'.");
}

bool expect_texts(const Owner& owner, const Value& value, const std::string& name) {
  if (!expect_list(owner, value, name)) return false;
  for (std::size_t i = 0; i < value.items().size(); ++i) {
    const Value& item = value.items()[i];
    if (!expect_text(owner, item, name + "[" + std::to_string(i) + "]")) return false;
  }
  return true;
}

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

bool is_alphanumeric(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  });
}

std::string id_part(std::string_view text) {
  return is_alphanumeric(text) ? std::string(text) : logical_hash(Value(text));
}

}  // namespace brume::emulator::sam

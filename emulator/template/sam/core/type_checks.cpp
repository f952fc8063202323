#include "emulator/template/sam/core/type_checks.h"

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

}  // namespace brume::emulator::sam

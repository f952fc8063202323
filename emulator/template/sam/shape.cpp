#include "emulator/template/sam/shape.h"

#include <algorithm>
#include <vector>

#include "emulator/template/nearest.h"

namespace brume::emulator::sam {

namespace {

std::string wrong_type(const PropertyShape& shape) {
  const std::string name(shape.name);
  switch (shape.kinds & ~kPlain) {
    case kMap:
      return "Property '" + name + "' should be a map.";
    case kText:
      return "Property '" + name + "' should be a string.";
    default:
      return "Type of property '" + name + "' is invalid.";
  }
}

}  // namespace

bool fits(const Value& value, std::uint16_t kinds) {
  if (kinds == kAny || value.is_null()) return true;
  if ((kinds & kPlain) == 0 && value.is_map() && value.members().size() == 1) return true;
  const auto allowed = [&](Kinds kind) { return (kinds & kind) != 0; };
  if (value.is_map()) {
    if (allowed(kMap) || allowed(kDictionary)) return true;
    return allowed(kMapOfValues) &&
           std::all_of(value.members().begin(), value.members().end(),
                       [](const auto& member) { return member.value.is_map(); });
  }
  if (value.is_list()) {
    if (allowed(kList)) return true;
    if (allowed(kListOfStrings)) {
      return std::all_of(value.items().begin(), value.items().end(),
                         [](const Value& item) { return item.is_string(); });
    }
    if (allowed(kListOfMaps)) {
      return std::all_of(value.items().begin(), value.items().end(),
                         [](const Value& item) { return item.is_map(); });
    }
    return allowed(kListOfTexts) &&
           std::all_of(value.items().begin(), value.items().end(),
                       [](const Value& item) { return item.is_string() || item.is_map(); });
  }
  return (value.is_string() && allowed(kText)) || (value.is_bool() && allowed(kTruth)) ||
         (value.is_int() && allowed(kNumber));
}

Value checked_properties(Context& context, const Value::Member& resource,
                         std::span<const PropertyShape> shapes, std::string_view type,
                         const std::string& origin) {
  const auto reject = [&](const Value& where, const std::string& text,
                          const std::string& hint = {}) {
    context.reject_as(origin, resource.key, where, text, hint);
  };
  Value properties = context.properties(resource.value);
  if (properties.is_null()) properties = Value::map().place_as(resource.value);
  if (!properties.is_map()) {
    reject(properties, "Properties of a resource must be an object.");
    return Value::map().place_as(resource.value);
  }
  for (const PropertyShape& shape : shapes) {
    const Value* value = properties.find(shape.name);
    if (!shape.required || (value != nullptr && !value->is_null())) continue;
    reject(properties, "Missing required property '" + std::string(shape.name) + "'.");
  }
  std::vector<std::string_view> names;
  for (const PropertyShape& shape : shapes) {
    if (!shape.name.starts_with("__")) names.push_back(shape.name);
  }
  std::erase_if(properties.members(), [&](const Value::Member& member) {
    const auto shape = std::find_if(shapes.begin(), shapes.end(),
                                    [&](const auto& known) { return known.name == member.key; });
    if (shape == shapes.end()) {
      Value where;
      where.place(member.key_at, member.key_length);
      reject(where,
             "property " + member.key + " not defined for resource of type " + std::string(type),
             suggestion(member.key, names));
      return true;
    }
    if (fits(member.value, shape->kinds)) return false;
    reject(member.value, wrong_type(*shape),
           "found " + std::string(kind_name(member.value.kind())));
    return true;
  });
  return properties;
}

}  // namespace brume::emulator::sam

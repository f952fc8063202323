#include "emulator/template/sam/core/property_types.h"

#include <algorithm>
#include <string>
#include <vector>

#include "emulator/template/model/did_you_mean.h"

namespace brume::emulator::sam {
namespace {

template <typename Fits>
bool all_members(const Value& map, Fits fits_value) {
  return std::all_of(map.members().begin(), map.members().end(),
                     [&](const Value::Member& member) { return fits_value(member.value); });
}

bool map_fits(const Value& value, std::uint16_t kinds) {
  const auto is_map = [](const Value& each) { return each.is_map(); };
  const auto is_text = [](const Value& each) { return each.is_string(); };
  const auto is_number = [](const Value& each) {
    return each.is_map() || each.is_int() || each.is_bool();
  };
  return (kinds & (kMap | kDictionary)) != 0 ||
         ((kinds & kMapOfValues) != 0 && all_members(value, is_map)) ||
         ((kinds & kMapOfTexts) != 0 && all_members(value, is_text)) ||
         ((kinds & kMapOfNumbers) != 0 && all_members(value, is_number));
}

bool list_fits(const Value& value, std::uint16_t kinds) {
  if ((kinds & kList) != 0) return true;
  const bool texts = (kinds & (kListOfStrings | kListOfTexts)) != 0;
  const bool maps = (kinds & (kListOfMaps | kListOfTexts)) != 0;
  return (texts || maps) &&
         std::all_of(value.items().begin(), value.items().end(), [&](const Value& item) {
           return (texts && item.is_string()) || (maps && item.is_map());
         });
}

bool scalar_fits(const Value& value, std::uint16_t kinds) {
  if (value.is_string()) {
    const std::string& text = value.as_string();
    return (kinds & kText) != 0 ||
           ((kinds & kDeleteOrRetain) != 0 && (text == "Delete" || text == "Retain"));
  }
  if (value.is_bool()) return (kinds & (kTruth | kNumber)) != 0;
  return value.is_int() && (kinds & kNumber) != 0;
}

std::string wrong_type(const std::string& name, std::uint16_t kinds) {
  switch (kinds & ~kPlain) {
    case kText:
      return "Property '" + name + "' should be a string.";
    case kMap:
      return "Property '" + name + "' should be a map.";
    case kDeleteOrRetain:
      return "Property '" + name + "' should be a one of the strings: 'Delete' or 'Retain'.";
    default:
      return "Type of property '" + name + "' is invalid.";
  }
}

}  // namespace

bool fits(const Value& value, std::uint16_t kinds) {
  if (kinds == kAny || kinds == kPlain || value.is_null()) return true;
  if ((kinds & kPlain) == 0 && value.is_map() && value.members().size() == 1) return true;
  if (value.is_map()) return map_fits(value, kinds);
  if (value.is_list()) return list_fits(value, kinds);
  return scalar_fits(value, kinds);
}

Value checked_properties(Context& context, const Value::Member& resource,
                         std::span<const PropertyShape> shapes, std::string_view type,
                         const std::string& origin) {
  const auto reject = [&](const Value& where, const std::string& text,
                          const std::string& hint = {}) {
    context.reject_as(origin, resource.key, where, text, hint);
  };
  const Value* given = resource.value.find("Properties");
  if (given != nullptr && !given->is_map()) {
    reject(*given, "Properties of a resource must be an object.");
    return Value::map().place_as(resource.value);
  }
  Value properties = given == nullptr ? Value::map().place_as(resource.value) : *given;
  std::vector<std::string_view> names;
  for (const PropertyShape& shape : shapes) {
    if (!shape.name.starts_with("__")) names.push_back(shape.name);
  }
  std::erase_if(properties.members(), [&](const Value::Member& member) {
    const bool known = std::any_of(shapes.begin(), shapes.end(),
                                   [&](const auto& shape) { return shape.name == member.key; });
    if (known) return false;
    Value where;
    where.place(member.key_at, member.key_length);
    reject(where,
           "property " + member.key + " not defined for resource of type " + std::string(type),
           suggestion(member.key, names));
    return true;
  });
  for (const PropertyShape& shape : shapes) {
    const Value* value = properties.find(shape.name);
    if (value == nullptr || value->is_null()) {
      const std::string name(shape.name);
      if (shape.required) reject(properties, "Missing required property '" + name + "'.");
    } else if (!fits(*value, shape.kinds)) {
      reject(*value, wrong_type(std::string(shape.name), shape.kinds),
             "found " + std::string(kind_name(value->kind())));
      properties.erase(shape.name);
    }
  }
  return properties;
}

}  // namespace brume::emulator::sam

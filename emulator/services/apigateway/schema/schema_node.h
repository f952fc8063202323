// One schema inside a compiled JsonSchema, as a tree. Plain data, immutable once compiled.
#pragma once

#include <map>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "emulator/template/model/pattern.h"

namespace brume::emulator::gateway {

struct SchemaNode {
  using Child = std::unique_ptr<SchemaNode>;

  // False: `"additionalProperties": false` and its like; nothing fits.
  bool takes_anything = true;
  std::vector<std::string> types;
  std::shared_ptr<const nlohmann::json> values;  // enum: an array; or null

  std::optional<double> minimum, maximum, multiple_of;
  bool above_minimum = false, below_maximum = false;
  std::optional<std::size_t> min_length, max_length;
  std::optional<Pattern> pattern;

  std::vector<Child> items;  // by place
  Child every_item;          // items as one schema, or additionalItems; or null
  std::optional<std::size_t> min_items, max_items;
  bool unique_items = false;

  std::map<std::string, Child> properties;
  std::vector<std::pair<Pattern, Child>> pattern_properties;
  Child other_properties;  // additionalProperties; or null
  std::vector<std::string> required;
  std::map<std::string, std::vector<std::string>> needs;  // dependencies on properties
  std::map<std::string, Child> demands;                   // dependencies on schemas
  std::optional<std::size_t> min_properties, max_properties;

  std::vector<Child> all_of, any_of, one_of;
  Child none_of;  // not; or null
};

}  // namespace brume::emulator::gateway

// One schema inside a compiled JsonSchema. Private to json_schema.cpp and schema_compiler.cpp.
#pragma once

#include <map>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "emulator/services/apigateway/schema/json_schema.h"
#include "emulator/template/model/pattern.h"

namespace brume::emulator::gateway {

struct JsonSchema::Node {
  using Child = std::unique_ptr<Node>;

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

// Compiles one schema text into its tree.
class SchemaCompiler {
 public:
  using Node = JsonSchema::Node;
  using Child = Node::Child;

  static Result<JsonSchema> compile(std::string_view text);

 private:
  Child node(const nlohmann::json& schema, int depth);
  void keyword(Node& node, const std::string& name, const nlohmann::json& value, int depth);
  bool numbers(Node& node, const std::string& name, const nlohmann::json& value);
  bool texts(Node& node, const std::string& name, const nlohmann::json& value);
  bool lists(Node& node, const std::string& name, const nlohmann::json& value, int depth);
  bool objects(Node& node, const std::string& name, const nlohmann::json& value, int depth);
  bool combinations(Node& node, const std::string& name, const nlohmann::json& value, int depth);
  void dependencies(Node& node, const nlohmann::json& value, int depth);
  std::optional<std::size_t> count(const std::string& name, const nlohmann::json& value);
  std::vector<std::string> names(const std::string& name, const nlohmann::json& value);
  std::vector<Child> children(const std::string& name, const nlohmann::json& value, int depth);
  std::optional<Pattern> pattern(const std::string& expression);
  void wrong(std::string what);

  std::string wrong_;  // the first mistake; empty: none
  std::vector<std::string> unsupported_;
};

}  // namespace brume::emulator::gateway

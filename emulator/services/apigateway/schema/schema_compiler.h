// Compiles the text of a JSON schema into its tree: json_schema.h says what is understood.
//
// One use, one thread.
#pragma once

#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/base/result.h"
#include "emulator/services/apigateway/schema/schema_node.h"

namespace brume::emulator::gateway {

struct CompiledSchema {
  std::unique_ptr<SchemaNode> root;
  std::vector<std::string> unsupported;  // keywords that it uses and that are not understood
};

class SchemaCompiler {
 public:
  static Result<CompiledSchema> compile(std::string_view text);

 private:
  using Node = SchemaNode;
  using Child = Node::Child;

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

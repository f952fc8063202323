#include "emulator/services/apigateway/schema/schema_compiler.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

namespace brume::emulator::gateway {
namespace {

using nlohmann::json;

// Ours: deeper schemas than this are nobody's model.
constexpr int kMaxDepth = 100;
// They say something about a schema, not about what fits it.
constexpr std::array<std::string_view, 12> kAnnotations = {
    "$schema", "id",     "title",    "description", "default",      "definitions",
    "example", "format", "examples", "xml",         "externalDocs", "discriminator"};

}  // namespace

void SchemaCompiler::wrong(std::string what) {
  if (wrong_.empty()) wrong_ = std::move(what);
}

Result<CompiledSchema> SchemaCompiler::compile(std::string_view text) {
  const json schema = json::parse(text, nullptr, false);
  SchemaCompiler compiler;
  if (!schema.is_object()) compiler.wrong("it is no JSON object");
  Child root = compiler.wrong_.empty() ? compiler.node(schema, 0) : nullptr;
  if (!compiler.wrong_.empty()) return Error{Error::Code::kInvalidArgument, compiler.wrong_};
  return CompiledSchema{std::move(root), std::move(compiler.unsupported_)};
}

SchemaCompiler::Child SchemaCompiler::node(const json& schema, int depth) {
  auto made = std::make_unique<Node>();
  if (schema.is_boolean()) {
    made->takes_anything = schema.get<bool>();
    return made;
  }
  if (!schema.is_object() || depth > kMaxDepth) {
    wrong(schema.is_object() ? "it is nested too deeply" : "a schema in it is no object");
    return made;
  }
  for (const auto& [name, value] : schema.items()) keyword(*made, name, value, depth + 1);
  // Alone it says nothing.
  if (!schema.contains("items")) made->every_item.reset();
  return made;
}

void SchemaCompiler::keyword(Node& node, const std::string& name, const json& value, int depth) {
  if (name == "type") {
    node.types = value.is_string() ? std::vector{value.get<std::string>()} : names(name, value);
    return;
  }
  if (name == "enum") {
    if (!value.is_array()) return wrong("`enum` is no list");
    node.values = std::make_shared<const json>(value);
    return;
  }
  if (numbers(node, name, value) || texts(node, name, value) || lists(node, name, value, depth) ||
      objects(node, name, value, depth) || combinations(node, name, value, depth)) {
    return;
  }
  const bool annotation =
      name.starts_with("x-") ||
      std::find(kAnnotations.begin(), kAnnotations.end(), name) != kAnnotations.end();
  if (!annotation) unsupported_.push_back(name);
}

bool SchemaCompiler::numbers(Node& node, const std::string& name, const json& value) {
  const bool flag = value.is_boolean() && value.get<bool>();
  if (name == "exclusiveMinimum" || name == "exclusiveMaximum") {
    if (!value.is_boolean()) wrong("`" + name + "` is no boolean, as draft 4 has it");
    (name == "exclusiveMinimum" ? node.above_minimum : node.below_maximum) = flag;
    return true;
  }
  if (name != "minimum" && name != "maximum" && name != "multipleOf") return false;
  if (!value.is_number()) {
    wrong("`" + name + "` is no number");
    return true;
  }
  const double number = value.get<double>();
  if (name == "multipleOf" && number <= 0) wrong("`multipleOf` is not positive");
  (name == "minimum" ? node.minimum : name == "maximum" ? node.maximum : node.multiple_of) = number;
  return true;
}

bool SchemaCompiler::texts(Node& node, const std::string& name, const json& value) {
  if (name == "minLength") {
    node.min_length = count(name, value);
  } else if (name == "maxLength") {
    node.max_length = count(name, value);
  } else if (name == "pattern") {
    if (value.is_string()) {
      node.pattern = pattern(value.get<std::string>());
    } else {
      wrong("`pattern` is no text");
    }
  } else {
    return false;
  }
  return true;
}

bool SchemaCompiler::lists(Node& node, const std::string& name, const json& value, int depth) {
  if (name == "items") {
    if (value.is_array()) {
      node.items = children(name, value, depth);
    } else {
      node.every_item = this->node(value, depth);
    }
  } else if (name == "additionalItems") {
    // "items" comes later in the order of names, and if it is one schema it replaces this.
    node.every_item = this->node(value, depth);
  } else if (name == "minItems") {
    node.min_items = count(name, value);
  } else if (name == "maxItems") {
    node.max_items = count(name, value);
  } else if (name == "uniqueItems") {
    node.unique_items = value.is_boolean() && value.get<bool>();
  } else {
    return false;
  }
  return true;
}

bool SchemaCompiler::objects(Node& node, const std::string& name, const json& value, int depth) {
  if (name == "properties" || name == "patternProperties") {
    if (!value.is_object()) {
      wrong("`" + name + "` is no object");
      return true;
    }
    for (const auto& [property, schema] : value.items()) {
      if (name == "properties") {
        node.properties[property] = this->node(schema, depth);
      } else if (auto expression = pattern(property)) {
        node.pattern_properties.emplace_back(std::move(*expression), this->node(schema, depth));
      }
    }
  } else if (name == "additionalProperties") {
    node.other_properties = this->node(value, depth);
  } else if (name == "required") {
    // Draft 3 and OpenAPI parameters have a boolean there, which says nothing here.
    if (!value.is_boolean()) node.required = names(name, value);
  } else if (name == "minProperties") {
    node.min_properties = count(name, value);
  } else if (name == "maxProperties") {
    node.max_properties = count(name, value);
  } else if (name == "dependencies") {
    dependencies(node, value, depth);
  } else {
    return false;
  }
  return true;
}

void SchemaCompiler::dependencies(Node& node, const json& value, int depth) {
  if (!value.is_object()) return wrong("`dependencies` is no object");
  for (const auto& [property, needed] : value.items()) {
    if (needed.is_array()) {
      node.needs[property] = names("dependencies", needed);
    } else {
      node.demands[property] = this->node(needed, depth);
    }
  }
}

bool SchemaCompiler::combinations(Node& node, const std::string& name, const json& value,
                                  int depth) {
  if (name == "not") {
    node.none_of = this->node(value, depth);
    return true;
  }
  std::vector<Child>* const list = name == "allOf"   ? &node.all_of
                                   : name == "anyOf" ? &node.any_of
                                   : name == "oneOf" ? &node.one_of
                                                     : nullptr;
  if (list == nullptr) return false;
  *list = children(name, value, depth);
  return true;
}

std::optional<std::size_t> SchemaCompiler::count(const std::string& name, const json& value) {
  if (value.is_number_unsigned()) return value.get<std::size_t>();
  wrong("`" + name + "` is no count");
  return std::nullopt;
}

std::vector<std::string> SchemaCompiler::names(const std::string& name, const json& value) {
  std::vector<std::string> all;
  if (!value.is_array()) wrong("`" + name + "` is no list");
  for (const json& element : value.is_array() ? value : json::array()) {
    if (element.is_string()) {
      all.push_back(element.get<std::string>());
    } else {
      wrong("`" + name + "` has an element that is no text");
    }
  }
  return all;
}

std::vector<SchemaCompiler::Child> SchemaCompiler::children(const std::string& name,
                                                            const json& value, int depth) {
  std::vector<Child> all;
  if (!value.is_array()) wrong("`" + name + "` is no list of schemas");
  for (const json& element : value.is_array() ? value : json::array()) {
    all.push_back(node(element, depth));
  }
  return all;
}

std::optional<Pattern> SchemaCompiler::pattern(const std::string& expression) {
  auto compiled = Pattern::compile(expression);
  if (compiled) return std::move(compiled).value();
  wrong(compiled.error().message);
  return std::nullopt;
}

}  // namespace brume::emulator::gateway

#include "emulator/services/apigateway/schema/json_schema.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "emulator/services/apigateway/schema/schema_compiler.h"

namespace brume::emulator::gateway {
namespace {

using nlohmann::json;

std::size_t code_points(const std::string& text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  }));
}

bool is_of_type(const json& value, const std::string& type) {
  if (type == "integer") return value.is_number_integer();
  if (type == "number") return value.is_number();
  if (type == "string") return value.is_string();
  if (type == "boolean") return value.is_boolean();
  if (type == "array") return value.is_array();
  if (type == "object") return value.is_object();
  return type == "null" && value.is_null();
}

// Whether comparing it could need more stack than there is. The limit is our own.
bool is_too_deep(std::string_view document) {
  constexpr int kMaxDepth = 1000;
  int depth = 0;
  bool in_text = false;
  for (std::size_t i = 0; i < document.size(); ++i) {
    const char c = document[i];
    if (in_text) {
      if (c == '\\') ++i;
      in_text = c != '"';
    } else if (c == '"') {
      in_text = true;
    } else if (c == '[' || c == '{') {
      if (++depth > kMaxDepth) return true;
    } else if (c == ']' || c == '}') {
      --depth;
    }
  }
  return false;
}

std::string listed(const std::vector<std::string>& values) {
  std::string out;
  for (const std::string& value : values) out += (out.empty() ? "" : ", ") + value;
  return "[" + out + "]";
}

}  // namespace

// Finds the first thing that does not fit. `where_` is its place: "/items/0".
class SchemaCheck {
 public:
  using Node = SchemaNode;

  bool fits(const Node& node, const json& value) {
    if (!node.takes_anything) return complain("is not allowed");
    return fits_type(node, value) && fits_number(node, value) && fits_text(node, value) &&
           fits_list(node, value) && fits_object(node, value) && fits_combination(node, value);
  }

  std::string complaint;

 private:
  bool complain(const std::string& what) {
    if (complaint.empty()) complaint = (where_.empty() ? "the body" : where_) + " " + what;
    return false;
  }

  bool fits_child(const Node& node, const json& value, const std::string& step) {
    const std::size_t before = where_.size();
    where_ += "/" + step;
    const bool good = fits(node, value);
    where_.resize(before);
    return good;
  }

  // Whether it would fit, without a word.
  bool would_fit(const Node& node, const json& value) {
    SchemaCheck inner;
    return inner.fits(node, value);
  }

  bool fits_type(const Node& node, const json& value) {
    const bool typed = node.types.empty() || std::any_of(node.types.begin(), node.types.end(),
                                                         [&value](const std::string& type) {
                                                           return is_of_type(value, type);
                                                         });
    if (!typed) {
      return complain(std::string("is of type ") + value.type_name() + ", not of " +
                      listed(node.types));
    }
    const bool among = !node.values || std::find(node.values->begin(), node.values->end(), value) !=
                                           node.values->end();
    return among || complain("is none of " + node.values->dump());
  }

  bool fits_number(const Node& node, const json& value) {
    if (!value.is_number()) return true;
    const double number = value.get<double>();
    if (node.minimum && (node.above_minimum ? number <= *node.minimum : number < *node.minimum)) {
      return complain("is too small");
    }
    if (node.maximum && (node.below_maximum ? number >= *node.maximum : number > *node.maximum)) {
      return complain("is too large");
    }
    if (!node.multiple_of) return true;
    const double quotient = number / *node.multiple_of;
    return std::abs(quotient - std::round(quotient)) < 1e-9 || complain("is not a multiple");
  }

  bool fits_text(const Node& node, const json& value) {
    if (!value.is_string()) return true;
    const auto& text = value.get_ref<const std::string&>();
    const std::size_t length = node.min_length || node.max_length ? code_points(text) : 0;
    if (node.min_length && length < *node.min_length) return complain("is too short");
    if (node.max_length && length > *node.max_length) return complain("is too long");
    return !node.pattern || node.pattern->is_in(text) || complain("does not match the pattern");
  }

  bool fits_list(const Node& node, const json& value) {
    if (!value.is_array()) return true;
    if (node.min_items && value.size() < *node.min_items) return complain("has too few items");
    if (node.max_items && value.size() > *node.max_items) return complain("has too many items");
    for (std::size_t i = 0; i < value.size(); ++i) {
      const Node* const schema =
          i < node.items.size() ? node.items[i].get() : node.every_item.get();
      if (schema != nullptr && !fits_child(*schema, value[i], std::to_string(i))) return false;
    }
    if (!node.unique_items) return true;
    std::vector<const json*> sorted;
    for (const json& element : value) sorted.push_back(&element);
    std::sort(sorted.begin(), sorted.end(), [](const json* a, const json* b) { return *a < *b; });
    const auto same = std::adjacent_find(sorted.begin(), sorted.end(),
                                         [](const json* a, const json* b) { return *a == *b; });
    return same == sorted.end() || complain("has the same item twice");
  }

  bool fits_object(const Node& node, const json& value) {
    if (!value.is_object()) return true;
    std::vector<std::string> missing;
    for (const std::string& name : node.required) {
      if (!value.contains(name)) missing.push_back(name);
    }
    if (!missing.empty()) return complain("has missing required properties " + listed(missing));
    if (node.min_properties && value.size() < *node.min_properties) {
      return complain("has too few properties");
    }
    if (node.max_properties && value.size() > *node.max_properties) {
      return complain("has too many properties");
    }
    for (const auto& [name, member] : value.items()) {
      if (!fits_property(node, name, member)) return false;
    }
    return fits_dependencies(node, value);
  }

  bool fits_property(const Node& node, const std::string& name, const json& member) {
    bool known = false;
    if (const auto found = node.properties.find(name); found != node.properties.end()) {
      known = true;
      if (!fits_child(*found->second, member, name)) return false;
    }
    for (const auto& [pattern, schema] : node.pattern_properties) {
      if (!pattern.is_in(name)) continue;
      known = true;
      if (!fits_child(*schema, member, name)) return false;
    }
    return known || !node.other_properties || fits_child(*node.other_properties, member, name);
  }

  bool fits_dependencies(const Node& node, const json& value) {
    for (const auto& [name, needed] : node.needs) {
      if (!value.contains(name)) continue;
      for (const std::string& other : needed) {
        if (!value.contains(other)) return complain("needs " + other + " beside " + name);
      }
    }
    return std::all_of(node.demands.begin(), node.demands.end(), [&](const auto& demand) {
      return !value.contains(demand.first) || fits(*demand.second, value);
    });
  }

  bool fits_combination(const Node& node, const json& value) {
    for (const auto& schema : node.all_of) {
      if (!fits(*schema, value)) return false;
    }
    const auto fitting = [&](const std::vector<Node::Child>& schemas) {
      return std::count_if(schemas.begin(), schemas.end(),
                           [&](const auto& schema) { return would_fit(*schema, value); });
    };
    if (!node.any_of.empty() && fitting(node.any_of) == 0) return complain("fits none of anyOf");
    if (!node.one_of.empty() && fitting(node.one_of) != 1) return complain("fits not one of oneOf");
    return !node.none_of || !would_fit(*node.none_of, value) || complain("fits what it must not");
  }

  std::string where_;
};

JsonSchema::JsonSchema(std::unique_ptr<SchemaNode> root, std::vector<std::string> unsupported)
    : root_(std::move(root)), unsupported_(std::move(unsupported)) {}
JsonSchema::JsonSchema(JsonSchema&&) noexcept = default;
JsonSchema& JsonSchema::operator=(JsonSchema&&) noexcept = default;
JsonSchema::~JsonSchema() = default;

Result<JsonSchema> JsonSchema::compile(std::string_view text) {
  auto compiled = SchemaCompiler::compile(text);
  if (!compiled) return std::move(compiled).error();
  return JsonSchema(std::move(compiled->root), std::move(compiled->unsupported));
}

std::string JsonSchema::complaint(std::string_view document) const {
  if (is_too_deep(document)) return "the body is nested too deeply";
  const json value = json::parse(document, nullptr, false);
  if (value.is_discarded()) return "the body is no JSON";
  SchemaCheck check;
  check.fits(*root_, value);
  return check.complaint;
}

}  // namespace brume::emulator::gateway

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cstdint>
#include <cstdio>
#include <functional>
#include <map>
#include <optional>

#include "emulator/aws/protocol/codec.h"
#include "emulator/aws/protocol/request_target.h"
#include "emulator/aws/protocol/validation_errors.h"
#include "emulator/text/base64.h"
#include "emulator/text/query_string.h"
#include "emulator/text/split.h"

namespace brume::emulator::aws {
namespace {

// "A.1.B=x" as a tree: A, below it 1, below it B with the text.
struct FormNode {
  std::optional<std::string> text = {};
  std::map<std::string, FormNode, std::less<>> children = {};
};

const QueryShape* shape_of(QueryShapes shapes, std::string_view member) {
  const auto found = std::find_if(shapes.begin(), shapes.end(),
                                  [&](const QueryShape& shape) { return shape.member == member; });
  return found == shapes.end() ? nullptr : &*found;
}

const QueryShape* flattened_shape(QueryShapes shapes, std::string_view element) {
  const auto found = std::find_if(shapes.begin(), shapes.end(), [&](const QueryShape& shape) {
    return !shape.element.empty() && shape.element == element;
  });
  return found == shapes.end() ? nullptr : &*found;
}

bool is_flattened(const QueryShape* shape) {
  return shape != nullptr && !shape->element.empty();
}

std::string_view key_name(const QueryShape* shape) {
  return shape == nullptr || shape->key.empty() ? "key" : shape->key;
}

std::string_view value_name(const QueryShape* shape) {
  return shape == nullptr || shape->value.empty() ? "value" : shape->value;
}

Error malformed(std::string message) {
  return serialization_error(Protocol::kQuery, std::move(message));
}

class FormReader {
 public:
  explicit FormReader(QueryShapes shapes) : shapes_(shapes) {}

  Result<Value> structure(const FormNode& node) const {
    Structure structure;
    for (const auto& [name, child] : node.children) {
      // One operation's list may have the name of another's text: QueueUrl.1=a, QueueUrl=a.
      const bool is_leaf = child.children.empty() && !child.text.value_or("").empty();
      const QueryShape* const flat = is_leaf ? nullptr : flattened_shape(shapes_, name);
      Result<Value> value = flat != nullptr ? elements(child, flat, !flat->key.empty())
                                            : member(child, shape_of(shapes_, name));
      if (!value) return value;
      structure.add(flat != nullptr ? std::string(flat->member) : name, std::move(*value));
    }
    return Value(std::move(structure));
  }

 private:
  Result<Value> member(const FormNode& node, const QueryShape* shape) const {
    if (node.children.empty()) return Value(node.text.value_or(""));
    if (node.text) return malformed("Start of structure or map found where not expected");
    if (node.children.size() == 1) {
      const auto& [name, child] = *node.children.begin();
      if (name == "member") return elements(child, nullptr, false);
      if (name == "entry") return elements(child, shape, true);
    }
    return structure(node);
  }

  // The children of "A.member", "A.entry" or a flattened "A": "1", "2", …
  Result<Value> elements(const FormNode& node, const QueryShape* shape, bool map) const {
    if (node.text && (!node.text->empty() || !node.children.empty())) {
      return malformed("Start of list found where not expected");
    }
    std::map<std::uint32_t, const FormNode*> ordered;
    for (const auto& [name, child] : node.children) {
      std::uint32_t place = 0;
      const char* const end = name.data() + name.size();
      const auto [stop, error] = std::from_chars(name.data(), end, place);
      if (error != std::errc() || stop != end || place == 0 ||
          !ordered.emplace(place, &child).second) {
        return malformed("Key " + name + " is not a place in a list");
      }
    }
    return map ? entries(ordered, shape) : list(ordered);
  }

  Result<Value> list(const std::map<std::uint32_t, const FormNode*>& ordered) const {
    List list;
    for (const auto& [place, child] : ordered) {
      Result<Value> value = member(*child, nullptr);
      if (!value) return value;
      list.push_back(std::move(*value));
    }
    return Value(std::move(list));
  }

  Result<Value> entries(const std::map<std::uint32_t, const FormNode*>& ordered,
                        const QueryShape* shape) const {
    Map map;
    for (const auto& [place, child] : ordered) {
      const auto key = child->children.find(key_name(shape));
      if (key == child->children.end() || !key->second.text) {
        return malformed("An entry of a map has no " + std::string(key_name(shape)));
      }
      const auto found = child->children.find(value_name(shape));
      if (found == child->children.end()) {
        map.add(*key->second.text, Value());
        continue;
      }
      Result<Value> value = member(found->second, nullptr);
      if (!value) return value;
      map.add(*key->second.text, std::move(*value));
    }
    return Value(std::move(map));
  }

  QueryShapes shapes_;
};

bool has_broken_escape(std::string_view form) {
  const auto is_hex = [&](std::size_t at) {
    return at < form.size() && std::isxdigit(static_cast<unsigned char>(form[at])) != 0;
  };
  for (std::size_t at = form.find('%'); at != std::string_view::npos; at = form.find('%', at + 1)) {
    if (!is_hex(at + 1) || !is_hex(at + 2)) return true;
  }
  return false;
}

// Where the parameter's text belongs; null when the name has an empty part or too many.
FormNode* place_of(FormNode& root, std::string_view name) {
  FormNode* node = &root;
  const std::vector<std::string_view> parts = split(name, '.');
  if (parts.size() > kDepthMax) return nullptr;
  for (const std::string_view part : parts) {
    if (part.empty()) return nullptr;
    node = &node->children[std::string(part)];
  }
  return node;
}

// "2026-11-21T09:30:00Z", "2026-11-21T09:30:00.250Z"
std::string date_text(Timestamp timestamp) {
  const auto day = std::chrono::floor<std::chrono::days>(timestamp.at);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss time(timestamp.at - day);
  const long fraction = time.subseconds().count();
  char text[64];
  std::snprintf(text, sizeof text, "%04d-%02u-%02uT%02ld:%02ld:%02ld.%03ld",
                static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                static_cast<unsigned>(date.day()), time.hours().count(), time.minutes().count(),
                time.seconds().count(), fraction);
  const std::string_view written = text;
  return std::string(fraction == 0 ? written.substr(0, written.rfind('.')) : written) + "Z";
}

class XmlTree {
 public:
  XmlTree(std::string& out, QueryShapes shapes) : out_(out), shapes_(shapes) {}

  // `shape`: of the member that the value is, if it has one.
  void element(std::string_view name, const Value& value, const QueryShape* shape) {
    if (value.is_null()) return;
    if (const List* const list = value.get<List>()) return elements(name, *list, shape);
    if (const Map* const map = value.get<Map>()) return entries(name, *map, shape);
    open(name);
    if (const auto* const structure = value.get<Structure>()) {
      for (const auto& [member, content] : *structure) {
        element(member, content, shape_of(shapes_, member));
      }
    } else {
      leaf(value);
    }
    close(name);
  }

 private:
  void elements(std::string_view name, const List& list, const QueryShape* shape) {
    const bool flattened = is_flattened(shape);
    if (!flattened) open(name);
    for (const Value& value : list) element(flattened ? shape->element : "member", value, nullptr);
    if (!flattened) close(name);
  }

  void entries(std::string_view name, const Map& map, const QueryShape* shape) {
    const bool flattened = is_flattened(shape);
    const std::string_view entry = flattened ? shape->element : "entry";
    if (!flattened) open(name);
    for (const auto& [key, value] : map) {
      open(entry);
      element(key_name(shape), key, nullptr);
      element(value_name(shape), value, nullptr);
      close(entry);
    }
    if (!flattened) close(name);
  }

  void leaf(const Value& value) {
    if (const auto* const text = value.get<std::string>()) out_ += xml_escape(*text);
    if (const auto* const number = value.get<Number>()) out_ += number->text;
    if (const auto* const truth = value.get<bool>()) out_ += *truth ? "true" : "false";
    if (const auto* const blob = value.get<Blob>()) append_base64(out_, blob->bytes);
    if (const auto* const timestamp = value.get<Timestamp>()) out_ += date_text(*timestamp);
  }

  void open(std::string_view name) { out_.append("<").append(name).append(">"); }
  void close(std::string_view name) { out_.append("</").append(name).append(">"); }

  std::string& out_;
  QueryShapes shapes_;
};

}  // namespace

Result<Value> read_form(std::string_view form, QueryShapes shapes) {
  const Error syntax{Error::Code::kInvalidArgument, "The query string contains a syntax error.",
                     "MalformedQueryString"};
  if (has_broken_escape(form)) return syntax;
  FormNode root;
  for (auto& [name, value] : parse_query(form)) {
    if (name == "Action" || name == "Version") continue;
    FormNode* const node = place_of(root, name);
    if (node == nullptr) return syntax;
    node->text = std::move(value);
  }
  return FormReader(shapes).structure(root);
}

std::string write_xml(std::string_view name, const Value& value, QueryShapes shapes) {
  std::string out;
  XmlTree(out, shapes).element(name, value, nullptr);
  return out;
}

}  // namespace brume::emulator::aws

#include "emulator/cli/config/toml_text.h"

#define TOML_HEADER_ONLY 1
#define TOML_EXCEPTIONS 0
#include <toml++/toml.h>
#include <sstream>
#include <string>
#include <utility>

namespace brume::emulator::cli {
namespace {

SourcePosition position(const toml::source_region& region, std::uint32_t file) {
  return {file, region.begin.line, region.begin.column};
}

std::uint32_t length(const toml::source_region& region) {
  const bool one_line = region.begin.line == region.end.line;
  return one_line && region.end.column > region.begin.column
             ? region.end.column - region.begin.column
             : 1;
}

template <typename Node>
std::string node_text(const Node& node) {
  std::ostringstream text;
  text << node;
  return text.str();
}

Value toml_value(const toml::node& node, std::uint32_t file) {
  Value value;
  if (const toml::table* table = node.as_table()) {
    Value::Map map;
    for (const auto& [key, member] : *table) {
      map.push_back({std::string(key.str()), toml_value(member, file), position(key.source(), file),
                     length(key.source())});
    }
    value = Value(std::move(map));
  } else if (const toml::array* array = node.as_array()) {
    Value::List list;
    for (const toml::node& item : *array) list.push_back(toml_value(item, file));
    value = Value(std::move(list));
  } else if (const auto* text = node.as_string()) {
    value = Value(text->get());
  } else if (const auto* boolean = node.as_boolean()) {
    value = Value(boolean->get());
  } else if (const auto* integer = node.as_integer()) {
    value = Value(std::int64_t{integer->get()});
  } else if (const auto* number = node.as_floating_point()) {
    value = Value(number->get());
  } else if (const auto* date = node.as_date()) {
    value = Value(node_text(date->get()));
  } else if (const auto* time = node.as_time()) {
    value = Value(node_text(time->get()));
  } else if (const auto* moment = node.as_date_time()) {
    value = Value(node_text(moment->get()));
  }
  value.place(position(node.source(), file), length(node.source()));
  return value;
}

}  // namespace

std::optional<Value> parse_toml(const SourceFiles& sources, std::uint32_t file,
                                Reporter& reporter) {
  const toml::parse_result parsed = toml::parse(sources[file].text);
  if (parsed) return toml_value(parsed.table(), file);
  const toml::parse_error& error = parsed.error();
  Value where;
  where.place(position(error.source(), file), length(error.source()));
  std::string message(error.description());
  std::erase(message, '\n');  // of the character that was not expected
  reporter.error(where, Path(), std::move(message));
  return std::nullopt;
}

}  // namespace brume::emulator::cli

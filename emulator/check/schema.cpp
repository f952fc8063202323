#include "emulator/check/schema.h"

#include <algorithm>

#include "emulator/check/embedded_schema.h"

namespace brume::emulator::check {
namespace {

// A type's name stands at the beginning of a line, and no other line begins with a capital.
constexpr std::string_view kTypeBegins = "\nA";

std::size_t type_at_or_after(std::string_view text, std::size_t from) {
  const std::size_t found = text.find(kTypeBegins, from);
  return found == text.npos ? text.size() : found + 1;
}

// REQUIRES: a type begins before or at `from`
std::size_t type_before(std::string_view text, std::size_t from) {
  return text.rfind(kTypeBegins, from - 1) + 1;
}

std::string_view line_at(std::string_view text, std::size_t from) {
  return text.substr(from, std::min(text.find('\n', from), text.size()) - from);
}

// The lines of the type, its name first; empty when the text does not have it.
std::string_view find_block(std::string_view text, std::string_view name) {
  std::size_t low = type_at_or_after(text, 0);
  std::size_t high = text.size();
  while (low < high) {
    const std::size_t middle = std::max(low, type_before(text, low + (high - low) / 2 + 1));
    const std::string_view found = line_at(text, middle);
    const std::size_t end = type_at_or_after(text, middle);
    if (found == name) return text.substr(middle, end - middle);
    if (found < name) {
      low = end;
    } else {
      high = middle;
    }
  }
  return {};
}

std::vector<std::string_view> words(std::string_view line) {
  std::vector<std::string_view> result;
  for (std::size_t at = 0; at < line.size();) {
    const std::size_t end = std::min(line.find(' ', at), line.size());
    if (end > at) result.push_back(line.substr(at, end - at));
    at = end + 1;
  }
  return result;
}

// Later lines win over earlier ones, but what was required stays so.
void add(StructSchema& to, std::string_view name, std::string_view notation) {
  const bool required = name.ends_with('!');
  if (required) name.remove_suffix(1);
  for (PropertySchema& known : to.properties) {
    if (known.name != name) continue;
    known.notation = notation;
    known.required = known.required || required;
    return;
  }
  to.properties.push_back({name, notation, required});
}

void read_block(std::string_view block, TypeSchema& type) {
  StructSchema* into = &type.properties;
  for (std::size_t at = block.find('\n'); at != block.npos && at + 1 < block.size();
       at = block.find('\n', at + 1)) {
    const std::string_view line = line_at(block, at + 1);
    const std::vector<std::string_view> found = words(line);
    if (found.empty() || line[0] == '#') continue;
    if (line[0] == '.') {
      into = &type.types[found[0]];
    } else if (line[0] == '@') {
      type.attributes.assign(found.begin() + 1, found.end());
    } else {
      for (std::size_t i = 1; i < found.size(); ++i) add(*into, found[i], found[0]);
    }
  }
}

void add_names(std::string_view text, std::vector<std::string_view>& names) {
  for (std::size_t at = type_at_or_after(text, 0); at < text.size();
       at = type_at_or_after(text, at)) {
    names.push_back(line_at(text, at));
  }
}

}  // namespace

const PropertySchema* StructSchema::find(std::string_view name) const {
  const auto found = std::find_if(properties.begin(), properties.end(),
                                  [&](const PropertySchema& each) { return each.name == name; });
  return found == properties.end() ? nullptr : &*found;
}

std::vector<std::string_view> StructSchema::names() const {
  std::vector<std::string_view> names;
  for (const PropertySchema& property : properties) names.push_back(property.name);
  std::sort(names.begin(), names.end());
  return names;
}

const TypeSchema* Schema::type(std::string_view name) {
  auto known = known_.find(name);
  if (known == known_.end()) {
    std::optional<TypeSchema> read;
    std::string_view block = find_block(sam_text(), name);
    if (block.empty()) block = find_block(cloudformation_text(), name);
    if (!block.empty()) {
      read.emplace();
      read->name = line_at(block, 0);
      read_block(block, *read);
      read_block(find_block(limits_text(), name), *read);
    }
    known = known_.emplace(name, std::move(read)).first;
  }
  return known->second ? &*known->second : nullptr;
}

std::vector<std::string_view> Schema::type_names() {
  std::vector<std::string_view> names;
  add_names(cloudformation_text(), names);
  add_names(sam_text(), names);
  return names;
}

Reference refer(Schema& schema, const TypeSchema& from, std::string_view notation) {
  const std::size_t dot = notation.find('.');
  const TypeSchema* type = dot == 0 ? &from : schema.type(notation.substr(0, dot));
  if (type == nullptr || dot == notation.npos) return {};
  const auto found = type->types.find(notation.substr(dot));
  return {type, found == type->types.end() ? nullptr : &found->second};
}

}  // namespace brume::emulator::check

#include "emulator/template/sections/sections.h"

#include <algorithm>
#include <array>
#include <map>
#include <string>

#include "emulator/template/model/did_you_mean.h"
#include "emulator/template/model/intrinsic.h"

namespace brume::emulator {
namespace {

constexpr std::string_view kVersion = "2010-09-09";
constexpr std::size_t kDescriptionBytesMax = 1024;
constexpr std::size_t kNameMax = 255;
constexpr std::array<std::string_view, 4> kOutputAttributes{"Description", "Value", "Export",
                                                            "Condition"};

const Value::Map* section_of(const Value& root, std::string_view name) {
  const Value* section = root.find(name);
  return section != nullptr && section->is_map() ? &section->members() : nullptr;
}

void check_head(const Value& root, Reporter& reporter) {
  const Path top;
  if (const Value* version = root.find("AWSTemplateFormatVersion");
      version != nullptr && !version->is_null()) {
    if (!version->is_scalar() || version->text() != kVersion) {
      reporter.error(*version, top / "AWSTemplateFormatVersion",
                     "AWS knows one version of templates", "write " + std::string(kVersion));
    }
  }
  const Value* description = root.find("Description");
  if (description == nullptr || description->is_null()) return;
  if (!description->is_scalar()) {
    reporter.error(*description, top / "Description", "`Description` must be a string");
  } else if (description->text().size() > kDescriptionBytesMax) {
    reporter.as(rules::kLimit)
        .error(*description, top / "Description",
               "the description has " + std::to_string(description->text().size()) +
                   " bytes; AWS takes at most " + std::to_string(kDescriptionBytesMax));
  }
}

void check_section_names(const Value& root, std::string_view section, const std::string& noun,
                         Reporter& reporter) {
  const Value::Map* members = section_of(root, section);
  if (members == nullptr) return;
  const Path path = Path() / section;
  for (const Value::Member& member : *members) {
    if (member.key.starts_with("Fn::") || is_logical_id(member.key)) continue;
    reporter.as(rules::kName)
        .error(member, path / member.key, "`" + member.key + "` cannot name " + noun,
               "letters and digits only");
  }
}

bool is_mapped(const Value& value) {
  if (value.is_scalar()) return true;
  return value.is_list() && std::all_of(value.items().begin(), value.items().end(),
                                        [](const Value& item) { return item.is_scalar(); });
}

void check_mappings(const Value& root, Reporter& reporter) {
  const Value* mappings = root.find("Mappings");
  if (mappings == nullptr || mappings->is_null()) return;
  const Path path = Path() / "Mappings";
  if (!mappings->is_map()) {
    reporter.error(*mappings, path, "`Mappings` must be a map");
    return;
  }
  const auto walk = [&](const Value& map, const Path& at, const auto& each) {
    if (is_intrinsic(map)) return;
    if (!map.is_map()) {
      reporter.error(map, at,
                     "a mapping has keys of two levels, found " +
                         std::string(kind_name(map.kind())) + " where a map must be");
      return;
    }
    for (const Value::Member& member : map.members()) each(member.value, at / member.key);
  };
  const auto leaf = [&](const Value& value, const Path& at) {
    if (is_mapped(value)) return;
    reporter.error(value, at,
                   "a mapping gives strings and lists of strings, found " +
                       std::string(kind_name(value.kind())));
  };
  for (const Value::Member& member : mappings->members()) {
    if (member.key.starts_with("Fn::")) continue;
    const Path here = path / member.key;
    if (!member.value.is_map()) {
      walk(member.value, here, leaf);
      continue;
    }
    for (const Value::Member& row : member.value.members()) {
      if (!row.key.starts_with("Fn::")) walk(row.value, here / row.key, leaf);
    }
  }
}

void check_outputs(const Value& root, Reporter& reporter) {
  const Value::Map* outputs = section_of(root, "Outputs");
  if (outputs == nullptr) return;
  const Path path = Path() / "Outputs";
  std::map<std::string, std::string> exported;  // name -> output
  for (const Value::Member& output : *outputs) {
    if (!output.value.is_map() || output.key.starts_with("Fn::")) continue;
    const Path here = path / output.key;
    for (const Value::Member& attribute : output.value.members()) {
      const auto* known =
          std::find(kOutputAttributes.begin(), kOutputAttributes.end(), attribute.key);
      if (known != kOutputAttributes.end() || attribute.key.starts_with("Fn::")) continue;
      reporter.error(attribute, here / attribute.key,
                     "an output has no attribute `" + attribute.key + "`",
                     suggestion(attribute.key, kOutputAttributes));
    }
    const Value* exports = output.value.find("Export");
    if (exports == nullptr || exports->is_null() || is_intrinsic(*exports)) continue;
    const Value* name = exports->find("Name");
    if (name == nullptr) {
      reporter.error(*exports, here / "Export", "`Export` needs a `Name`");
    } else if (name->is_scalar()) {
      const auto [first, fresh] = exported.try_emplace(name->text(), output.key);
      if (fresh) continue;
      reporter.as(rules::kDuplicateName)
          .error(*name, here / "Export",
                 "`" + name->text() + "` is exported by `" + first->second + "` already");
    }
  }
}

}  // namespace

bool is_logical_id(std::string_view name) {
  return !name.empty() && name.size() <= kNameMax &&
         std::all_of(name.begin(), name.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
         });
}

void check_sections(const Value& root, Reporter& reporter) {
  check_head(root, reporter);
  check_section_names(root, "Parameters", "a parameter", reporter);
  check_section_names(root, "Mappings", "a mapping", reporter);
  check_section_names(root, "Outputs", "an output", reporter);
  check_mappings(root, reporter);
  check_outputs(root, reporter);
}

}  // namespace brume::emulator

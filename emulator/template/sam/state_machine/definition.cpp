// A state machine's definition: written in the template, where its intrinsics become substitutions,
// or a file in S3.
#include <algorithm>

#include "emulator/template/model/intrinsic.h"
#include "emulator/template/model/value_json.h"
#include "emulator/template/sam/core/code_uri.h"
#include "emulator/template/sam/core/type_checks.h"
#include "emulator/template/sam/state_machine/state_machine.h"

namespace brume::emulator::sam {
namespace {

constexpr int kIndent = 4;

// {{resolve:service-name:key}}
bool is_dynamic_reference(const Value& value) {
  constexpr std::string_view kLead = "{{resolve:";
  if (!value.is_string()) return false;
  std::string_view text = value.as_string();
  if (!text.starts_with(kLead) || !text.ends_with("}}")) return false;
  text = text.substr(kLead.size(), text.size() - kLead.size() - 2);
  const std::size_t colon = text.find(':');
  if (colon == 0 || colon == std::string_view::npos || colon + 1 == text.size()) return false;
  return std::all_of(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(colon),
                     [](char c) { return c == '-' || (c >= 'a' && c <= 'z'); });
}

// Sorts the members of every map, and puts a variable in the place of each intrinsic and dynamic
// reference, numbered in that order.
void substitute(Value& value, Value& substitutions) {
  const auto replace = [&](Value& each) {
    if (!is_intrinsic(each) && !is_dynamic_reference(each)) return substitute(each, substitutions);
    const std::string name =
        "definition_substitution_" + std::to_string(substitutions.members().size() + 1);
    substitutions.set(name, std::move(each));
    each = Value("${" + name + "}");
  };
  if (value.is_list()) {
    for (Value& item : value.items()) replace(item);
  } else if (value.is_map()) {
    Value::Map& members = value.members();
    std::stable_sort(members.begin(), members.end(),
                     [](const auto& left, const auto& right) { return left.key < right.key; });
    for (Value::Member& member : members) replace(member.value);
  }
}

// The text as SAM writes it, so that people can read it: its lines joined.
Value definition_string(const Value& definition) {
  const std::string text = to_pretty_json(definition, kIndent);
  Value::List lines;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    if (end > begin) lines.emplace_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return Value::map({{"Fn::Join", Value::list({"\n", Value(std::move(lines))})}});
}

bool set_location(const StateMachine& machine, const Value& uri, Value& made) {
  if (uri.is_map()) {
    const Value* bucket = uri.find("Bucket");
    const Value* key = uri.find("Key");
    if (!is_truthy(bucket) || !is_truthy(key)) {
      machine.context.reject(machine.id, uri,
                             "'DefinitionUri' requires Bucket and Key properties to be specified.");
      return false;
    }
    Value location = Value::map({{"Bucket", *bucket}, {"Key", *key}});
    if (const Value* version = uri.find("Version")) location.set("Version", *version);
    made.set("DefinitionS3Location", std::move(location));
    return true;
  }
  const auto parts = uri.is_string() ? parse_s3_uri(uri.as_string()) : std::nullopt;
  if (!parts) {
    machine.context.reject(machine.id, uri,
                           "'DefinitionUri' is not a valid S3 Uri of the form 's3://bucket/key' "
                           "with optional versionId query parameter.");
    return false;
  }
  Value location =
      Value::map({{"Bucket", *parts->find("S3Bucket")}, {"Key", *parts->find("S3Key")}});
  if (const Value* version = parts->find("S3ObjectVersion")) location.set("Version", *version);
  made.set("DefinitionS3Location", std::move(location));
  return true;
}

}  // namespace

bool set_definition(const StateMachine& machine, Value& made) {
  const auto given = [&](std::string_view name) {
    const Value* value = machine.find(name);
    return is_truthy(value) ? value : nullptr;
  };
  const Value* definition = given("Definition");
  const Value* uri = given("DefinitionUri");
  const Value* variables = given("DefinitionSubstitutions");
  if ((definition != nullptr) == (uri != nullptr)) {
    const std::string text =
        definition != nullptr
            ? "Specify either 'Definition' or 'DefinitionUri' property and not both."
            : "Either 'Definition' or 'DefinitionUri' property must be specified.";
    machine.context.reject(machine.id, uri != nullptr ? *uri : machine.properties, text);
    return false;
  }
  if (uri != nullptr) {
    if (variables != nullptr) made.set("DefinitionSubstitutions", *variables);
    return set_location(machine, *uri, made);
  }
  Value written = *definition;
  Value substitutions = Value::map();
  substitute(written, substitutions);
  made.set("DefinitionString", definition_string(written).place_all(definition->at()));
  Value all = variables != nullptr ? *variables : Value::map();
  for (Value::Member& member : substitutions.members()) {
    all.set(member.key, std::move(member.value));
  }
  if (!all.members().empty()) made.set("DefinitionSubstitutions", std::move(all));
  return true;
}

}  // namespace brume::emulator::sam

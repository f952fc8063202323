#include "emulator/check/unused.h"

#include <set>
#include <string>

#include "emulator/check/references.h"
#include "emulator/template/model/intrinsic.h"

namespace brume::emulator::check {
namespace {

// All names that are used anywhere, by kind.
class UsedNames {
 public:
  explicit UsedNames(const Value& root) {
    for (const Value::Member& member : root.members()) {
      // Declarations use nothing but what stands in conditions.
      if (member.key == "Parameters" || member.key == "Mappings") continue;
      if (member.key == "Metadata") continue;
      walk(member.value);
    }
  }

  bool has_reference(const std::string& name) const { return has(references_, name); }
  bool has_condition(const std::string& name) const { return has(conditions_, name); }
  bool has_mapping(const std::string& name) const { return has(mappings_, name); }

 private:
  struct Names {
    std::set<std::string> plain;
    bool computed = false;  // a name that is put together: it may be any
  };

  static bool has(const Names& names, const std::string& name) {
    return names.computed || names.plain.contains(name);
  }

  static void add(Names& names, const Value& name) {
    if (!name.is_string() || name.as_string().find("${") != std::string::npos) {
      names.computed = true;
    } else {
      names.plain.insert(name.as_string());
    }
  }

  void walk(const Value& value) {
    if (value.is_list()) {
      for (const Value& item : value.items()) walk(item);
    }
    if (!value.is_map()) return;
    for (const Value::Member& member : value.members()) {
      if (member.key == "Ref") add(references_, member.value);
      // A statement of a policy has a map there.
      if (member.key == "Condition" && member.value.is_string()) add(conditions_, member.value);
      if (member.key == "Fn::Sub") add_sub(member.value);
      const bool list = member.value.is_list() && !member.value.items().empty();
      if (member.key == "Fn::If" && list) add(conditions_, member.value.items()[0]);
      if (member.key == "Fn::FindInMap" && list) add(mappings_, member.value.items()[0]);
      walk(member.value);
    }
  }

  void add_sub(const Value& argument) {
    const bool list = argument.is_list() && !argument.items().empty();
    const Value& text = list ? argument.items()[0] : argument;
    if (!text.is_string()) return;
    for (const SubPiece& piece : split_sub(text.as_string())) {
      if (!piece.name.empty()) add(references_, Value(piece.name));
    }
  }

  Names references_;
  Names conditions_;
  Names mappings_;
};

}  // namespace

void check_unused(const Subject& subject) {
  const Value& root = subject.trees.raw;
  if (!root.is_map() || has_foreign_macros(root)) return;
  const UsedNames uses(root);
  Reporter reporter = subject.reporter.as(rules::kUnused);
  const Path path;
  const Path parameters = path / "Parameters";
  for (const Value::Member& member : section(root, "Parameters")) {
    if (uses.has_reference(member.key)) continue;
    reporter.warning(member, parameters / member.key, "parameter `" + member.key + "` is not used");
  }
  const Path mappings = path / "Mappings";
  for (const Value::Member& member : section(root, "Mappings")) {
    if (uses.has_mapping(member.key) || member.key.starts_with("Fn::")) continue;
    reporter.warning(member, mappings / member.key, "mapping `" + member.key + "` is not used");
  }
  const Path conditions = path / "Conditions";
  for (const Value::Member& member : section(root, "Conditions")) {
    if (uses.has_condition(member.key) || member.key.starts_with("Fn::")) continue;
    reporter.warning(member, conditions / member.key, "condition `" + member.key + "` is not used");
  }
}

void note_valueless_parameters(const Subject& subject) {
  std::string names;
  const Value::Member* first = nullptr;
  for (const Value::Member& member : section(subject.trees.raw, "Parameters")) {
    if (subject.trees.parameters.contains(member.key)) continue;
    if (!member.value.is_map() || member.value.find("Default") != nullptr) continue;
    if (subject.options.parameter_overrides.contains(member.key)) continue;
    names += (first == nullptr ? "`" : ", `") + member.key + "`";
    if (first == nullptr) first = &member;
  }
  if (first == nullptr) return;
  Value where;
  where.place(first->key_at, first->key_length);
  const Path path;
  subject.reporter.as(rules::kParameter)
      .note(where, path / "Parameters",
            "without a value, and what depends on them unchecked: " + names,
            "give them with --parameter-overrides " + first->key + "=VALUE");
}

}  // namespace brume::emulator::check

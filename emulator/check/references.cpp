#include "emulator/check/references.h"

#include <algorithm>

#include "emulator/template/model/intrinsic.h"
#include "emulator/template/model/member_index.h"
#include "emulator/template/resolve/ref_and_getatt.h"

namespace brume::emulator::check {
namespace {

std::vector<std::string_view> keys(const Value::Map& members) {
  std::vector<std::string_view> names;
  for (const Value::Member& member : members) names.push_back(member.key);
  return names;
}

// Their attributes are the business of whoever made them.
bool has_any_attribute(std::string_view type, std::string_view attribute) {
  return type.starts_with("Custom::") || type.ends_with("::MODULE") ||
         type == "AWS::CloudFormation::CustomResource" || type == "AWS::CloudFormation::Macro" ||
         type == "AWS::CloudFormation::WaitCondition" || attribute.starts_with("Outputs.");
}

class Walker {
 public:
  Walker(const Subject& subject, Schema& schema)
      : root_(subject.trees.expanded), reporter_(subject.reporter), schema_(schema) {}

  void run() {
    const Path path;
    for (const std::string_view name : {"Conditions", "Resources", "Outputs"}) {
      const Path section_path = path / name;
      for (const Value::Member& member : section(root_, name)) {
        const Path member_path = section_path / member.key;
        if (name != "Conditions") check_condition(member.value.find("Condition"), member_path);
        walk(member.value, member_path);
      }
    }
  }

 private:
  void walk(const Value& value, const Path& path);
  void call(const IntrinsicCall& call, const Value& site, const Path& path);
  void check_name(const std::string& name, const Value& site, const Path& path);
  void check_attribute(const std::string& id, const std::string& name, const Value& site,
                       const Path& path);
  void check_condition(const Value* name, const Path& path);
  void check_sub(const Value& argument, const Value& site, const Path& path);
  void check_mapping(const Value& argument, const Path& path);
  void missing(const Value& site, const Path& path, const std::string& message,
               const std::string& hint) {
    reporter_.as(rules::kReference).error(site, path, message, hint);
  }

  const Value& root_;
  Reporter& reporter_;
  Schema& schema_;
  MemberIndex parameters_, resources_;  // of these sections
};

void Walker::walk(const Value& value, const Path& path) {
  if (value.is_list()) {
    for (std::size_t i = 0; i < value.items().size(); ++i) walk(value.items()[i], path[i]);
    return;
  }
  if (!value.is_map()) return;
  if (const auto found = as_intrinsic(value)) call(*found, value, path);
  for (const Value::Member& member : value.members()) walk(member.value, path / member.key);
}

void Walker::call(const IntrinsicCall& call, const Value& site, const Path& path) {
  const Value& argument = *call.argument;
  if (call.name == "Ref" && argument.is_string()) check_name(argument.as_string(), site, path);
  if (call.name == "Fn::Sub") check_sub(argument, site, path);
  if (call.name == "Fn::FindInMap") check_mapping(argument, path);
  if (call.name == "Fn::If" && argument.is_list() && argument.items().size() == 3) {
    check_condition(&argument.items()[0], path);
  }
  if (call.name == "Fn::GetAtt") {
    const auto target = get_att_target(argument);
    if (target) {
      check_attribute(target->id, target->attribute_value == nullptr ? target->attribute : "", site,
                      path);
    }
  }
}

void Walker::check_name(const std::string& name, const Value& site, const Path& path) {
  if (name.starts_with("AWS::")) return;  // the resolver knows them
  const Value::Map& parameters = section(root_, "Parameters");
  const Value::Map& resources = section(root_, "Resources");
  if (parameters_.find(parameters, name) != nullptr) return;
  if (resources_.find(resources, name) != nullptr) return;
  const auto names = [&] {
    std::vector<std::string_view> known = keys(parameters);
    const std::vector<std::string_view> ids = keys(resources);
    known.insert(known.end(), ids.begin(), ids.end());
    return known;
  };
  missing(site, path, "`" + name + "` is no parameter and no resource",
          hint(reporter_, name, names));
}

void Walker::check_attribute(const std::string& id, const std::string& name, const Value& site,
                             const Path& path) {
  const Value::Map& resources = section(root_, "Resources");
  const Value::Member* found = resources_.find(resources, id);
  if (found == nullptr) {
    return missing(site, path, "there is no resource `" + id + "`",
                   hint(reporter_, id, [&] { return keys(resources); }));
  }
  const Value* type = found->value.find("Type");
  if (name.empty() || type == nullptr || !type->is_string()) return;
  const TypeSchema* schema = schema_.type(type->as_string());
  // What SAM has not expanded has no attributes to judge.
  if (schema == nullptr || type->as_string().starts_with("AWS::Serverless::")) return;
  if (has_any_attribute(schema->name, name)) return;
  std::vector<std::string_view> known = schema->attributes;
  if (std::find(known.begin(), known.end(), name) != known.end()) return;
  const std::vector<std::string_view> ours = attributes_of(schema->name);
  if (std::find(ours.begin(), ours.end(), name) != ours.end()) return;
  known.insert(known.end(), ours.begin(), ours.end());
  missing(site, path, type->as_string() + " has no attribute `" + name + "`",
          hint(reporter_, name, [&] { return known; }));
}

void Walker::check_condition(const Value* name, const Path& path) {
  if (name == nullptr || !name->is_string()) return;
  const Value::Map& conditions = section(root_, "Conditions");
  const bool known =
      std::any_of(conditions.begin(), conditions.end(),
                  [&](const Value::Member& member) { return member.key == name->as_string(); });
  if (known) return;
  missing(*name, path, "there is no condition `" + name->as_string() + "`",
          hint(reporter_, name->as_string(), [&] { return keys(conditions); }));
}

void Walker::check_sub(const Value& argument, const Value& site, const Path& path) {
  const bool list = argument.is_list() && argument.items().size() == 2;
  const Value& text = list ? argument.items()[0] : argument;
  const Value* variables = list ? &argument.items()[1] : nullptr;
  if (!text.is_string()) return;
  for (const SubPiece& piece : split_sub(text.as_string())) {
    if (piece.name.empty()) continue;
    if (variables != nullptr && variables->find(piece.name) != nullptr) continue;
    const std::size_t dot = piece.name.find('.');
    if (dot == std::string::npos) {
      check_name(piece.name, list ? text : site, path);
    } else {
      check_attribute(piece.name.substr(0, dot), piece.name.substr(dot + 1), list ? text : site,
                      path);
    }
  }
}

void Walker::check_mapping(const Value& argument, const Path& path) {
  if (!argument.is_list() || argument.items().size() != 3) return;
  const Value& name = argument.items()[0];
  if (!name.is_string()) return;
  const Value::Map& mappings = section(root_, "Mappings");
  const auto found =
      std::find_if(mappings.begin(), mappings.end(),
                   [&](const Value::Member& member) { return member.key == name.as_string(); });
  if (found == mappings.end()) {
    return missing(name, path, "there is no mapping `" + name.as_string() + "` in `Mappings`",
                   hint(reporter_, name.as_string(), [&] { return keys(mappings); }));
  }
  const Value& key = argument.items()[1];
  if (!key.is_string() || !found->value.is_map()) return;
  const Value* row = found->value.find(key.as_string());
  const bool other = row != nullptr && argument.items()[2].is_string() && row->is_map() &&
                     row->find(argument.items()[2].as_string()) == nullptr;
  if (row != nullptr && !other) return;
  const Value& wrong = other ? argument.items()[2] : key;
  missing(wrong, path,
          "there is no key `" + wrong.as_string() + "` in mapping `" + name.as_string() + "`",
          hint(reporter_, wrong.as_string(),
               [&] { return keys(other ? row->members() : found->value.members()); }));
}

}  // namespace

bool has_foreign_macros(const Value& root) {
  const Value* transform = root.find("Transform");
  if (transform == nullptr) return false;
  const auto foreign = [](const Value& name) {
    return !name.is_string() || !name.as_string().starts_with("AWS::");
  };
  if (!transform->is_list()) return foreign(*transform);
  return std::any_of(transform->items().begin(), transform->items().end(), foreign);
}

void check_references(const Subject& subject, Schema& schema) {
  if (!has_foreign_macros(subject.trees.raw)) Walker(subject, schema).run();
}

}  // namespace brume::emulator::check

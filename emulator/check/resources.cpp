#include "emulator/check/resources.h"

#include <algorithm>
#include <map>
#include <optional>

#include "emulator/check/static_value.h"
#include "emulator/check/type_notation.h"
#include "emulator/template/model/did_you_mean.h"
#include "emulator/template/model/intrinsic.h"
#include "emulator/template/resolve/resolve.h"

namespace brume::emulator::check {
namespace {

constexpr std::string_view kDeletionPolicies = "s(Delete|Retain|RetainExceptOnCreate|Snapshot)";
constexpr std::string_view kReplacePolicies = "s(Delete|Retain|Snapshot)";

// Types whose properties are not for the schema to judge.
bool is_free(std::string_view type) {
  return type.starts_with("Custom::") || type.ends_with("::MODULE") ||
         type == "AWS::CloudFormation::CustomResource" || type == "AWS::CDK::Metadata";
}

bool is_macro_key(std::string_view key) {
  return key == "Fn::Transform" || key.starts_with("Fn::ForEach::");
}

std::string value_text(const Value& value) {
  if (!value.is_scalar()) return std::string(kind_name(value.kind()));
  constexpr std::size_t kShownMax = 60;
  const std::string text = value.text();
  return text.size() <= kShownMax ? "`" + text + "`" : "`" + text.substr(0, kShownMax) + "…`";
}

class Checker {
 public:
  Checker(const Subject& subject, Schema& schema)
      : root_(subject.trees.written),
        reporter_(subject.reporter),
        schema_(schema),
        unheard_(ignored_),
        resolver_(root_, subject.trees.parameters,
                  {subject.options.region, ResolveOptions().account_id, subject.options.stack_name},
                  unheard_) {}

  void run() {
    const Path resources = Path() / "Resources";
    for (const Value::Member& member : section(root_, "Resources")) {
      if (member.value.is_map()) check_resource(member, resources / member.key);
    }
    check_globals();
  }

 private:
  // Where a value stands: the type it is part of, and what it is called.
  struct ValueSite {
    const TypeSchema& type;
    std::string_view name;
    const Path& path;
  };

  void check_resource(const Value::Member& member, const Path& path);
  void check_globals();
  std::optional<std::string_view> near_type(const std::string& name);
  void unknown_type(const Value& type, const Path& path);
  void check_struct(const Value& map, const StructSchema& schema, const ValueSite& spot);
  void unknown_property(const Value::Member& member, const StructSchema& schema,
                        const ValueSite& spot);
  void check_members(const Value& map, const StructSchema& schema, const ValueSite& spot);
  static std::string_view notation_of(const Value& map, const PropertySchema& property,
                                      const TypeSchema& type, std::string& named);
  void check_value(const Value& value, std::string_view notation, const ValueSite& spot);
  void check_call(const Value& value, std::string_view notation, const ValueSite& spot);
  void check_plain(const Value& value, std::string_view text, const ValueSite& spot);
  void check_scalar(const Value& value, const Notation& notation, const ValueSite& spot);
  const Notation* choose(const Value& value, const std::vector<Notation>& notations,
                         const ValueSite& spot);
  std::size_t strangers(const Value& map, const Notation& notation, const ValueSite& spot);

  const Value& root_;
  Reporter& reporter_;
  Schema& schema_;
  Diagnostics ignored_;  // what the resolver says, load_application() has said
  Reporter unheard_;
  Resolver resolver_;
  std::map<std::string, std::optional<std::string_view>> near_types_;  // of unknown ones
  bool whole_ = true;  // false in Globals: what is missing there is elsewhere
  int unchosen_ = 0;   // branches of Fn::If that are not taken, around this value
};

std::optional<std::string_view> Checker::near_type(const std::string& name) {
  if (const auto known = near_types_.find(name); known != near_types_.end()) return known->second;
  if (near_types_.size() >= kHintsMax) return std::nullopt;
  return near_types_[name] = nearest(name, Schema::type_names());
}

void Checker::unknown_type(const Value& type, const Path& path) {
  const std::string& name = type.as_string();
  if (!name.starts_with("AWS::") && !name.starts_with("Alexa::")) return;
  const std::optional<std::string_view> near = near_type(name);
  const std::string message = "there is no resource type `" + name + "`";
  // Far ones are only like it because there are so many.
  constexpr std::size_t kEditsMax = 3;
  if (near && edit_distance(name, *near) <= kEditsMax) {
    reporter_.as(rules::kUnknownType)
        .error(type, path, message, "did you mean `" + std::string(*near) + "`?");
  } else {
    reporter_.as(rules::kUnknownType)
        .warning(type, path, message, "unless AWS has published it after this version of Brume");
  }
}

void Checker::check_resource(const Value::Member& member, const Path& path) {
  const Value* type = member.value.find("Type");
  if (type == nullptr || !type->is_string() || is_free(type->as_string())) return;
  const TypeSchema* schema = schema_.type(type->as_string());
  if (schema == nullptr) return unknown_type(*type, path / "Type");
  const auto check_policy = [&](std::string_view name, std::string_view notation) {
    const Path here = path / name;
    const Value* value = member.value.find(name);
    if (value != nullptr) check_value(*value, notation, {*schema, name, here});
  };
  check_policy("DeletionPolicy", kDeletionPolicies);
  check_policy("UpdateReplacePolicy", kReplacePolicies);
  const Value* written = member.value.find("Properties");
  Value none = Value::map();
  none.place(member.key_at, member.key_length);
  const Value& properties = written == nullptr || written->is_null() ? none : *written;
  const Path properties_path = path / "Properties";
  if (!properties.is_map() || is_intrinsic(properties)) return;
  Value placed;
  placed.place(member.key_at, member.key_length);
  const ValueSite spot{*schema, schema->name, properties_path};
  for (const PropertySchema& property : schema->properties.properties) {
    if (!property.required || properties.find(property.name) != nullptr) continue;
    if (properties.find("Fn::Transform") != nullptr) continue;
    reporter_.as(rules::kMissingProperty)
        .error(
            placed, properties_path,
            std::string(schema->name) + " needs the property `" + std::string(property.name) + "`");
  }
  check_members(properties, schema->properties, spot);
}

// `Globals.Function` has properties of AWS::Serverless::Function, none of them required.
void Checker::check_globals() {
  const Path globals = Path() / "Globals";
  for (const Value::Member& member : section(root_, "Globals")) {
    const TypeSchema* schema = schema_.type("AWS::Serverless::" + member.key);
    const Path path = globals / member.key;
    if (schema == nullptr || !member.value.is_map()) continue;
    whole_ = false;
    check_members(member.value, schema->properties, {*schema, schema->name, path});
    whole_ = true;
  }
}

void Checker::check_struct(const Value& map, const StructSchema& schema, const ValueSite& spot) {
  const bool whole =
      whole_ && std::none_of(map.members().begin(), map.members().end(),
                             [](const auto& member) { return is_macro_key(member.key); });
  for (const PropertySchema& property : schema.properties) {
    if (!property.required || !whole || map.find(property.name) != nullptr) continue;
    reporter_.as(rules::kMissingProperty)
        .error(map, spot.path,
               "`" + std::string(spot.name) + "` needs the property `" +
                   std::string(property.name) + "`");
  }
  check_members(map, schema, spot);
}

void Checker::unknown_property(const Value::Member& member, const StructSchema& schema,
                               const ValueSite& spot) {
  const auto names = schema.names();
  const std::string owner =
      spot.name == spot.type.name ? std::string(spot.name) : "`" + std::string(spot.name) + "`";
  const std::string message = owner + " has no property `" + member.key + "`";
  const Path path = spot.path / member.key;
  Reporter reporter = reporter_.as(rules::kUnknownProperty);
  // Inside of its own properties SAM does not look at what it does not know.
  if (spot.type.name.starts_with("AWS::Serverless::") && spot.name != spot.type.name) {
    reporter.warning(member, path, message, hint(reporter_, member.key, [&] { return names; }));
  } else {
    reporter.error(member, path, message, hint(reporter_, member.key, [&] { return names; }));
  }
}

void Checker::check_members(const Value& map, const StructSchema& schema, const ValueSite& spot) {
  for (const Value::Member& member : map.members()) {
    if (is_macro_key(member.key)) continue;
    const Path path = spot.path / member.key;
    const PropertySchema* property = schema.find(member.key);
    if (property == nullptr) {
      unknown_property(member, schema, spot);
      continue;
    }
    std::string named;
    check_value(member.value, notation_of(map, *property, spot.type, named),
                {spot.type, property->name, path});
  }
}

// "~Type": the type that the member `Type` beside it names. `named` holds it.
std::string_view Checker::notation_of(const Value& map, const PropertySchema& property,
                                      const TypeSchema& type, std::string& named) {
  if (!property.notation.starts_with('~')) return property.notation;
  const Value* name = map.find(property.notation.substr(1));
  if (name == nullptr || !name->is_string()) return "j";
  named = "." + name->as_string();
  return type.types.contains(named) ? std::string_view(named) : "j";
}

void Checker::check_value(const Value& value, std::string_view notation, const ValueSite& spot) {
  if (value.is_null() || is_no_value(value)) return;
  const auto call = as_intrinsic(value);
  if (call && call->name != "Condition") return check_call(value, notation, spot);
  if (value.is_scalar() && !is_knowable(value, root_)) return;
  check_plain(value, notation, spot);
}

void Checker::check_call(const Value& value, std::string_view notation, const ValueSite& spot) {
  const IntrinsicCall call = *as_intrinsic(value);
  const Value& argument = *call.argument;
  if (call.name == "Fn::If" && argument.is_list() && argument.items().size() == 3 &&
      argument.items()[0].is_string()) {
    const Path here = spot.path / call.name;
    const bool taken = resolver_.holds(argument.items()[0].as_string(), argument, here);
    for (const std::size_t i : {std::size_t{1}, std::size_t{2}}) {
      const bool chosen = taken == (i == 1);
      const Path path = here[i];
      unchosen_ += chosen ? 0 : 1;
      check_value(argument.items()[i], notation, {spot.type, spot.name, path});
      unchosen_ -= chosen ? 0 : 1;
    }
    return;
  }
  if (!is_knowable(value, root_)) {
    if (!gives_text(value)) return;
    const std::vector<Notation> notations = read_notation(notation);
    const bool fits = std::any_of(notations.begin(), notations.end(), [](const Notation& each) {
      return each.kind != Notation::Kind::kList && each.kind != Notation::Kind::kMap &&
             each.kind != Notation::Kind::kStruct;
    });
    if (fits) return;
    reporter_.as(rules::kValue)
        .error(value, spot.path,
               "`" + std::string(spot.name) + "` must be " + expectation(notations.front()) +
                   ", found a string");
    return;
  }
  if (unchosen_ > 0) return;
  const auto resolved = resolver_.resolve(value, spot.path);
  if (!resolved || is_no_value(*resolved)) return;
  // An empty default waits for a value.
  if (resolved->is_string() && resolved->as_string().empty()) return;
  check_plain(*resolved, notation, spot);
}

// How many members of the map the struct does not have.
std::size_t Checker::strangers(const Value& map, const Notation& notation, const ValueSite& spot) {
  const Reference struct_ = refer(schema_, spot.type, notation.of);
  if (struct_.properties == nullptr) return map.members().size();
  return static_cast<std::size_t>(
      std::count_if(map.members().begin(), map.members().end(), [&](const Value::Member& member) {
        return struct_.properties->find(member.key) == nullptr;
      }));
}

// The notation that the value is meant for; nullptr when it is none's.
const Notation* Checker::choose(const Value& value, const std::vector<Notation>& notations,
                                const ValueSite& spot) {
  using Kind = Notation::Kind;
  const Notation* best = nullptr;
  std::size_t fewest = 0;
  for (const Notation& notation : notations) {
    const bool map = notation.kind == Kind::kMap || notation.kind == Kind::kStruct;
    const bool fits = value.is_list()  ? notation.kind == Kind::kList
                      : value.is_map() ? map
                                       : has_kind(value, notation);
    if (notation.kind == Kind::kAnything) return &notation;
    if (!fits) continue;
    const std::size_t unknown =
        notation.kind == Kind::kStruct ? strangers(value, notation, spot) : 0;
    if (best == nullptr || unknown < fewest) {
      best = &notation;
      fewest = unknown;
    }
  }
  return best;
}

void Checker::check_plain(const Value& value, std::string_view text, const ValueSite& spot) {
  const std::vector<Notation> notations = read_notation(text);
  const Notation* notation = choose(value, notations, spot);
  if (notation == nullptr) {
    std::string wanted;
    for (const Notation& each : notations) {
      wanted += (wanted.empty() ? "" : " or ") + expectation(each);
    }
    reporter_.as(rules::kValue)
        .error(
            value, spot.path,
            "`" + std::string(spot.name) + "` must be " + wanted + ", found " + value_text(value));
    return;
  }
  switch (notation->kind) {
    case Notation::Kind::kAnything:
      return;
    case Notation::Kind::kList:
      if (notation->bounds && static_cast<double>(value.items().size()) > notation->bounds->max) {
        reporter_.as(rules::kLimit)
            .error(value, spot.path,
                   "`" + std::string(spot.name) + "` has " + std::to_string(value.items().size()) +
                       " items; AWS takes at most " +
                       std::to_string(static_cast<int>(notation->bounds->max)));
      }
      for (std::size_t i = 0; i < value.items().size(); ++i) {
        const Path path = spot.path[i];
        check_value(value.items()[i], notation->of, {spot.type, spot.name, path});
      }
      return;
    case Notation::Kind::kMap:
      for (const Value::Member& member : value.members()) {
        if (is_macro_key(member.key)) continue;
        const Path path = spot.path / member.key;
        check_value(member.value, notation->of, {spot.type, member.key, path});
      }
      return;
    case Notation::Kind::kStruct: {
      const Reference to = refer(schema_, spot.type, notation->of);
      if (to.properties != nullptr) {
        check_struct(value, *to.properties, {*to.type, spot.name, spot.path});
      }
      return;
    }
    default:
      check_scalar(value, *notation, spot);
  }
}

void Checker::check_scalar(const Value& value, const Notation& notation, const ValueSite& spot) {
  const std::string name = "`" + std::string(spot.name) + "`";
  switch (measure(value, notation).about) {
    case ValueError::About::kNothing:
      return;
    case ValueError::About::kLength:
      if (notation.characters.empty()) {
        reporter_.as(rules::kLimit)
            .error(value, spot.path,
                   name + " has " + std::to_string(value.text().size()) +
                       " characters; AWS takes " + name_rule(notation));
        return;
      }
      [[fallthrough]];
    case ValueError::About::kCharacters:
      reporter_.as(rules::kName)
          .error(value, spot.path, "AWS rejects the " + name + " " + value_text(value),
                 name_rule(notation));
      return;
    case ValueError::About::kRange:
      reporter_.as(rules::kValue)
          .error(value, spot.path,
                 name + " must be " + expectation(notation) + ", found " + value_text(value));
      return;
    case ValueError::About::kValues: {
      const std::vector<std::string_view> values(notation.values.begin(), notation.values.end());
      const std::string text = value.text();
      reporter_.as(rules::kValue)
          .error(value, spot.path,
                 name + " must be " + expectation(notation) + ", found " + value_text(value),
                 nearest(text, values) ? hint(reporter_, text, [&] { return values; }) : "");
      return;
    }
  }
}

}  // namespace

void check_resources(const Subject& subject, Schema& schema) {
  Checker(subject, schema).run();
}

}  // namespace brume::emulator::check

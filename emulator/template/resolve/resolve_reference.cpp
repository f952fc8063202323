// Resolver: the functions that refer to something by name: Ref, GetAtt, Sub, FindInMap.
#include <algorithm>

#include "emulator/template/model/did_you_mean.h"
#include "emulator/template/model/value_json.h"
#include "emulator/template/resolve/ref_and_getatt.h"
#include "emulator/template/resolve/resolve.h"

namespace brume::emulator {
namespace {

constexpr std::string_view kPseudoParameters[] = {
    "AWS::AccountId", "AWS::NotificationARNs", "AWS::NoValue",   "AWS::Partition",
    "AWS::Region",    "AWS::StackId",          "AWS::StackName", "AWS::URLSuffix"};

// Mistakes that are helped with.
constexpr std::size_t kHintsMax = 20;

// What one Sub may grow to.
constexpr std::size_t kSubBytesMax = 1024 * 1024;

}  // namespace

std::vector<std::string_view> Resolver::reference_names() const {
  std::vector<std::string_view> names;
  if (const Value* section = root_.find("Parameters"); section != nullptr && section->is_map()) {
    for (const Value::Member& member : section->members()) names.push_back(member.key);
  }
  for (const auto& [id, value] : resources_) names.push_back(id);
  names.insert(names.end(), std::begin(kPseudoParameters), std::end(kPseudoParameters));
  return names;
}

Resolver::Outcome Resolver::pseudo_parameter(std::string_view name) const {
  if (name == "AWS::AccountId") return Value(options_.account_id);
  if (name == "AWS::NotificationARNs") return Value(Value::List());
  if (name == "AWS::Partition") return Value("aws");
  if (name == "AWS::Region") return Value(options_.region);
  if (name == "AWS::StackName") return Value(options_.stack_name);
  if (name == "AWS::URLSuffix") return Value("amazonaws.com");
  if (name == "AWS::NoValue") return Value::map({{"Ref", "AWS::NoValue"}});
  if (name == "AWS::StackId") {
    return Value("arn:aws:cloudformation:" + options_.region + ":" + options_.account_id +
                 ":stack/" + options_.stack_name + "/00000000-0000-0000-0000-000000000000");
  }
  return std::nullopt;
}

Resolver::Outcome Resolver::ref(std::string_view name, const Value& site, const Path& path) {
  if (auto pseudo = pseudo_parameter(name)) return pseudo;
  if (const auto parameter = parameters_.find(name); parameter != parameters_.end()) {
    return parameter->second;
  }
  if (const Value* section = root_.find("Parameters");
      section != nullptr && section->find(name) != nullptr) {
    return std::nullopt;  // declared, without a valid value: reported where it is declared
  }
  const Value* target = resource(name);
  if (target == nullptr) {
    return lacks(site, path, "`" + std::string(name) + "` is no parameter and no resource",
                 wants_hint() ? suggestion(name, reference_names()) : std::string());
  }
  if (!reach(name, site, path)) return std::nullopt;
  if (const auto known = refs_.find(target); known != refs_.end()) return Value(known->second);
  const auto names = names_of(name, *target, path);
  if (!names) return std::nullopt;
  const Value* type = target->find("Type");
  const std::string id = options_.prefix + std::string(name);
  std::string text = physical_ref(type != nullptr && type->is_string() ? type->as_string() : "",
                                  context_of(id, *names));
  // What is asked for while names are being resolved may not be final.
  if (naming_.empty()) refs_.emplace(target, text);
  return Value(std::move(text));
}

PhysicalContext Resolver::context_of(std::string_view id, const Names& names) const {
  return {.logical_id = id,
          .name = names.name,
          .region = options_.region,
          .account = options_.account_id,
          .stack_name = options_.stack_name,
          .qualifier = names.qualifier,
          .suffix = names.suffix};
}

// Notes the reference and sees to it that the resource is there to be referred to.
bool Resolver::reach(std::string_view id, const Value& site, const Path& path) {
  if (!evaluating_.empty()) {
    fail(site, path, "a condition cannot depend on the resource `" + std::string(id) + "`",
         "conditions see parameters, mappings and other conditions only");
    return false;
  }
  depend(site, id);
  if (is_created(id)) return true;
  const Value* condition = resource(id)->find("Condition");
  if (conditions_[condition->as_string()] == Truth::kFalse) {
    fail(site, path,
         "`" + std::string(id) + "` is not created: its condition `" + condition->as_string() +
             "` is false",
         "choose with `Fn::If` where the resource may be missing");
  }
  return false;
}

// The resolved name property; empty when the template gives none. Nothing when it fails, or when
// it depends on itself, which report_cycles() tells.
std::optional<std::string> Resolver::name_of(std::string_view id, const Value& resource,
                                             std::string_view property, const Path& path) {
  const Value* properties = resource.find("Properties");
  if (properties == nullptr) return "";
  const Value* name = property_at(*properties, property);
  if (name == nullptr) return "";
  if (name->is_scalar()) return name->text();
  if (std::find(naming_.begin(), naming_.end(), id) != naming_.end()) return std::nullopt;
  const std::string_view kept = resources_.find(id)->first;  // `id` may be a piece of a Sub
  naming_.push_back(kept);
  const std::string_view outer = std::exchange(current_, kept);
  auto resolved = resolve(*name, path);
  current_ = outer;
  naming_.pop_back();
  if (!resolved) return std::nullopt;
  if (is_no_value(*resolved) || resolved->is_null()) return "";
  if (resolved->is_scalar()) return resolved->text();
  fail(*name, path,
       "`" + std::string(id) + "` cannot be referred to: its `" + std::string(property) + "` is " +
           std::string(kind_name(resolved->kind())));
  return std::nullopt;
}

std::optional<Resolver::Names> Resolver::names_of(std::string_view id, const Value& resource,
                                                  const Path& path) {
  const Value* type = resource.find("Type");
  if (type == nullptr || !type->is_string()) return Names{};
  const std::string_view kept = resources_.find(id)->first;  // `id` may be a piece of a Sub
  if (const auto known = names_.find(kept); known != names_.end()) return known->second;
  auto name = name_of(kept, resource, name_property(type->as_string()), path);
  auto qualifier = name_of(kept, resource, qualifier_property(type->as_string()), path);
  std::optional<Names> names;
  if (name && qualifier) {
    const Value* properties = resource.find("Properties");
    names = Names{std::move(*name), std::move(*qualifier),
                  properties == nullptr ? "" : name_suffix(type->as_string(), *properties)};
  }
  // While it is being resolved somewhere around this, the answer is not final.
  const bool open = std::find(naming_.begin(), naming_.end(), kept) != naming_.end();
  if (!open) names_[kept] = names;
  return names;
}

bool Resolver::wants_hint() const {
  return reporter_.diagnostics().size() < kHintsMax;
}

Resolver::Outcome Resolver::get_att(const Value& argument, const Value& site, const Path& path) {
  const auto target = get_att_target(argument);
  if (!target) {
    return fail(site, path, "`Fn::GetAtt` takes a resource and one of its attributes",
                "write `!GetAtt Resource.Attribute`");
  }
  if (target->attribute_value == nullptr) {
    return attribute(target->id, target->attribute, site, path);
  }
  auto name = resolve(*target->attribute_value, path);
  if (!name) return std::nullopt;
  if (!name->is_scalar()) return fail(site, path, "an attribute's name must be a string");
  return attribute(target->id, name->text(), site, path);
}

Resolver::Outcome Resolver::attribute(std::string_view id, std::string_view name, const Value& site,
                                      const Path& path) {
  const Value* target = resource(id);
  if (target == nullptr) {
    return lacks(site, path, "there is no resource `" + std::string(id) + "`",
                 wants_hint() ? suggestion(id, resource_ids()) : std::string());
  }
  if (!reach(id, site, path)) return std::nullopt;
  bool own = false;
  auto said = own_attribute(id, name, site, path, own);
  if (own) return said;
  const auto names = names_of(id, *target, path);
  if (!names) return std::nullopt;
  const Value* type = target->find("Type");
  const std::string full_id = options_.prefix + std::string(id);
  const std::string type_name = type != nullptr && type->is_string() ? type->as_string() : "";
  const PhysicalContext context = context_of(full_id, *names);
  if (auto text = physical_attribute(type_name, name, context)) return Value(std::move(*text));
  if (auto whole = whole_attribute(type_name, name, context)) return whole;
  return lacks(site, path, type_name + " has no attribute `" + std::string(name) + "`",
               suggestion(name, attributes_of(type_name)));
}

Resolver::Outcome Resolver::whole_attribute(const std::string& type, std::string_view name,
                                            const PhysicalContext& context) {
  const std::string prefix = std::string(name) + ".";
  Value::Map members;
  for (const std::string_view each : attributes_of(type)) {
    if (!each.starts_with(prefix)) continue;
    members.push_back({std::string(each.substr(prefix.size())),
                       Value(physical_attribute(type, each, context).value_or(""))});
  }
  if (members.empty()) return std::nullopt;
  return Value(std::move(members));
}

Resolver::Outcome Resolver::own_attribute(std::string_view id, std::string_view name,
                                          const Value& site, const Path& path, bool& known) {
  const auto entry = resources_.find(id);
  const Value* type = entry->second->find("Type");
  const std::string type_name = type != nullptr && type->is_string() ? type->as_string() : "";
  if (type_name == "AWS::CloudFormation::Stack" && name.starts_with("Outputs.")) {
    known = options_.stacks != nullptr;
    return known ? options_.stacks->output(id, name, site, path) : std::nullopt;
  }
  const Value* properties = entry->second->find("Properties");
  const Value* value = properties == nullptr ? nullptr : properties->find(name);
  known =
      type_name == "AWS::SSM::Parameter" && (name == "Value" || name == "Type") && value != nullptr;
  if (!known) return std::nullopt;
  if (std::find(naming_.begin(), naming_.end(), entry->first) != naming_.end()) return std::nullopt;
  naming_.push_back(entry->first);
  const std::string_view outer = std::exchange(current_, entry->first);
  auto result = resolve(*value, path);
  current_ = outer;
  naming_.pop_back();
  return result;
}

Resolver::Outcome Resolver::sub(const Value& argument, const Value& site, const Path& path) {
  if (argument.is_string()) return substitute(argument.as_string(), nullptr, site, path);
  const bool pair = argument.is_list() && argument.items().size() == 2 &&
                    argument.items()[0].is_string() && argument.items()[1].is_map();
  if (!pair) {
    return fail(site, path, "`Fn::Sub` takes a text, or a list of a text and a map of variables");
  }
  const Value& text = argument.items()[0];
  Value::Map variables;
  bool failed = false;
  const Path variables_path = path[1];
  for (const Value::Member& member : argument.items()[1].members()) {
    auto value = resolve(member.value, variables_path / member.key);
    failed = failed || !value;
    if (value) variables.push_back({member.key, std::move(*value), member.key_at, 1});
  }
  if (failed) return std::nullopt;
  const Value map(std::move(variables));
  return substitute(text.as_string(), &map, text, path);
}

Resolver::Outcome Resolver::substitute(const std::string& text, const Value* variables,
                                       const Value& site, const Path& path) {
  std::string result;
  bool failed = false;
  for (SubPiece& piece : split_sub(text)) {
    result += piece.text;
    if (piece.name.empty()) continue;
    const Value* variable = variables == nullptr ? nullptr : variables->find(piece.name);
    Outcome value;
    if (variable != nullptr) {
      value = *variable;
    } else if (const std::size_t dot = piece.name.find('.'); dot != std::string::npos) {
      value = attribute(piece.name.substr(0, dot), piece.name.substr(dot + 1), site, path);
    } else {
      value = ref(piece.name, site, path);
    }
    if (value && is_no_value(*value)) value = Value("");
    if (value && (value->is_list() || value->is_map())) {
      value = fail(site, path,
                   "`${" + piece.name + "}` is " + std::string(kind_name(value->kind())) +
                       " and cannot be part of a text",
                   value->is_list() ? "join it first: `!Join [\",\", !Ref …]`" : "");
    }
    if (!value) {
      failed = true;
      continue;
    }
    result += value->text();
    if (result.size() > kSubBytesMax) {
      return fail(site, path,
                  "`Fn::Sub` grows beyond " + std::to_string(kSubBytesMax >> 20) + " MiB");
    }
  }
  if (failed) return std::nullopt;
  return Value(std::move(result));
}

// [map, first key, second key] in `Mappings`; nullptr after a report (`quiet`: without one).
const Value* Resolver::look_up(const Value::List& keys, const Value& site, const Path& path,
                               bool quiet) {
  static const Value kNone;
  const Value* section = root_.find("Mappings");
  const Value* at = section == nullptr ? &kNone : section;
  constexpr std::string_view kLevels[] = {"mapping", "key", "key"};
  for (std::size_t i = 0; i < 3; ++i) {
    const std::string key = keys[i].text();
    const Value* next = at->find(key);
    if (next == nullptr) {
      if (quiet) return nullptr;
      std::vector<std::string_view> names;
      if (at->is_map()) {
        for (const Value::Member& member : at->members()) names.push_back(member.key);
      }
      lacks(keys[i].at().line != 0 ? keys[i] : site, path,
            "there is no " + std::string(kLevels[i]) + " `" + key + "`" +
                (i == 0 ? std::string(" in `Mappings`") : " in mapping `" + keys[0].text() + "`"),
            wants_hint() ? suggestion(key, names) : std::string());
      return nullptr;
    }
    at = next;
  }
  return at;
}

Resolver::Outcome Resolver::find_in_map(const Value& argument, const Value& site,
                                        const Path& path) {
  const std::size_t count = argument.is_list() ? argument.items().size() : 0;
  if (count != 3 && count != 4) {
    return fail(site, path, "`Fn::FindInMap` takes a mapping's name and two keys");
  }
  if (count == 4) need_extensions(site, path, "a `DefaultValue` of `Fn::FindInMap`");
  Value::List keys;
  for (std::size_t i = 0; i < 3; ++i) {
    const auto call = as_intrinsic(argument.items()[i]);
    if (call && call->name != "Ref" && call->name != "Fn::FindInMap") {
      need_extensions(argument.items()[i], path,
                      "`" + std::string(call->name) + "` in `Fn::FindInMap`");
    }
    auto key = resolve(argument.items()[i], path[i]);
    if (!key) return std::nullopt;
    if (!key->is_scalar()) {
      return fail(argument.items()[i], path, "a mapping's name and keys must be strings");
    }
    keys.push_back(std::move(*key));
  }
  const Value* fallback = count == 4 ? argument.items()[3].find("DefaultValue") : nullptr;
  if (count == 4 && fallback == nullptr) {
    return fail(argument.items()[3], path, "expected a map with `DefaultValue`");
  }
  const Value* found = look_up(keys, site, path, fallback != nullptr);
  if (found != nullptr) return *found;
  if (fallback == nullptr) return std::nullopt;
  return resolve(*fallback, path);
}

}  // namespace brume::emulator

// AutoPublishAlias: a version whose logical id changes with the code, and an alias that points at
// it. Events and URLs of the function then go through the alias.
#include <algorithm>

#include "emulator/template/model/intrinsic.h"
#include "emulator/template/model/logical_hash.h"
#include "emulator/template/sam/core/type_checks.h"
#include "emulator/template/sam/function/function.h"

namespace brume::emulator::sam {
namespace {

// (?!^[0-9]+$)([a-zA-Z0-9-_]+)
bool is_alias_name(std::string_view name) {
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  const auto allowed = [&](char c) {
    return digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_';
  };
  return !name.empty() && std::all_of(name.begin(), name.end(), allowed) &&
         !std::all_of(name.begin(), name.end(), digit);
}

std::string alias_id(const std::string& function, std::string_view name) {
  std::string id = function + "Alias";
  for (const char c : name) id += c == '-' ? 'D' : c == '_' ? 'U' : c;
  return id;
}

bool publishes_snapshots(const Value* snap_start) {
  const Value* apply = snap_start == nullptr ? nullptr : snap_start->find("ApplyOn");
  return apply != nullptr && !(apply->is_string() && apply->as_string() == "None");
}

// What a version depends on: a change of it publishes a new one.
Value version_content(const Function& function, const Value& lambda) {
  const Value& properties = *lambda.find("Properties");
  const Value* all = function.find("AutoPublishAliasAllProperties");
  if (all != nullptr && all->is_bool() && all->as_bool()) {
    Value content = properties;
    const Value* resources = function.context.root().find("Resources");
    const Value* layers = properties.find("Layers");
    if (layers == nullptr || !layers->is_list()) return content;
    for (const Value& layer : layers->items()) {
      const auto call = as_intrinsic(layer);
      if (!call || call->name != "Ref" || !call->argument->is_string()) continue;
      const Value* resource = resources->find(call->argument->as_string());
      const Value* layer_properties = resource == nullptr ? nullptr : resource->find("Properties");
      const Value* publish =
          layer_properties == nullptr ? nullptr : layer_properties->find("PublishLambdaVersion");
      if (publish == nullptr || !publish->is_bool() || !publish->as_bool()) continue;
      content.set(call->argument->as_string(), *layer_properties);
    }
    return content;
  }
  Value content = function.context.with_parameters(*properties.find("Code"));
  if (!content.is_map()) content = Value::map({{"Path", std::move(content)}});
  if (const Value* environment = properties.find("Environment")) {
    if (environment->is_map()) {
      for (const Value::Member& member : environment->members()) {
        content.set(member.key, member.value);
      }
    }
  }
  if (const Value* memory = properties.find("MemorySize")) content.set("MemorySize", *memory);
  const Value* snap_start = properties.find("SnapStart");
  if (publishes_snapshots(snap_start)) content.set("SnapStart", *snap_start);
  return content;
}

// The code's hash joins the description, so that a change of the code changes the function too.
bool describe_code(Function& function, Value& lambda, std::string& hash) {
  const Value* given = function.find("AutoPublishCodeSha256");
  if (!is_truthy(given)) return true;
  const Value resolved = function.context.with_parameters(*given);
  if (!resolved.is_string()) {
    function.context.reject(function.id, *given, "AutoPublishCodeSha256 must be a string");
    return false;
  }
  hash = resolved.as_string();
  Value* properties = lambda.find("Properties");
  const Value* description = function.find("Description");
  if (description == nullptr) {
    properties->set("Description", hash);
    return true;
  }
  const Value text = function.context.with_parameters(*description);
  if (text.is_scalar()) {
    properties->set("Description", text.text() + " " + hash);
  } else {
    properties->set("Description",
                    Value::map({{"Fn::Join", Value::list({" ", Value::list({text, hash})})}}));
  }
  return true;
}

std::string make_version(Function& function, const Value& lambda, const std::string& hash) {
  const std::string id =
      function.id + "Version" +
      (hash.empty() ? logical_hash(version_content(function, lambda)) : hash.substr(0, 10));
  Value version = Value::map({{"Type", "AWS::Lambda::Version"}});
  if (function.resource.find("DeletionPolicy") == nullptr) {
    const Value* policy = function.find("VersionDeletionPolicy");
    const bool managed = function.find("CapacityProviderConfig") != nullptr;
    version.set("DeletionPolicy",
                policy != nullptr ? *policy : Value(managed ? "Delete" : "Retain"));
  }
  Value& properties =
      version.set("Properties", Value::map({{"FunctionName", ref_to(function.id)}}));
  if (const Value* description = function.find("VersionDescription")) {
    properties.set("Description", *description);
  }
  const Value* scaling = function.find("FunctionScalingConfig");
  if (scaling != nullptr && function.find("CapacityProviderConfig") != nullptr) {
    properties.set("FunctionScalingConfig", *scaling);
  }
  function.context.make(function.id, id, std::move(version));
  function.context.references.properties[function.id + ".Version"] = id;
  return id;
}

}  // namespace

bool expand_alias(Function& function, Value& lambda) {
  const Value* given = function.find("AutoPublishAlias");
  if (!is_truthy(given)) return true;
  const Value name = function.context.with_parameters(*given);
  if (!name.is_string()) {
    function.context.reject(function.id, *given,
                            "'AutoPublishAlias' must be a string or a Ref to a template parameter");
    return false;
  }
  std::string hash;
  if (!describe_code(function, lambda, hash)) return false;
  const std::string version = make_version(function, lambda, hash);
  if (name.as_string().empty()) {
    function.context.reject(function.id, *given, "Alias name is required to create an alias");
    return false;
  }
  if (!is_alias_name(name.as_string())) {
    function.context.reject(function.id, *given,
                            "AutoPublishAlias name ('" + name.as_string() +
                                "') must contain only alphanumeric characters, hyphens, or "
                                "underscores matching (?!^[0-9]+$)([a-zA-Z0-9-_]+) pattern.");
    return false;
  }
  function.alias_name = name.as_string();
  function.alias_id = alias_id(function.id, function.alias_name);
  function.context.references.properties[function.id + ".Alias"] = function.alias_id;
  Value properties = Value::map({{"Name", name},
                                 {"FunctionName", ref_to(function.id)},
                                 {"FunctionVersion", get_att(version, "Version")}});
  const Value* provisioned = function.find("ProvisionedConcurrencyConfig");
  if (is_truthy(provisioned)) properties.set("ProvisionedConcurrencyConfig", *provisioned);
  function.context.make(
      function.id, function.alias_id,
      Value::map({{"Type", "AWS::Lambda::Alias"}, {"Properties", std::move(properties)}}));
  return true;
}

}  // namespace brume::emulator::sam

// AWS::Serverless::LayerVersion -> AWS::Lambda::LayerVersion, whose logical id changes with its
// content so that the old version stays.
#include <algorithm>
#include <optional>

#include "emulator/template/model/intrinsic.h"
#include "emulator/template/model/logical_hash.h"
#include "emulator/template/sam/core/code_uri.h"
#include "emulator/template/sam/core/property_types.h"
#include "emulator/template/sam/core/resources.h"
#include "emulator/template/sam/core/type_checks.h"
#include "emulator/text/ascii.h"

namespace brume::emulator::sam {
namespace {

// Source: the AWS::Serverless::LayerVersion page of the SAM specification.
constexpr PropertyShape kLayerShapes[] = {{"LayerName", kText | kMap},
                                          {"Description", kText},
                                          {"PublishLambdaVersion", kTruth},
                                          {"ContentUri", kText | kMap, true},
                                          {"CompatibleArchitectures", kListOfTexts},
                                          {"CompatibleRuntimes", kListOfTexts},
                                          {"LicenseInfo", kText},
                                          {"RetentionPolicy", kText}};

constexpr std::string_view kOptions = "['Retain', 'Delete']";

// "Retain" or "Delete"; empty: not given. Nothing after a rejection.
std::optional<std::string> retention(Context& context, const std::string& id, const Value* given) {
  if (given == nullptr || given->is_null()) return "";
  const Value policy = context.with_parameters(*given);
  if (is_intrinsic(policy)) {
    context.reject(id, *given,
                   "'RetentionPolicy' does not accept intrinsic functions, please use one of the "
                   "following options: " +
                       std::string(kOptions));
    return std::nullopt;
  }
  if (!policy.is_string()) {
    context.reject(id, *given,
                   "Invalid 'RetentionPolicy' type, please use one of the following options: " +
                       std::string(kOptions));
    return std::nullopt;
  }
  for (const std::string option : {"Retain", "Delete"}) {
    if (equal_ignoring_case(policy.as_string(), option)) return option;
  }
  context.reject(
      id, *given,
      "'RetentionPolicy' must be one of the following options: " + std::string(kOptions) + ".");
  return std::nullopt;
}

bool check_architectures(Context& context, const std::string& id, const std::string& made,
                         const Value* given) {
  if (given == nullptr || !given->is_list()) return true;
  for (const Value& each : given->items()) {
    if (is_intrinsic(each)) continue;
    if (each.is_string() && (each.as_string() == "arm64" || each.as_string() == "x86_64")) continue;
    context.reject_as(id, made, each,
                      "CompatibleArchitectures needs to be a list of 'x86_64' or 'arm64'");
    return false;
  }
  return true;
}

// The properties that may refer to parameters, which must be texts. False after a rejection.
bool resolve_texts(Context& context, const std::string& id, Value& properties) {
  for (const std::string name : {"LayerName", "LicenseInfo", "Description", "RetentionPolicy"}) {
    Value* value = properties.find(name);
    if (!is_truthy(value)) continue;
    *value = context.with_parameters(*value);
    if (value->is_string() || value->is_map()) continue;
    context.reject(id, *value,
                   "Could not resolve parameter for '" + name + "' or parameter is not a String.");
    return false;
  }
  return true;
}

}  // namespace

void expand_layer(Context& context, const Value::Member& resource) {
  const std::string& id = resource.key;
  Value properties =
      checked_properties(context, resource, kLayerShapes, "AWS::Serverless::LayerVersion", id);
  const Value* uri = properties.find("ContentUri");
  if (uri == nullptr || !resolve_texts(context, id, properties)) return;
  const auto policy = retention(context, id, properties.find("RetentionPolicy"));
  if (!policy) return;
  Value hashed = Value::map({{"Type", "AWS::Serverless::LayerVersion"}});
  for (const std::string_view attribute : {"DependsOn", "Condition"}) {
    if (const Value* value = resource.value.find(attribute)) hashed.set(attribute, *value);
  }
  hashed.set("Properties", properties);
  const std::string made_id = id + logical_hash(Value::map({{id, std::move(hashed)}}));
  auto content = code_location(context, id, *uri, "ContentUri");
  if (!content ||
      !check_architectures(context, id, made_id, properties.find("CompatibleArchitectures"))) {
    return;
  }
  const Value* name = properties.find("LayerName");
  Value made = Value::map(
      {{"Content", std::move(*content)}, {"LayerName", is_truthy(name) ? *name : Value(id)}});
  for (const std::string_view same :
       {"Description", "CompatibleArchitectures", "CompatibleRuntimes", "LicenseInfo"}) {
    if (const Value* value = properties.find(same)) made.set(same, *value);
  }
  Value layer = Value::map({{"Type", "AWS::Lambda::LayerVersion"}});
  if (const Value* depends_on = resource.value.find("DependsOn"))
    layer.set("DependsOn", *depends_on);
  if (!policy->empty()) {
    layer.set("DeletionPolicy", *policy);
  } else if (resource.value.find("DeletionPolicy") == nullptr) {
    layer.set("DeletionPolicy", "Retain");
  }
  layer.set("Properties", std::move(made));
  context.references.renamed[id] = made_id;
  context.make(id, made_id, std::move(layer));
}

}  // namespace brume::emulator::sam

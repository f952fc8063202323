#include "emulator/template/sam/expand/globals.h"

#include <algorithm>
#include <optional>
#include <span>

#include "emulator/template/model/did_you_mean.h"
#include "emulator/template/model/intrinsic.h"
#include "emulator/template/sam/api/implicit_api.h"
#include "emulator/template/sam/api/open_api.h"
#include "emulator/template/sam/core/type_checks.h"

namespace brume::emulator::sam {
namespace {

struct Section {
  std::string_view name;
  std::span<const std::string_view> properties;
};

// Source: "Globals section of the AWS SAM template", in the order of SAM's messages.
constexpr std::string_view kApiGlobals[] = {"Auth",
                                            "Name",
                                            "DefinitionUri",
                                            "CacheClusterEnabled",
                                            "CacheClusterSize",
                                            "MergeDefinitions",
                                            "Variables",
                                            "EndpointConfiguration",
                                            "MethodSettings",
                                            "BinaryMediaTypes",
                                            "MinimumCompressionSize",
                                            "Cors",
                                            "GatewayResponses",
                                            "AccessLogSetting",
                                            "CanarySetting",
                                            "TracingEnabled",
                                            "OpenApiVersion",
                                            "Domain",
                                            "AlwaysDeploy",
                                            "PropagateTags",
                                            "SecurityPolicy",
                                            "EndpointAccessMode"};
constexpr std::string_view kCapacityProvider[] = {
    "VpcConfig",     "OperatorRole", "Tags",         "InstanceRequirements",
    "ScalingConfig", "KmsKeyArn",    "PropagateTags"};
constexpr std::string_view kFunctionGlobals[] = {"Handler",
                                                 "Runtime",
                                                 "CodeUri",
                                                 "DeadLetterQueue",
                                                 "Description",
                                                 "MemorySize",
                                                 "Timeout",
                                                 "VpcConfig",
                                                 "Environment",
                                                 "Tags",
                                                 "PropagateTags",
                                                 "Tracing",
                                                 "KmsKeyArn",
                                                 "AutoPublishAlias",
                                                 "AutoPublishAliasAllProperties",
                                                 "Layers",
                                                 "DeploymentPreference",
                                                 "RolePath",
                                                 "PermissionsBoundary",
                                                 "ReservedConcurrentExecutions",
                                                 "ProvisionedConcurrencyConfig",
                                                 "AssumeRolePolicyDocument",
                                                 "EventInvokeConfig",
                                                 "FileSystemConfigs",
                                                 "CodeSigningConfigArn",
                                                 "Architectures",
                                                 "SnapStart",
                                                 "EphemeralStorage",
                                                 "FunctionUrlConfig",
                                                 "RuntimeManagementConfig",
                                                 "LoggingConfig",
                                                 "RecursiveLoop",
                                                 "SourceKMSKeyArn",
                                                 "TenancyConfig",
                                                 "DurableConfig",
                                                 "CapacityProviderConfig",
                                                 "FunctionScalingConfig",
                                                 "PublishToLatestPublished",
                                                 "VersionDeletionPolicy"};
constexpr std::string_view kHttpApiGlobals[] = {
    "Auth",         "AccessLogSettings", "StageVariables",
    "Tags",         "CorsConfiguration", "DefaultRouteSettings",
    "Domain",       "RouteSettings",     "FailOnWarnings",
    "PropagateTags"};
constexpr std::string_view kLayerVersion[] = {"PublishLambdaVersion"};
constexpr std::string_view kSimpleTable[] = {"SSESpecification"};
constexpr std::string_view kStateMachine[] = {"PropagateTags"};
constexpr std::string_view kWebSocketApi[] = {"AccessLogSettings",
                                              "ApiKeySelectionExpression",
                                              "DefaultRouteSettings",
                                              "DisableExecuteApiEndpoint",
                                              "DisableSchemaValidation",
                                              "Domain",
                                              "FailOnWarnings",
                                              "IpAddressType",
                                              "PropagateTags",
                                              "RouteSelectionExpression",
                                              "RouteSettings",
                                              "StageVariables",
                                              "Tags"};

constexpr Section kSections[] = {
    {"Api", kApiGlobals},
    {"CapacityProvider", kCapacityProvider},
    {"Function", kFunctionGlobals},
    {"HttpApi", kHttpApiGlobals},
    {"LayerVersion", kLayerVersion},
    {"SimpleTable", kSimpleTable},
    {"StateMachine", kStateMachine},
    {"WebSocketApi", kWebSocketApi},
};

// As Python prints a list of strings: ['A', 'B'].
std::string listed(std::span<const std::string_view> names) {
  std::string text = "[";
  for (const std::string_view name : names) {
    text += (text.size() > 1 ? ", '" : "'") + std::string(name) + "'";
  }
  return text + "]";
}

// What the sections, counted once for each resource that gets them, may take in memory.
constexpr std::size_t kMergedBytesMax = 12 * 1024 * 1024;

bool is_plain_map(const Value& value) {
  return value.is_map() && !is_intrinsic(value);
}

Value merged(const Value& global, const Value& local) {
  if (global.is_list() && local.is_list()) {
    Value::List list = global.items();
    list.insert(list.end(), local.items().begin(), local.items().end());
    Value result(std::move(list));
    result.place_as(local);
    return result;
  }
  if (!is_plain_map(global) || !is_plain_map(local)) return local;
  Value result = global;
  result.place_as(local);
  for (const Value::Member& member : local.members()) {
    bool known = false;
    for (Value::Member& mine : result.members()) {
      if (mine.key != member.key) continue;
      mine.value = merged(mine.value, member.value);
      mine.key_at = member.key_at;
      mine.key_length = member.key_length;
      known = true;
      break;
    }
    if (!known) result.members().push_back(member);
  }
  return result;
}

const Section* find_section(std::string_view name) {
  const auto* found = std::find_if(std::begin(kSections), std::end(kSections),
                                   [&](const Section& section) { return section.name == name; });
  return found == std::end(kSections) ? nullptr : found;
}

bool check_globals(const Value& globals, Context& context) {
  const Path path = Path() / "Globals";
  std::vector<std::string_view> names;
  for (const Section& section : kSections) names.push_back(section.name);
  if (!globals.is_map()) {
    context.reject_globals(globals, path, "It must be a non-empty dictionary");
    return false;
  }
  bool valid = true;
  for (const Value::Member& member : globals.members()) {
    Value key;
    key.place(member.key_at, member.key_length);
    const Section* section = find_section(member.key);
    if (section == nullptr) {
      context.reject_globals(key, path / member.key,
                             "'" + member.key +
                                 "' is not supported. Must be one of the following "
                                 "values - " +
                                 listed(names),
                             suggestion(member.key, names));
      valid = false;
      continue;
    }
    if (!member.value.is_map()) {
      context.reject_globals(member.value, path / member.key,
                             "Value of ${section} must be a dictionary");
      valid = false;
      continue;
    }
    const Path section_path = path / member.key;
    for (const Value::Member& property : member.value.members()) {
      const auto& known = section->properties;
      if (std::find(known.begin(), known.end(), property.key) != known.end()) continue;
      Value where;
      where.place(property.key_at, property.key_length);
      context.reject_globals(where, section_path / property.key,
                             "'" + property.key + "' is not a supported property of '" +
                                 member.key + "'. Must be one of the following values - " +
                                 listed(known),
                             suggestion(property.key, known));
      valid = false;
    }
  }
  return valid;
}

// Global members that the resource's IgnoreGlobals names are left out. Nothing after a rejection.
std::optional<Value> wanted_globals(const Value& globals, const Value::Member& resource,
                                    Context& context) {
  const Value* ignored = resource.value.find("IgnoreGlobals");
  if (!is_truthy(ignored)) return globals;
  if (ignored->is_string() && ignored->as_string() == "*") return Value::map();
  const std::string text =
      "Resource " + resource.key + " has invalid resource attribute 'IgnoreGlobals'";
  if (!ignored->is_list()) {
    context.reject(resource.key, *ignored, text + ".");
    return std::nullopt;
  }
  Value result = globals;
  for (const Value& name : ignored->items()) {
    if (name.is_string() && result.erase(name.as_string())) continue;
    const std::string shown = name.is_string() ? name.as_string() : python_text(name);
    context.reject(resource.key, name, text + " on item '" + shown + "'.");
    return std::nullopt;
  }
  return result;
}

}  // namespace

void use_open_api_versions(Context& context) {
  for (Value::Member& resource : context.root().find("Resources")->members()) {
    const Value* type = resource.value.find("Type");
    Value* properties = resource.value.find("Properties");
    if (type == nullptr || !type->is_string() || type->as_string() != "AWS::Serverless::Api" ||
        properties == nullptr || properties->find(kManaged) == nullptr) {
      continue;
    }
    Value* version = properties->find("OpenApiVersion");
    if (version == nullptr || !is_open_api_version(*version, "3")) continue;
    const Value text = Value(version->text()).place_as(*version);
    *version = text;
    Value* body = properties->find("DefinitionBody");
    if (body == nullptr || !body->is_map()) continue;
    body->erase("swagger");
    body->set("openapi", text);
  }
}

void merge_globals(Context& context) {
  const Value* globals = context.root().find("Globals");
  if (globals == nullptr || !check_globals(*globals, context)) return;
  constexpr std::string_view kPrefix = "AWS::Serverless::";
  std::size_t merged_bytes = 0;
  for (Value::Member& resource : context.root().find("Resources")->members()) {
    const Value* type = resource.value.find("Type");
    if (type == nullptr || !type->is_string() || !type->as_string().starts_with(kPrefix)) continue;
    const Value* section = globals->find(type->as_string().substr(kPrefix.size()));
    if (section == nullptr) continue;
    merged_bytes += section->weight();
    if (merged_bytes > kMergedBytesMax) {
      context.abort(*globals, "'Globals' expand to more than " +
                                  std::to_string(kMergedBytesMax >> 20) + " MiB");
      return;
    }
    const auto wanted = wanted_globals(*section, resource, context);
    if (!wanted) return;  // SAM stops here
    resource.value.erase("IgnoreGlobals");
    Value* properties = resource.value.find("Properties");
    if (properties == nullptr || properties->is_null()) {
      resource.value.set("Properties", *wanted);
    } else if (properties->is_map()) {
      *properties = merged(*wanted, *properties);
    }
  }
}

}  // namespace brume::emulator::sam

#include "emulator/template/sam/function/function.h"

#include <optional>

#include "emulator/template/model/intrinsic.h"
#include "emulator/template/sam/api/pydantic_model.h"
#include "emulator/template/sam/core/code_uri.h"
#include "emulator/template/sam/core/property_types.h"
#include "emulator/template/sam/core/resources.h"
#include "emulator/template/sam/core/role_policies.h"
#include "emulator/template/sam/core/type_checks.h"
#include "emulator/template/sam/events/event.h"

namespace brume::emulator::sam {
namespace {

constexpr std::string_view kFunctionType = "AWS::Serverless::Function";

// Source: the AWS::Serverless::Function page of the SAM specification.
constexpr PropertyShape kFunctionShapes[] = {
    {"FunctionName", kText | kMap},
    {"Handler"},
    {"Runtime"},
    {"CodeUri"},
    {"ImageUri"},
    {"PackageType"},
    {"InlineCode"},
    {"DeadLetterQueue", kMap},
    {"Description"},
    {"MemorySize"},
    {"Timeout"},
    {"VpcConfig"},
    {"Role", kText},
    {"AssumeRolePolicyDocument", kMap},
    {"Policies", kText | kMap | kListOfTexts},
    {"RolePath"},
    {"PermissionsBoundary", kText},
    {"Environment", kMapOfValues},
    {"Events", kMapOfValues},
    {"Tags", kMap},
    {"PropagateTags", kTruth},
    {"Tracing", kText | kMap},
    {"KmsKeyArn"},
    {"DeploymentPreference", kMap},
    {"ReservedConcurrentExecutions"},
    {"Layers", kListOfTexts},
    {"EventInvokeConfig", kMap},
    {"EphemeralStorage"},
    {"AutoPublishAlias", kText | kUnnamed},
    {"AutoPublishCodeSha256", kText | kUnnamed},
    {"AutoPublishAliasAllProperties", kTruth | kPlain},
    {"VersionDescription"},
    {"ProvisionedConcurrencyConfig"},
    {"FileSystemConfigs"},
    {"ImageConfig"},
    {"CodeSigningConfigArn"},
    {"Architectures"},
    {"SnapStart", kMap},
    {"FunctionUrlConfig", kMap},
    {"RuntimeManagementConfig"},
    {"LoggingConfig"},
    {"RecursiveLoop"},
    {"SourceKMSKeyArn"},
    {"CapacityProviderConfig", kMap},
    {"FunctionScalingConfig", kMap},
    {"VersionDeletionPolicy", kDeleteOrRetain},
    {"PublishToLatestPublished"},
    {"TenancyConfig"},
    {"DurableConfig", kMap},
};

// Properties that Lambda has under the same name.
constexpr std::string_view kSameInFunction[] = {"FunctionName",
                                                "Handler",
                                                "Runtime",
                                                "Description",
                                                "MemorySize",
                                                "Timeout",
                                                "VpcConfig",
                                                "Role",
                                                "Environment",
                                                "KmsKeyArn",
                                                "ReservedConcurrentExecutions",
                                                "Layers",
                                                "FileSystemConfigs",
                                                "ImageConfig",
                                                "PackageType",
                                                "Architectures",
                                                "SnapStart",
                                                "EphemeralStorage",
                                                "CodeSigningConfigArn",
                                                "RuntimeManagementConfig",
                                                "LoggingConfig",
                                                "RecursiveLoop",
                                                "TenancyConfig",
                                                "DurableConfig",
                                                "FunctionScalingConfig",
                                                "PublishToLatestPublished"};

bool is_given(const Function& function, std::string_view property) {
  return is_truthy(function.find(property));
}

bool reject_function(const Function& function, const Value& where, const std::string& text) {
  function.context.reject(function.id, where, text);
  return false;
}

// Pairs of properties that exclude or need each other.
bool check_rules(const Function& function) {
  const Value* capacity = function.find("CapacityProviderConfig");
  const Value& where = capacity != nullptr ? *capacity : function.properties;
  std::string text;
  const auto say = [&](const std::string& sentence) {
    text += (text.empty() ? "" : "\n") + sentence;
  };
  for (const std::string_view other : {"ProvisionedConcurrencyConfig", "VpcConfig"}) {
    if (capacity != nullptr && function.find(other) != nullptr) {
      say("Cannot specify 'CapacityProviderConfig' and '" + std::string(other) + "' together.");
    }
  }
  if (function.find("FunctionScalingConfig") != nullptr && capacity == nullptr) {
    say("'FunctionScalingConfig' requires 'CapacityProviderConfig'.");
  }
  if (function.find("VersionDeletionPolicy") != nullptr &&
      function.find("AutoPublishAlias") == nullptr) {
    say("'VersionDeletionPolicy' requires 'AutoPublishAlias'.");
  }
  return text.empty() || reject_function(function, where, text);
}

bool check_dead_letter_queue(const Function& function) {
  const Value* queue = function.find("DeadLetterQueue");
  if (!is_truthy(queue)) return true;
  const Value* type = queue->find("Type");
  if (!is_truthy(type) || !is_truthy(queue->find("TargetArn"))) {
    return reject_function(
        function, *queue,
        "'DeadLetterQueue' requires Type and TargetArn properties to be specified.");
  }
  if (!type->is_string()) {
    return reject_function(function, *type, "Property 'DeadLetterQueue.Type' should be a string.");
  }
  if (type->as_string() != "SQS" && type->as_string() != "SNS") {
    return reject_function(function, *type, "'DeadLetterQueue' requires Type of ['SQS', 'SNS']");
  }
  return true;
}

bool check_tenancy(const Function& function) {
  if (!is_given(function, "TenancyConfig")) return true;
  struct Rule {
    std::string_view property, words;
  };
  constexpr Rule kRules[] = {
      {"ProvisionedConcurrencyConfig", "Provisioned concurrency is"},
      {"FunctionUrlConfig", "Function URL is"},
      {"SnapStart", "SnapStart is"},
  };
  for (const Rule& rule : kRules) {
    if (is_given(function, rule.property)) {
      return reject_function(
          function, *function.find(rule.property),
          std::string(rule.words) +
              " not supported for functions enabled with tenancy configuration.");
    }
  }
  const Value* events = function.find("Events");
  if (events == nullptr || !events->is_map()) return true;
  for (const Value::Member& event : events->members()) {
    const Value* type = event.value.find("Type");
    const std::string name = type != nullptr && type->is_string() ? type->as_string() : "None";
    if (name == "Api" || name == "HttpApi") continue;
    return reject_function(
        function, event.value,
        "Event source '" + name +
            "' is not supported for functions enabled with tenancy configuration. Only "
            "Api and HttpApi event sources are supported.");
  }
  return true;
}

// "Zip" or "Image"; nothing after a rejection.
std::optional<std::string> package_of(const Function& function) {
  const Value* package = function.find("PackageType");
  if (!is_truthy(package)) return "Zip";
  const std::string type = package->is_string() ? package->as_string() : python_text(*package);
  if (type == "Zip" || type == "Image") return type;
  reject_function(function, *package, "invalid 'PackageType' : " + type);
  return std::nullopt;
}

std::optional<Value> image_of(const Function& function) {
  const Value* image = function.find("ImageUri");
  if (image == nullptr) {
    // A built image is known to SAM's build from Metadata; there is nothing to point at yet.
    const Value* metadata = function.resource.find("Metadata");
    if (metadata != nullptr && metadata->find("Dockerfile") != nullptr) {
      return Value::map({{"ImageUri", function.id + ":latest"}});
    }
    reject_function(function, function.properties, "'ImageUri' must be set.");
    return std::nullopt;
  }
  if (!is_truthy(image)) {
    reject_function(function, *image,
                    "'ImageUri' requires that a image hosted at a registry be specified.");
    return std::nullopt;
  }
  return Value::map({{"ImageUri", *image}});
}

// Lambda's `Code`. Nothing after a rejection.
std::optional<Value> code_of(const Function& function, const std::string& package) {
  if (package == "Image") return image_of(function);
  std::optional<Value> code;
  if (const Value* text = function.find("InlineCode")) {
    code = Value::map({{"ZipFile", *text}});
  } else if (const Value* uri = function.find("CodeUri")) {
    code = code_location(function.context, function.id, *uri, "CodeUri");
  } else {
    reject_function(function, function.properties,
                    "Only one of 'InlineCode' or 'CodeUri' can be set.");
  }
  const Value* key = function.find("SourceKMSKeyArn");
  if (code && code->is_map() && is_truthy(key)) code->set("SourceKMSKeyArn", *key);
  return code;
}

bool check_package(const Function& function, const std::string& package) {
  if (package == "Image") {
    if (!is_given(function, "Handler") && !is_given(function, "Runtime") &&
        !is_given(function, "Layers")) {
      return true;
    }
    return reject_function(
        function, *function.find("PackageType"),
        "Runtime, Handler, Layers cannot be present when PackageType is of type `Image`");
  }
  if (!is_given(function, "Runtime") || !is_given(function, "Handler")) {
    return reject_function(
        function, function.properties,
        "Runtime and Handler needs to be present when PackageType is of type `Zip`");
  }
  return !is_given(function, "ImageConfig") ||
         reject_function(
             function, *function.find("ImageConfig"),
             "ImageUri or ImageConfig cannot be present when PackageType is of type `Zip`");
}

bool is_tracing(const Function& function) {
  const Value* tracing = function.find("Tracing");
  if (tracing == nullptr) return false;
  const Value mode = function.context.with_parameters(*tracing);
  return !mode.is_string() || mode.as_string() != "Disabled";
}

// CapacityProviderConfig as Lambda has it. Nothing after a rejection.
std::optional<Value> capacity_provider(const Function& function, const Value& config) {
  constexpr ModelField kModel[] = {{"Arn", ModelKind::kText, true},
                                   {"PerExecutionEnvironmentMaxConcurrency", ModelKind::kInteger},
                                   {"ExecutionEnvironmentMemoryGiBPerVCpu", ModelKind::kNumber}};
  const auto errors = check_model(config, kModel);
  if (!errors.empty()) {
    reject_function(
        function, config,
        "Invalid CapacityProviderConfig: " + model_report(errors, "CapacityProviderConfig"));
    return std::nullopt;
  }
  Value inner = Value::map({{"CapacityProviderArn", *config.find("Arn")}});
  for (const std::string_view name :
       {"PerExecutionEnvironmentMaxConcurrency", "ExecutionEnvironmentMemoryGiBPerVCpu"}) {
    const Value* value = config.find(name);
    if (value != nullptr && !value->is_null()) inner.set(name, *value);
  }
  return Value::map({{"LambdaManagedInstancesCapacityProviderConfig", std::move(inner)}});
}

// False after a rejection.
bool lambda_properties(const Function& function, Value code, Value& made) {
  made = Value::map({{"Code", std::move(code)}});
  made.place_as(function.properties);
  for (const std::string_view name : kSameInFunction) {
    const Value* value = function.find(name);
    if (value == nullptr) continue;
    made.set(name, *value);
    for (const Value::Member& member : function.properties.members()) {
      if (member.key != name) continue;
      made.members().back().key_at = member.key_at;
      made.members().back().key_length = member.key_length;
    }
  }
  if (is_tracing(function)) {
    made.set("TracingConfig", Value::map({{"Mode", *function.find("Tracing")}}));
  }
  const Value* queue = function.find("DeadLetterQueue");
  if (is_truthy(queue)) {
    made.set("DeadLetterConfig", Value::map({{"TargetArn", *queue->find("TargetArn")}}));
  }
  made.set("Tags", tag_list(function.find("Tags")));
  const Value* capacity = function.find("CapacityProviderConfig");
  if (!is_truthy(capacity)) return true;
  auto config = capacity_provider(function, *capacity);
  if (!config) return false;
  made.set("CapacityProviderConfig", std::move(*config));
  return true;
}

bool check_tags(const Function& function) {
  const Value* tags = function.find("Tags");
  if (tags == nullptr) return true;
  for (const std::string name :
       {"lambda:createdBy", "serverlessrepo:applicationId", "serverlessrepo:semanticVersion"}) {
    const Value* reserved = tags->find(name);
    if (reserved == nullptr) continue;
    return reject_function(
        function, *reserved,
        name +
            " is a reserved Tag key name and cannot be set on your resource. Please "
            "change the tag key in the input.");
  }
  return true;
}

bool check_provisioned(const Function& function) {
  if (!is_given(function, "ProvisionedConcurrencyConfig") ||
      is_given(function, "AutoPublishAlias")) {
    return true;
  }
  return reject_function(
      function, *function.find("ProvisionedConcurrencyConfig"),
      "To set ProvisionedConcurrencyConfig AutoPublishALias must be defined on the function");
}

// Tags of the function replace those of all that is made from it, and of what its events change.
void spread_tags(const Function& function) {
  const Value* tags = function.find("Tags");
  if (!is_truthy(function.find("PropagateTags")) || !is_truthy(tags)) return;
  propagate_tags(function.context, function.id, tags);
  for (const std::string& id : function.linked) {
    function.context.resource(id)->find("Properties")->set("Tags", key_value_list(*tags));
  }
}

}  // namespace

void expand_function(Context& context, const Value::Member& resource) {
  if (!check_policies(Owner(context, resource.key), written_policies(resource.value))) return;
  const Value properties =
      checked_properties(context, resource, kFunctionShapes, kFunctionType, resource.key);
  Function function{resource.key, resource.value, properties, context};
  std::vector<Event> events = read_events(function);
  if (!check_rules(function) || !check_dead_letter_queue(function) || !check_tenancy(function)) {
    return;
  }
  const auto package = package_of(function);
  auto code = package ? code_of(function, *package) : std::nullopt;
  if (!code) return;
  Value made;
  if (!check_tags(function) || !lambda_properties(function, std::move(*code), made) ||
      !check_package(function, *package) || !check_provisioned(function)) {
    return;
  }
  Value lambda = with_attributes(resource.value, "AWS::Lambda::Function");
  lambda.set("Properties", std::move(made));
  if (const Value* written = function.find("Events")) context.events[function.id] = *written;

  // What is made from the function follows it: reserve its place first.
  context.make(function.id, function.id, lambda);
  if (!expand_alias(function, lambda)) return;
  expand_url(function);
  if (!expand_deployment(function)) return;
  expand_event_invoke(function);
  if (!check_role(function)) return;
  for (Event& event : events) event.type->expand(event);
  expand_role(function, lambda);
  context.make(function.id, function.id, std::move(lambda));
  spread_tags(function);
}

}  // namespace brume::emulator::sam

#include "emulator/template/sam/function.h"

#include <optional>

#include "emulator/template/intrinsic.h"
#include "emulator/template/sam/events/event.h"
#include "emulator/template/sam/location.h"
#include "emulator/template/sam/resources.h"
#include "emulator/template/sam/shape.h"

namespace brume::emulator::sam {
namespace {

constexpr std::string_view kType = "AWS::Serverless::Function";

// Source: the AWS::Serverless::Function page of the SAM specification.
constexpr PropertyShape kShapes[] = {
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
    {"AutoPublishAlias", kText},
    {"AutoPublishCodeSha256", kText},
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
    {"VersionDeletionPolicy"},
    {"PublishToLatestPublished"},
    {"TenancyConfig"},
    {"DurableConfig", kMap},
};

// Properties that Lambda has under the same name.
constexpr std::string_view kSame[] = {"FunctionName",
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
  const Value* value = function.find(property);
  return value != nullptr && !(value->is_string() && value->as_string().empty());
}

bool reject(const Function& function, const Value& where, const std::string& text) {
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
  return text.empty() || reject(function, where, text);
}

bool check_architectures(const Function& function) {
  const Value* given = function.find("Architectures");
  if (given == nullptr || is_intrinsic(*given)) return true;
  const auto known = [](const Value& name) {
    return is_intrinsic(name) ||
           (name.is_string() && (name.as_string() == "x86_64" || name.as_string() == "arm64"));
  };
  if (given->is_list() && given->items().size() == 1 && known(given->items()[0])) return true;
  return reject(function, *given,
                "Architectures needs to be a list with one string, either `x86_64` or `arm64`.");
}

bool check_tags(const Function& function) {
  const Value* tags = function.find("Tags");
  const Value* reserved = tags == nullptr ? nullptr : tags->find("lambda:createdBy");
  if (reserved == nullptr) return true;
  return reject(function, *reserved,
                "lambda:createdBy is a reserved Tag key name and cannot be set on your resource. "
                "Please change the tag key in the input.");
}

bool check_deployment(const Function& function) {
  const Value* preference = function.find("DeploymentPreference");
  if (preference == nullptr || preference->find("Enabled") != nullptr ||
      is_given(function, "AutoPublishAlias")) {
    return true;
  }
  return reject(function, *preference,
                "'DeploymentPreference' requires AutoPublishAlias property to be specified.");
}

bool check_dead_letter_queue(const Function& function) {
  const Value* queue = function.find("DeadLetterQueue");
  if (queue == nullptr) return true;
  const Value* type = queue->find("Type");
  if (type == nullptr || queue->find("TargetArn") == nullptr) {
    return reject(function, *queue,
                  "'DeadLetterQueue' requires Type and TargetArn properties to be specified.");
  }
  if (!type->is_string()) {
    return reject(function, *type, "Property 'DeadLetterQueue.Type' should be a string.");
  }
  if (type->as_string() != "SQS" && type->as_string() != "SNS") {
    return reject(function, *type, "'DeadLetterQueue' requires Type of ['SQS', 'SNS']");
  }
  return true;
}

bool check_tenancy(const Function& function) {
  const Value* tenancy = function.find("TenancyConfig");
  if (tenancy == nullptr) return true;
  struct Rule {
    std::string_view property, words;
  };
  constexpr Rule kRules[] = {
      {"ProvisionedConcurrencyConfig", "Provisioned concurrency is"},
      {"FunctionUrlConfig", "Function URL is"},
      {"SnapStart", "SnapStart is"},
  };
  for (const Rule& rule : kRules) {
    if (const Value* value = function.find(rule.property)) {
      return reject(function, *value,
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
    return reject(function, event.value,
                  "Event source '" + name +
                      "' is not supported for functions enabled with tenancy configuration. Only "
                      "Api and HttpApi event sources are supported.");
  }
  return true;
}

// Lambda's `Code`. Nothing after a rejection.
std::optional<Value> code_of(const Function& function) {
  const Value* package = function.find("PackageType");
  const std::string type =
      package != nullptr && package->is_string() ? package->as_string() : "Zip";
  if (type != "Zip" && type != "Image") {
    reject(function, *package, "invalid 'PackageType' : " + type);
    return std::nullopt;
  }
  std::optional<Value> code;
  if (type == "Image") {
    const Value* image = function.find("ImageUri");
    if (image == nullptr) {
      // A built image is known to SAM's build from Metadata; there is nothing to point at yet.
      const Value* metadata = function.resource.find("Metadata");
      if (metadata == nullptr || metadata->find("Dockerfile") == nullptr) {
        reject(function, function.properties, "'ImageUri' must be set.");
        return std::nullopt;
      }
      return Value::map({{"ImageUri", function.id + ":latest"}});
    }
    return Value::map({{"ImageUri", *image}});
  }
  if (const Value* text = function.find("InlineCode")) {
    code = Value::map({{"ZipFile", *text}});
  } else if (const Value* uri = function.find("CodeUri")) {
    code = code_location(function.context, function.id, *uri, "CodeUri");
  } else {
    reject(function, function.properties, "Only one of 'InlineCode' or 'CodeUri' can be set.");
  }
  const Value* key = function.find("SourceKMSKeyArn");
  if (code && code->is_map() && key != nullptr) code->set("SourceKMSKeyArn", *key);
  return code;
}

bool check_package(const Function& function) {
  const Value* package = function.find("PackageType");
  const bool image = package != nullptr && package->is_string() && package->as_string() == "Image";
  if (image) {
    if (!is_given(function, "Handler") && !is_given(function, "Runtime") &&
        !is_given(function, "Layers")) {
      return true;
    }
    return reject(function, *package,
                  "Runtime, Handler, Layers cannot be present when PackageType is of type `Image`");
  }
  if (!is_given(function, "Runtime") || !is_given(function, "Handler")) {
    return reject(function, function.properties,
                  "Runtime and Handler needs to be present when PackageType is of type `Zip`");
  }
  if (const Value* config = function.find("ImageConfig")) {
    return reject(function, *config,
                  "ImageUri or ImageConfig cannot be present when PackageType is of type `Zip`");
  }
  return true;
}

bool is_tracing(const Function& function) {
  const Value* tracing = function.find("Tracing");
  if (tracing == nullptr) return false;
  const Value mode = function.context.with_parameters(*tracing);
  return !mode.is_string() || mode.as_string() != "Disabled";
}

Value capacity_provider(const Value& config) {
  Value inner = Value::map();
  if (const Value* arn = config.find("Arn")) inner.set("CapacityProviderArn", *arn);
  for (const std::string_view name :
       {"PerExecutionEnvironmentMaxConcurrency", "ExecutionEnvironmentMemoryGiBPerVCpu"}) {
    if (const Value* value = config.find(name)) inner.set(name, *value);
  }
  return Value::map({{"LambdaManagedInstancesCapacityProviderConfig", std::move(inner)}});
}

Value lambda_properties(const Function& function, Value code) {
  Value made = Value::map({{"Code", std::move(code)}});
  made.place_as(function.properties);
  for (const std::string_view name : kSame) {
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
  if (const Value* queue = function.find("DeadLetterQueue")) {
    made.set("DeadLetterConfig", Value::map({{"TargetArn", *queue->find("TargetArn")}}));
  }
  if (const Value* capacity = function.find("CapacityProviderConfig")) {
    made.set("CapacityProviderConfig", capacity_provider(*capacity));
  }
  made.set("Tags", tag_list(function.find("Tags")));
  return made;
}

}  // namespace

Value tag_list(const Value* tags, std::string_view sam_tag) {
  Value::List list{Value::map({{"Key", sam_tag}, {"Value", "SAM"}})};
  if (tags != nullptr && tags->is_map()) {
    for (const Value::Member& tag : tags->members()) {
      list.push_back(
          Value::map({{"Key", tag.key}, {"Value", tag.value.is_null() ? Value("") : tag.value}}));
    }
  }
  return list;
}

void expand_function(Context& context, const Value::Member& resource) {
  const Value properties = checked_properties(context, resource, kShapes, kType, resource.key);
  Function function{resource.key, resource.value, properties, context};
  std::vector<Event> events = read_events(function);
  if (!check_rules(function) || !check_dead_letter_queue(function) || !check_tenancy(function)) {
    return;
  }
  auto code = code_of(function);
  if (!code || !check_package(function) || !check_architectures(function) ||
      !check_tags(function)) {
    return;
  }
  const Value* provisioned = function.find("ProvisionedConcurrencyConfig");
  if (provisioned != nullptr && !is_given(function, "AutoPublishAlias")) {
    reject(function, *provisioned,
           "To set ProvisionedConcurrencyConfig AutoPublishALias must be defined on the function");
    return;
  }
  Value lambda = with_attributes(resource.value, "AWS::Lambda::Function");
  lambda.set("Properties", lambda_properties(function, std::move(*code)));
  if (const Value* written = function.find("Events")) context.events[function.id] = *written;

  // What is made from the function follows it: reserve its place first.
  context.make(function.id, function.id, lambda);
  expand_alias(function, lambda);
  if (!check_deployment(function)) return;
  expand_url(function);
  expand_event_invoke(function);
  for (Event& event : events) event.type->expand(event);
  expand_role(function, lambda);
  context.make(function.id, function.id, std::move(lambda));
}

}  // namespace brume::emulator::sam

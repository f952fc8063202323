#include "emulator/template/sections/structure.h"

#include <algorithm>
#include <array>
#include <map>
#include <vector>

#include "emulator/template/model/did_you_mean.h"
#include "emulator/template/model/intrinsic.h"
#include "emulator/template/sections/sections.h"

namespace brume::emulator {
namespace {

constexpr std::array<std::string_view, 12> kTemplateSections{"AWSTemplateFormatVersion",
                                                             "Description",
                                                             "Metadata",
                                                             "Parameters",
                                                             "Rules",
                                                             "Mappings",
                                                             "Conditions",
                                                             "Transform",
                                                             "Resources",
                                                             "Outputs",
                                                             "Globals",
                                                             "Hooks"};

constexpr std::array<std::string_view, 11> kResourceAttributes{
    "Type",           "Properties",   "Condition",           "DependsOn",
    "DeletionPolicy", "UpdatePolicy", "UpdateReplacePolicy", "CreationPolicy",
    "Metadata",       "Connectors",   "IgnoreGlobals"};

// Types that people misspell; a full list would be out of date tomorrow.
constexpr std::array<std::string_view, 27> kCommonTypes{"AWS::Serverless::Function",
                                                        "AWS::Serverless::Api",
                                                        "AWS::Serverless::HttpApi",
                                                        "AWS::Serverless::SimpleTable",
                                                        "AWS::Serverless::LayerVersion",
                                                        "AWS::Serverless::Application",
                                                        "AWS::Serverless::StateMachine",
                                                        "AWS::Serverless::Connector",
                                                        "AWS::Serverless::GraphQLApi",
                                                        "AWS::Serverless::WebSocketApi",
                                                        "AWS::Serverless::CapacityProvider",
                                                        "AWS::Lambda::Function",
                                                        "AWS::Lambda::Alias",
                                                        "AWS::Lambda::Version",
                                                        "AWS::Lambda::Permission",
                                                        "AWS::Lambda::Url",
                                                        "AWS::Lambda::EventSourceMapping",
                                                        "AWS::Lambda::LayerVersion",
                                                        "AWS::S3::Bucket",
                                                        "AWS::SQS::Queue",
                                                        "AWS::SNS::Topic",
                                                        "AWS::SNS::Subscription",
                                                        "AWS::DynamoDB::Table",
                                                        "AWS::Events::Rule",
                                                        "AWS::Scheduler::Schedule",
                                                        "AWS::Kinesis::Stream",
                                                        "AWS::Lambda::EventInvokeConfig"};

// Types that do their work here, or have none to do on one machine. A service that comes to life
// adds its types.
constexpr std::string_view kEmulated[] = {"AWS::Lambda::Function",
                                          "AWS::Lambda::Version",
                                          "AWS::Lambda::Alias",
                                          "AWS::Lambda::Permission",
                                          "AWS::Lambda::Url",
                                          "AWS::Lambda::LayerVersion",
                                          "AWS::Lambda::LayerVersionPermission",
                                          "AWS::Lambda::EventInvokeConfig",
                                          "AWS::IAM::Role",
                                          "AWS::IAM::Policy",
                                          "AWS::IAM::ManagedPolicy",
                                          "AWS::CDK::Metadata",
                                          "AWS::CloudFormation::WaitConditionHandle",
                                          "AWS::CloudFormation::Stack",
                                          "AWS::SSM::Parameter",
                                          "AWS::SecretsManager::Secret",
                                          "AWS::Logs::LogGroup",
                                          "AWS::ApiGateway::Account",
                                          "AWS::ApiGateway::RestApi",
                                          "AWS::ApiGateway::Stage",
                                          "AWS::ApiGateway::Deployment",
                                          "AWS::ApiGateway::Resource",
                                          "AWS::ApiGateway::Method",
                                          "AWS::ApiGateway::Authorizer",
                                          "AWS::ApiGateway::Model",
                                          "AWS::ApiGateway::RequestValidator",
                                          "AWS::ApiGateway::ApiKey",
                                          "AWS::ApiGateway::UsagePlan",
                                          "AWS::ApiGateway::UsagePlanKey",
                                          "AWS::ApiGateway::GatewayResponse",
                                          "AWS::ApiGateway::DomainName",
                                          "AWS::ApiGateway::BasePathMapping",
                                          "AWS::ApiGateway::DocumentationPart",
                                          "AWS::ApiGateway::DocumentationVersion",
                                          "AWS::ApiGatewayV2::Api",
                                          "AWS::ApiGatewayV2::Stage",
                                          "AWS::ApiGatewayV2::Route",
                                          "AWS::ApiGatewayV2::Integration",
                                          "AWS::ApiGatewayV2::Authorizer",
                                          "AWS::ApiGatewayV2::ApiMapping",
                                          "AWS::ApiGatewayV2::DomainName",
                                          "AWS::ApiGatewayV2::Deployment",
                                          "AWS::S3::Bucket",
                                          "AWS::S3::BucketPolicy",
                                          "AWS::Scheduler::Schedule",
                                          "AWS::Scheduler::ScheduleGroup"};

constexpr std::string_view kSamTypePrefix = "AWS::Serverless::";
// Source: CloudFormation's quotas.
constexpr std::size_t kResourcesMax = 500;
constexpr std::size_t kResourcesReadMax = 5000;  // a template with more is no mistake in counting
constexpr std::size_t kTypesNamedMax = 3;

bool has_serverless_transform(const Value& root) {
  const Value* transform = root.find("Transform");
  if (transform == nullptr) return false;
  const auto sam = [](const Value& item) {
    return item.is_string() && item.as_string().starts_with("AWS::Serverless");
  };
  if (!transform->is_list()) return sam(*transform);
  return std::any_of(transform->items().begin(), transform->items().end(), sam);
}

// A type one edit away from a known one is a slip of the pen; others may be new.
void check_type(const Value& type, const Path& path, Reporter& reporter) {
  const std::string& name = type.as_string();
  if (std::find(kCommonTypes.begin(), kCommonTypes.end(), name) != kCommonTypes.end()) return;
  const auto near = nearest(name, kCommonTypes);
  if (name.starts_with(kSamTypePrefix)) {
    reporter.as(rules::kUnknownType)
        .error(type, path, "SAM has no resource type `" + name + "`",
               suggestion(name, kCommonTypes));
  } else if (near && edit_distance(name, *near) == 1) {
    reporter.as(rules::kUnknownType)
        .warning(type, path, "unknown resource type `" + name + "`",
                 suggestion(name, kCommonTypes));
  } else if (!name.starts_with("Custom::") && name.find("::") == std::string::npos) {
    reporter.as(rules::kUnknownType)
        .error(type, path, "`" + name + "` is no resource type",
               "types look like AWS::Serverless::Function");
  }
}

void check_depends_on(const Value& depends_on, const Value& resources, const Path& path,
                      Reporter& reporter) {
  const auto check = [&](const Value& name) {
    if (!name.is_string()) {
      reporter.as(rules::kReference)
          .error(name, path, "`DependsOn` names a resource or a list of resources");
    } else if (resources.find(name.as_string()) == nullptr) {
      std::vector<std::string_view> ids;
      for (const Value::Member& member : resources.members()) ids.push_back(member.key);
      reporter.as(rules::kReference)
          .error(name, path, "there is no resource `" + name.as_string() + "`",
                 suggestion(name.as_string(), ids));
    }
  };
  if (!depends_on.is_list()) return check(depends_on);
  for (const Value& name : depends_on.items()) check(name);
}

void check_resource_structure(const Value::Member& member, const Value& resources,
                              Reporter& reporter) {
  const Path section = Path() / "Resources";
  const Path path = section / member.key;
  if (!is_logical_id(member.key) && !member.key.starts_with("Fn::ForEach::")) {
    reporter.error(member, path, "`" + member.key + "` cannot name a resource",
                   "letters and digits only");
  }
  if (!member.value.is_map()) {
    reporter.error(
        member.value, path,
        "a resource must be a map, found " + std::string(kind_name(member.value.kind())));
    return;
  }
  for (const Value::Member& attribute : member.value.members()) {
    if (std::find(kResourceAttributes.begin(), kResourceAttributes.end(), attribute.key) !=
        kResourceAttributes.end()) {
      continue;
    }
    reporter.error(attribute, path / attribute.key,
                   "a resource has no attribute `" + attribute.key + "`",
                   suggestion(attribute.key, kResourceAttributes));
  }
  const Value* type = member.value.find("Type");
  if (type == nullptr) {
    reporter.error(member, path, "resource `" + member.key + "` has no `Type`");
  } else if (!type->is_string()) {
    reporter.error(*type, path / "Type", "`Type` must be a string");
  } else {
    check_type(*type, path / "Type", reporter);
  }
  const Value* properties = member.value.find("Properties");
  if (properties != nullptr && !properties->is_map() && !properties->is_null()) {
    reporter.error(
        *properties, path / "Properties",
        "`Properties` must be a map, found " + std::string(kind_name(properties->kind())));
  } else if (properties != nullptr && is_intrinsic(*properties) &&
             !is_intrinsic(*properties, "Fn::Transform")) {
    reporter.error(
        properties->members().front(), path / "Properties",
        "`" + properties->members().front().key + "` cannot stand for all properties of a resource",
        "each property may have a function as its value");
  }
  for (const std::string_view name : {"DeletionPolicy", "UpdateReplacePolicy"}) {
    const Value* policy = member.value.find(name);
    if (policy == nullptr || policy->is_scalar() || policy->is_null()) continue;
    reporter.as(rules::kValue)
        .error(*policy, path / name, "`" + std::string(name) + "` must be a string",
               "functions stand there only with `Transform: AWS::LanguageExtensions`");
  }
  if (const Value* depends_on = member.value.find("DependsOn")) {
    check_depends_on(*depends_on, resources, path / "DependsOn", reporter);
  }
}

// A rule that waits for events needs an event bus; one that fires on a schedule does not.
bool has_schedule(const Value& rule) {
  const Value* properties = rule.find("Properties");
  return properties != nullptr && properties->find("ScheduleExpression") != nullptr;
}

}  // namespace

bool check_structure(const Value& root, Reporter& reporter) {
  if (root.is_null()) {
    reporter.error("the template is empty", "a template has at least `Resources`");
    return false;
  }
  if (!root.is_map()) {
    reporter.error(root, Path(),
                   "a template must be a map, found " + std::string(kind_name(root.kind())));
    return false;
  }
  for (const Value::Member& member : root.members()) {
    if (std::find(kTemplateSections.begin(), kTemplateSections.end(), member.key) !=
        kTemplateSections.end())
      continue;
    if (member.key == "Fn::Transform") {
      reporter.warning(member, Path() / member.key, "this macro cannot run here: it makes nothing",
                       "only `AWS::Include` with a local file is expanded");
      continue;
    }
    reporter.error(member, Path() / member.key, "a template has no section `" + member.key + "`",
                   suggestion(member.key, kTemplateSections));
  }
  check_sections(root, reporter);
  const Value* resources = root.find("Resources");
  if (resources == nullptr || !resources->is_map() || resources->members().empty()) {
    reporter.error(resources == nullptr ? root : *resources, Path(),
                   "the template has no resources", "`Resources` must be a map of resources");
    return false;
  }
  if (resources->members().size() > kResourcesReadMax) {
    reporter.as(rules::kLimit)
        .error(*resources, Path() / "Resources",
               std::to_string(resources->members().size()) + " resources: AWS takes at most " +
                   std::to_string(kResourcesMax));
    return false;
  }
  if (resources->members().size() > kResourcesMax) {
    reporter.as(rules::kLimit)
        .warning(*resources, Path() / "Resources",
                 std::to_string(resources->members().size()) + " resources: AWS takes at most " +
                     std::to_string(kResourcesMax));
  }
  bool uses_sam = false;
  for (const Value::Member& member : resources->members()) {
    check_resource_structure(member, *resources, reporter);
    const Value* type = member.value.find("Type");
    uses_sam = uses_sam || (type != nullptr && type->is_string() &&
                            type->as_string().starts_with(kSamTypePrefix));
  }
  if (uses_sam && !has_serverless_transform(root)) {
    reporter.warning(Value(root.members().front().key).place(root.members().front().key_at), Path(),
                     "AWS would not expand the AWS::Serverless resources",
                     "add `Transform: AWS::Serverless-2016-10-31`");
  }
  return true;
}

void note_not_emulated(const Value& root, Reporter& reporter) {
  const Value* resources = root.find("Resources");
  std::map<std::string, std::vector<const Value::Member*>> by_type;
  for (const Value::Member& member : resources->members()) {
    const Value* type = member.value.find("Type");
    if (type == nullptr || !type->is_string()) continue;
    const std::string& name = type->as_string();
    if (name == "AWS::Serverless::Function") continue;  // rejected, and told so already
    if (name == "AWS::Events::Rule" && has_schedule(member.value)) continue;
    if (std::find(std::begin(kEmulated), std::end(kEmulated), name) == std::end(kEmulated)) {
      by_type[name].push_back(&member);
    }
  }
  if (by_type.empty()) return;
  std::string text = "not emulated:";
  const Value::Member* first = nullptr;
  for (const auto& [type, members] : by_type) {
    text += (first == nullptr ? " " : "; ") + type + " (";
    for (std::size_t i = 0; i < std::min(members.size(), kTypesNamedMax); ++i) {
      text += (i > 0 ? ", `" : "`") + members[i]->key + "`";
    }
    if (members.size() > kTypesNamedMax) {
      text += " and " + std::to_string(members.size() - kTypesNamedMax) + " more";
    }
    text += ")";
    if (first == nullptr) first = members.front();
  }
  reporter.as(rules::kNotEmulated).note(Value(), Path(), text);
}

}  // namespace brume::emulator

// AWS::Serverless::CapacityProvider -> AWS::Lambda::CapacityProvider and the role that lets Lambda
// manage its instances.
#include <algorithm>

#include "emulator/template/sam/api/pydantic_model.h"
#include "emulator/template/sam/core/property_types.h"
#include "emulator/template/sam/core/resources.h"
#include "emulator/template/sam/core/service_policies.h"
#include "emulator/template/sam/core/type_checks.h"
#include "emulator/template/sam/function/function.h"

namespace brume::emulator::sam {
namespace {

// Source: the AWS::Serverless::CapacityProvider page of the SAM specification.
constexpr PropertyShape kCapacityProviderShapes[] = {
    {"CapacityProviderName", kText | kMap | kPlain},
    {"VpcConfig", kMap | kPlain, true},
    {"OperatorRole", kText | kMap | kPlain},
    {"Tags", kMap | kPlain},
    {"PropagateTags", kTruth | kPlain},
    {"InstanceRequirements", kMap | kPlain},
    {"ScalingConfig", kMap | kPlain},
    {"KmsKeyArn", kText | kMap | kPlain}};

constexpr ModelField kVpc[] = {{"SecurityGroupIds", ModelKind::kTexts},
                               {"SubnetIds", ModelKind::kTexts, true}};
constexpr ModelField kInstances[] = {{"Architectures", ModelKind::kTexts},
                                     {"AllowedTypes", ModelKind::kTexts},
                                     {"ExcludedTypes", ModelKind::kTexts}};
constexpr ModelField kScaling[] = {{"MaxVCpuCount", ModelKind::kInteger},
                                   {"AverageCPUUtilization", ModelKind::kNumber}};
constexpr ModelField kProviderModel[] = {
    {"CapacityProviderName"},
    {"VpcConfig", ModelKind::kModel, true, kVpc},
    {"OperatorRole"},
    {"Tags", ModelKind::kMap},
    {"PropagateTags", ModelKind::kTruth},
    {"InstanceRequirements", ModelKind::kModel, false, kInstances},
    {"ScalingConfig", ModelKind::kModel, false, kScaling},
    {"KmsKeyArn"}};

struct MemberRename {
  std::string_view from, to;
};

// The members that are given, under the names that Lambda has for them.
Value renamed(const Value& from, std::span<const MemberRename> names) {
  Value made = Value::map();
  made.place_as(from);
  for (const MemberRename& name : names) {
    const Value* value = from.find(name.from);
    if (value != nullptr && !value->is_null()) made.set(name.to, *value);
  }
  return made;
}

bool check_provider(const Owner& owner, const Value& properties) {
  const auto errors = check_model(properties, kProviderModel);
  if (!errors.empty()) return owner.reject(properties, model_sentences(errors));
  const Value* instances = properties.find("InstanceRequirements");
  const auto given = [&](std::string_view name) {
    const Value* value = instances == nullptr ? nullptr : instances->find(name);
    return value != nullptr && !value->is_null();
  };
  if (!given("AllowedTypes") || !given("ExcludedTypes")) return true;
  return owner.reject(*instances,
                      "Cannot specify 'InstanceRequirements.AllowedTypes' and "
                      "'InstanceRequirements.ExcludedTypes' together.");
}

Value scaling(const Value& config) {
  constexpr MemberRename kNames[] = {{"MaxVCpuCount", "MaxVCpuCount"}};
  Value made = renamed(config, kNames);
  const Value* use = config.find("AverageCPUUtilization");
  const bool manual = use != nullptr && !use->is_null();
  made.set("ScalingMode", manual ? "Manual" : "Auto");
  if (!manual) return made;
  const Value policy =
      Value::map({{"PredefinedMetricType", "LambdaCapacityProviderAverageCPUUtilization"},
                  {"TargetValue", *use}});
  made.set("ScalingPolicies", Value::list({policy}));
  return made;
}

Value user_tags_then_sams(const Value* tags) {
  Value::List list = tag_list(tags).items();
  if (list.size() > 1) std::rotate(list.begin(), list.begin() + 1, list.end());
  return Value(std::move(list));
}

Value provider(const Value& properties, Value role) {
  constexpr MemberRename kSame[] = {{"CapacityProviderName", "CapacityProviderName"},
                                    {"KmsKeyArn", "KmsKeyArn"}};
  constexpr MemberRename kVpcNames[] = {{"SubnetIds", "SubnetIds"},
                                        {"SecurityGroupIds", "SecurityGroupIds"}};
  constexpr MemberRename kInstanceNames[] = {{"Architectures", "Architectures"},
                                             {"AllowedTypes", "AllowedInstanceTypes"},
                                             {"ExcludedTypes", "ExcludedInstanceTypes"}};
  Value made = renamed(properties, kSame);
  made.set("VpcConfig", renamed(*properties.find("VpcConfig"), kVpcNames));
  made.set("PermissionsConfig", Value::map({{"CapacityProviderOperatorRoleArn", std::move(role)}}));
  made.set("Tags", user_tags_then_sams(properties.find("Tags")));
  const Value* instances = properties.find("InstanceRequirements");
  if (is_truthy(instances)) made.set("InstanceRequirements", renamed(*instances, kInstanceNames));
  const Value* config = properties.find("ScalingConfig");
  if (is_truthy(config)) made.set("CapacityProviderScalingConfig", scaling(*config));
  return made;
}

// The role's logical id.
std::string make_provider_role(Context& context, const std::string& id, const Value* tags) {
  const Value managed =
      Value::list({"arn:aws:iam::aws:policy/AWSLambdaManagedEC2ResourceOperator"});
  Value properties =
      Value::map({{"AssumeRolePolicyDocument", service_may_assume("lambda.amazonaws.com")},
                  {"ManagedPolicyArns", managed},
                  {"Tags", user_tags_then_sams(tags)}});
  context.make(id, id + "OperatorRole",
               Value::map({{"Type", "AWS::IAM::Role"}, {"Properties", std::move(properties)}}));
  return id + "OperatorRole";
}

}  // namespace

void expand_capacity_provider(Context& context, const Value::Member& resource) {
  const std::string& id = resource.key;
  const Value properties = checked_properties(context, resource, kCapacityProviderShapes,
                                              "AWS::Serverless::CapacityProvider", id);
  const Owner owner(context, id);
  if (context.rejections_of(id) > 0 || !check_provider(owner, properties)) return;
  const Value* given = properties.find("OperatorRole");
  Value role;
  if (is_truthy(given)) {
    role = *given;
  } else {
    const Value* tags =
        is_truthy(properties.find("PropagateTags")) ? properties.find("Tags") : nullptr;
    role = get_att(make_provider_role(context, id, tags), "Arn");
  }
  Value made = with_attributes(resource.value, "AWS::Lambda::CapacityProvider");
  made.set("Properties", provider(properties, std::move(role)));
  context.make(id, id, std::move(made));
}

}  // namespace brume::emulator::sam

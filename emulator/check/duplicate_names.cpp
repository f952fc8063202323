#include "emulator/check/duplicate_names.h"

#include <map>
#include <string>
#include <utility>

namespace brume::emulator::check {
namespace {

struct NamedProperty {
  std::string_view type;
  std::string_view property;
};

// Functions, buckets and schedules are looked at by those who read them.
constexpr NamedProperty kNamed[] = {
    {"AWS::SQS::Queue", "QueueName"},
    {"AWS::SNS::Topic", "TopicName"},
    {"AWS::DynamoDB::Table", "TableName"},
    {"AWS::IAM::Role", "RoleName"},
    {"AWS::IAM::ManagedPolicy", "ManagedPolicyName"},
    {"AWS::Events::EventBus", "Name"},
    {"AWS::Kinesis::Stream", "Name"},
    {"AWS::Logs::LogGroup", "LogGroupName"},
    {"AWS::SSM::Parameter", "Name"},
    {"AWS::SecretsManager::Secret", "Name"},
    {"AWS::StepFunctions::StateMachine", "StateMachineName"},
};

std::string_view name_property(std::string_view type) {
  for (const NamedProperty& each : kNamed) {
    if (each.type == type) return each.property;
  }
  return {};
}

}  // namespace

void check_names(const Application& application, Reporter& reporter) {
  std::map<std::pair<std::string, std::string>, std::string> owners;  // type, name -> logical id
  for (const Resource& resource : application.resources) {
    const std::string_view property = name_property(resource.type);
    const Value* name = property.empty() ? nullptr : resource.properties.find(property);
    if (name == nullptr || !name->is_scalar()) continue;
    const auto [known, is_new] =
        owners.try_emplace({resource.type, name->text()}, resource.logical_id);
    if (is_new) continue;
    const Path resources = Path() / "Resources";
    const Path id = resources / resource.logical_id;
    const Path properties = id / "Properties";
    reporter.as(rules::kDuplicateName)
        .error(*name, properties / property,
               "`" + known->second + "` and `" + resource.logical_id + "` have the same " +
                   std::string(property) + " `" + name->text() + "`");
  }
}

}  // namespace brume::emulator::check

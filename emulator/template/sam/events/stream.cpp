// Kinesis, DynamoDB and SQS events -> AWS::Lambda::EventSourceMapping.
#include <algorithm>

#include "emulator/template/intrinsic.h"
#include "emulator/template/sam/events/mapping.h"

namespace brume::emulator::sam {
namespace {

constexpr PropertyShape kKinesis[] = {
    {"Stream", kAny, true}, {"StartingPosition", kAny, true}, BRUME_MAPPING_SHAPES};
constexpr PropertyShape kQueue[] = {
    {"Queue", kAny, true}, {"StartingPosition"}, BRUME_MAPPING_SHAPES};

// Properties that the mapping has under the same name.
constexpr std::string_view kSame[] = {"StartingPosition",
                                      "StartingPositionTimestamp",
                                      "BatchSize",
                                      "Enabled",
                                      "MaximumBatchingWindowInSeconds",
                                      "MaximumRetryAttempts",
                                      "BisectBatchOnFunctionError",
                                      "MaximumRecordAgeInSeconds",
                                      "ParallelizationFactor",
                                      "Topics",
                                      "Queues",
                                      "SourceAccessConfigurations",
                                      "TumblingWindowInSeconds",
                                      "FunctionResponseTypes",
                                      "FilterCriteria",
                                      "KmsKeyArn",
                                      "ScalingConfig",
                                      "ProvisionedPollerConfig",
                                      "MetricsConfig",
                                      "LoggingConfig"};

std::string_view role_policy(std::string_view type) {
  if (type == "Kinesis") return "service-role/AWSLambdaKinesisExecutionRole";
  if (type == "DynamoDB") return "service-role/AWSLambdaDynamoDBExecutionRole";
  return "service-role/AWSLambdaSQSQueueExecutionRole";
}

bool check_filter(Event& event) {
  const Value* criteria = event.find("FilterCriteria");
  if (criteria == nullptr || is_intrinsic(*criteria)) return true;
  const Value::Map& members = criteria->members();
  if (members.empty() || (members.size() == 1 && members[0].key == "Filters")) return true;
  event.reject(*criteria, "FilterCriteria field has a wrong format");
  return false;
}

// The destination without SAM's `Type`, which chooses the role's policy. Null after a rejection.
Value destination_config(Event& event, const Value& config) {
  const Value* failure = config.find("OnFailure");
  if (failure == nullptr || !failure->is_map()) {
    event.reject_as(event.id, failure == nullptr ? config : *failure,
                    "Property 'DestinationConfig.OnFailure' should be a map.");
    return {};
  }
  Value result = config;
  const Value* type = failure->find("Type");
  if (type == nullptr || type->is_null()) return result;
  const std::string name = type->is_string() ? type->as_string() : "";
  if (name != "SQS" && name != "SNS" && name != "S3" && name != "Kafka") {
    event.reject_as(event.id, *type,
                    "The only valid values for 'Type' are 'SQS', 'SNS', 'S3', and 'Kafka'");
    return {};
  }
  const Value* destination = failure->find("Destination");
  if (name != "Kafka" && destination != nullptr) {
    const std::string kind = name == "S3" ? "S3Bucket" : name;
    event.function.policies.push_back(send_policy(kind, event.id, *destination));
  }
  result.find("OnFailure")->erase("Type");
  return result;
}

}  // namespace

std::span<const PropertyShape> kinesis_shapes() {
  return kKinesis;
}
std::span<const PropertyShape> queue_shapes() {
  return kQueue;
}

void make_mapping(Event& event, const std::string& logical_id, Value properties) {
  properties.set("FunctionName", event.function.target());
  event.make(logical_id, "AWS::Lambda::EventSourceMapping", std::move(properties));
}

bool fill_mapping(Event& event, Value& properties) {
  if (!check_filter(event)) return false;
  event.copy(kSame, properties);
  const Value* config = event.find("DestinationConfig");
  if (config == nullptr) return true;
  Value destination = destination_config(event, *config);
  if (destination.is_null()) return false;
  properties.set("DestinationConfig", std::move(destination));
  return true;
}

void expand_stream(Event& event) {
  const std::string_view source = event.type->name == "SQS" ? "Queue" : "Stream";
  Value properties = Value::map({{"EventSourceArn", *event.find(source)}});
  if (const Value* group = event.find("ConsumerGroupId")) {
    event.reject_as(event.id, *group,
                    "Property ConsumerGroupId not defined for resource of type " +
                        std::string(event.type->name) + ".");
    return;
  }
  if (!fill_mapping(event, properties)) return;
  event.function.managed_policies.emplace_back("arn:aws:iam::aws:policy/" +
                                               std::string(role_policy(event.type->name)));
  make_mapping(event, event.id, std::move(properties));
}

}  // namespace brume::emulator::sam

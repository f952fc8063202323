// Kinesis, DynamoDB and SQS events -> AWS::Lambda::EventSourceMapping.
#include "emulator/template/model/intrinsic.h"
#include "emulator/template/sam/core/service_policies.h"
#include "emulator/template/sam/core/type_checks.h"
#include "emulator/template/sam/events/mapping.h"

namespace brume::emulator::sam {
namespace {

constexpr auto kKinesis = mapping_shapes(StartingPosition::kRequired, {{"Stream", kAny, true}});
constexpr auto kQueueEvent = mapping_shapes(StartingPosition::kOptional, {{"Queue", kAny, true}});

// Properties that the mapping has under the same name.
constexpr std::string_view kSameInMapping[] = {"StartingPosition",
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

// What only Kafka's mappings have, in a member of their own. False after a rejection.
bool set_kafka(Event& event, Value& properties) {
  const Value* servers = event.find("KafkaBootstrapServers");
  if (is_truthy(servers)) {
    const Value endpoints = Value::map({{"KafkaBootstrapServers", *servers}});
    properties.set("SelfManagedEventSource", Value::map({{"Endpoints", endpoints}}));
  }
  std::string_view member;
  if (event.type->name == "MSK") member = "AmazonManagedKafkaEventSourceConfig";
  if (event.type->name == "SelfManagedKafka") member = "SelfManagedKafkaEventSourceConfig";
  const Value* group = event.find("ConsumerGroupId");
  if (member.empty() && is_truthy(group)) {
    event.reject_as(event.id, *group,
                    "Property ConsumerGroupId not defined for resource of type " +
                        std::string(event.type->name) + ".");
    return false;
  }
  Value config = Value::map();
  for (const std::string_view name : {"ConsumerGroupId", "SchemaRegistryConfig"}) {
    const Value* value = event.find(name);
    if (is_truthy(value)) config.set(name, *value);
  }
  if (!member.empty() && !config.members().empty()) properties.set(member, std::move(config));
  return true;
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
  if (!is_truthy(type)) return result;
  const std::string name = type->is_string() ? type->as_string() : "";
  if (name != "SQS" && name != "SNS" && name != "S3" && name != "Kafka") {
    event.reject_as(event.id, *type,
                    "The only valid values for 'Type' are 'SQS', 'SNS', 'S3', and 'Kafka'");
    return {};
  }
  const Value* destination = failure->find("Destination");
  if (name != "Kafka") {
    const std::string kind = name == "S3" ? "S3Bucket" : name;
    event.destination_policy =
        send_policy(kind, event.id, destination == nullptr ? Value() : *destination);
  }
  result.find("OnFailure")->erase("Type");
  return result;
}

}  // namespace

std::span<const PropertyShape> kinesis_shapes() {
  return kKinesis;
}
std::span<const PropertyShape> queue_shapes() {
  return kQueueEvent;
}

Value allow(Value actions, const Value& resource) {
  return Value::map({{"Action", std::move(actions)}, {"Effect", "Allow"}, {"Resource", resource}});
}

void add_event_policy(Event& event, const std::string& name, Value document) {
  event.function.event_policies.push_back(
      Value::map({{"PolicyName", name}, {"PolicyDocument", std::move(document)}}));
}

bool fill_mapping(Event& event, Value& properties) {
  if (!check_filter(event)) return false;
  event.copy(kSameInMapping, properties);
  if (!set_kafka(event, properties)) return false;
  const Value* config = event.find("DestinationConfig");
  if (!is_truthy(config)) return true;
  Value destination = destination_config(event, *config);
  if (destination.is_null()) return false;
  properties.set("DestinationConfig", std::move(destination));
  return true;
}

void make_mapping(Event& event, const std::string& logical_id, Value properties) {
  properties.set("FunctionName", event.function.target());
  event.make(logical_id, "AWS::Lambda::EventSourceMapping", std::move(properties));
  const Value& policy = event.destination_policy;
  if (!policy.is_null()) event.function.event_policies.push_back(policy);
}

void expand_stream(Event& event) {
  const std::string_view source = event.type->name == "SQS" ? "Queue" : "Stream";
  Value properties = Value::map({{"EventSourceArn", *event.find(source)}});
  if (!fill_mapping(event, properties)) return;
  event.function.managed_policies.emplace_back("arn:aws:iam::aws:policy/" +
                                               std::string(role_policy(event.type->name)));
  make_mapping(event, event.id, std::move(properties));
}

}  // namespace brume::emulator::sam

// Events that become event source mappings: brokers, their secrets and what SAM demands of them.
#include <doctest/doctest.h>

#include "tests/unit/template/sam_support.h"

using namespace brume::emulator;

namespace {

std::string mapping_event(const std::string& type, const std::string& properties) {
  return function_template("      Events: {Ev: {Type: " + type + ", Properties: {" + properties +
                           "}}}\n");
}

struct MappingCase {
  const char* type;
  const char* properties;
  const char* words;
};

void check(const MappingCase& each, const std::string& lead) {
  CAPTURE(each.type);
  CAPTURE(each.properties);
  const std::string json = rejection(mapping_event(each.type, each.properties));
  INFO(json);
  CHECK(json.find(lead + each.words + "\"\n}") != std::string::npos);
}

constexpr const char* kKafka =
    "KafkaBootstrapServers: [s], Topics: [t], SourceAccessConfigurations: ";

}  // namespace

TEST_CASE("Kafka's group and schema registry stand in a member of their own") {
  const std::string registry =
      "SchemaRegistryConfig: {SchemaRegistryURI: 'arn:aws:glue:r:1:registry/Mine', "
      "EventRecordFormat: JSON, SchemaValidationConfigs: [], AccessConfigs: [{Type: BASIC_AUTH, "
      "URI: secret}]}";
  const Value msk = expanded(
      mapping_event("MSK", "Stream: s, StartingPosition: LATEST, ConsumerGroupId: g, " + registry));
  CHECK(at(msk, {"Resources", "HelloEv", "Properties", "AmazonManagedKafkaEventSourceConfig",
                 "ConsumerGroupId"}) == "\"g\"");
  const std::string policies = at(msk, {"Resources", "HelloRole", "Properties", "Policies"});
  CHECK(policies.find("schema/Mine/*") != std::string::npos);
  CHECK(policies.find("glue:GetRegistry") != std::string::npos);
  CHECK(policies.find("\"Resource\":\"secret\"") != std::string::npos);
  const Value own = expanded(mapping_event(
      "SelfManagedKafka", kKafka + std::string("[{Type: BASIC_AUTH, URI: u}], ") + registry));
  CHECK(at(own, {"Resources", "HelloEv", "Properties", "SelfManagedEventSource"}) ==
        R"({"Endpoints":{"KafkaBootstrapServers":["s"]}})");
  CHECK(at(own, {"Resources", "HelloEv", "Properties", "SelfManagedKafkaEventSourceConfig"})
            .find("SchemaRegistryURI") != std::string::npos);
}

TEST_CASE("DocumentDB's collection stands in a member of its own; its role may read the cluster") {
  const Value root = expanded(
      mapping_event("DocumentDB",
                    "Cluster: c, DatabaseName: d, CollectionName: k, SecretsManagerKmsKeyId: key, "
                    "SourceAccessConfigurations: [{Type: BASIC_AUTH, URI: u}]"));
  CHECK(at(root, {"Resources", "HelloEv", "Properties", "DocumentDBEventSourceConfig"}) ==
        R"({"DatabaseName":"d","CollectionName":"k"})");
  const std::string policies = at(root, {"Resources", "HelloRole", "Properties", "Policies"});
  CHECK(policies.find("rds:DescribeDBClusters") != std::string::npos);
  CHECK(policies.find("key/key") != std::string::npos);
}

TEST_CASE("a broker's policy may be named after the event") {
  const Value root = expanded(mapping_event(
      "MQ",
      "Broker: b, Queues: [q], DynamicPolicyName: true, SourceAccessConfigurations: [{Type: "
      "BASIC_AUTH, URI: u}]"));
  CHECK(at(root, {"Resources", "HelloRole", "Properties", "Policies"}).find("HelloEvAMQPolicy") !=
        std::string::npos);
}

TEST_CASE("mappings with wrong access are rejected as events, by name") {
  const std::string kafka = kKafka;
  const std::string no_uri = kafka + "[{Type: BASIC_AUTH}]";
  const std::string wrong_uri = kafka + "[{Type: BASIC_AUTH, URI: [a]}]";
  const std::string subnet = kafka + "[{Type: VPC_SUBNET}]";
  const std::string other = kafka + "[{Type: OTHER, URI: a}]";
  const std::string registry = "Stream: s, StartingPosition: L, SchemaRegistryConfig: ";
  const std::string missing = registry + "{SchemaRegistryURI: u, EventRecordFormat: JSON}";
  const std::string format = registry +
                             "{SchemaRegistryURI: u, EventRecordFormat: XML, "
                             "SchemaValidationConfigs: []}";
  const std::string access = registry +
                             "{SchemaRegistryURI: u, EventRecordFormat: JSON, "
                             "SchemaValidationConfigs: [], AccessConfigs: [{Type: a}]}";
  const MappingCase cases[] = {
      {"MQ", "Broker: b, SourceAccessConfigurations: [a]",
       "Property 'SourceAccessConfigurations[0]' should be a map."},
      {"MQ", "Broker: b, SourceAccessConfigurations: [{URI: a}]",
       "Property 'SourceAccessConfigurations[0].Type' should be a string."},
      {"MQ", "Broker: b, SourceAccessConfigurations: [{Type: VIRTUAL_HOST, URI: a}]",
       "No BASIC_AUTH property specified in SourceAccessConfigurations."},
      {"DocumentDB", "Cluster: c, DatabaseName: d",
       "No SourceAccessConfigurations for Amazon DocumentDB event provided."},
      {"SelfManagedKafka", no_uri.c_str(),
       "No auth mechanism URI property specified in SourceAccessConfigurations for self managed "
       "kafka event."},
      {"SelfManagedKafka", wrong_uri.c_str(),
       "Wrong Type for auth mechanism URI property specified in SourceAccessConfigurations for "
       "self managed kafka event."},
      {"SelfManagedKafka", subnet.c_str(),
       "No VPC_SUBNET URI property specified in SourceAccessConfigurations for self managed kafka "
       "event."},
      {"SelfManagedKafka", other.c_str(),
       "Invalid SourceAccessConfigurations Type provided for self managed kafka event."},
      {"MSK", missing.c_str(),
       "Missing required field SchemaValidationConfigs in "
       "SchemaRegistryConfig"},
      {"MSK", format.c_str(),
       "EventRecordFormat in SchemaRegistryConfig must be either 'JSON' or 'SOURCE'"},
      {"MSK", access.c_str(), "Each AccessConfig must be a dict with 'Type' and 'URI' fields"},
      {"Kinesis", "Stream: s, StartingPosition: L, FilterCriteria: {Filters: [], More: 1}",
       "FilterCriteria field has a wrong format"},
      {"SNS", "Topic: t, SqsSubscription: {QueueArn: a, QueueUrl: ''}",
       "No QueueARN or QueueURL provided."},
  };
  for (const MappingCase& each : cases) check(each, "Event with id [Ev] is invalid. ");
}

TEST_CASE("mappings with wrong destinations or groups are rejected as events, by their ids") {
  const MappingCase cases[] = {
      {"SQS", "Queue: q, ConsumerGroupId: g",
       "Property ConsumerGroupId not defined for resource of type SQS."},
      {"MQ", "Broker: b, ConsumerGroupId: g",
       "Property ConsumerGroupId not defined for resource of type MQ."},
      {"SQS", "Queue: q, DestinationConfig: {OnSuccess: {A: b}}",
       "Property 'DestinationConfig.OnFailure' should be a map."},
      {"SQS", "Queue: q, DestinationConfig: {OnFailure: {Type: Other, Destination: d}}",
       "The only valid values for 'Type' are 'SQS', 'SNS', 'S3', and 'Kafka'"},
  };
  for (const MappingCase& each : cases) check(each, "Event with id [HelloEv] is invalid. ");
}

TEST_CASE("an event's properties are checked in the order of its type") {
  const MappingCase cases[] = {
      {"Kinesis", "BatchSize: many", "Type of property 'BatchSize' is invalid."},
      {"Kinesis", "BatchSize: 1", "Missing required property 'StartingPosition'."},
      {"Kinesis", "StartingPosition: L", "Missing required property 'Stream'."},
      {"MSK", "Stream: s, StartingPosition: L, SourceAccessConfigurations: {A: 1, B: 2}",
       "Type of property 'SourceAccessConfigurations' is invalid."},
      {"SQS", "Queue: q, SecretsManagerKmsKeyId: [k]",
       "Property 'SecretsManagerKmsKeyId' should be a string."},
      {"S3", "Bucket: b, Events: x, Filter: {A: 1, B: 2}", "Type of property 'Filter' is invalid."},
  };
  for (const MappingCase& each : cases) check(each, "Resource with id [HelloEv] is invalid. ");
}

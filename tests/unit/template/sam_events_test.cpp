// Events -> the resources they stand for, and the resource types beside the function.
#include <doctest/doctest.h>

#include "tests/unit/template/sam_support.h"

using namespace brume::emulator;

namespace {

// A function with one event `Ev` of this type and these properties, and more resources.
std::string with_event(const std::string& type, const std::string& properties,
                       const std::string& rest = "") {
  return function_template("      Events: {Ev: {Type: " + type + ", Properties: {" + properties +
                           "}}}\n" + rest);
}

}  // namespace

TEST_CASE("a stream becomes an event source mapping, and the role may read it") {
  const Value root = expanded(
      with_event("Kinesis", "Stream: !GetAtt S.Arn, StartingPosition: LATEST, BatchSize: 5",
                 "  S: {Type: AWS::Kinesis::Stream}\n"));
  CHECK(at(root, {"Resources", "HelloEv", "Type"}) == "\"AWS::Lambda::EventSourceMapping\"");
  CHECK(at(root, {"Resources", "HelloEv", "Properties"}) ==
        R"({"EventSourceArn":{"Fn::GetAtt":["S","Arn"]},"StartingPosition":"LATEST",)"
        R"("BatchSize":5,"FunctionName":{"Ref":"Hello"}})");
  CHECK(at(root, {"Resources", "HelloRole", "Properties", "ManagedPolicyArns"})
            .find("AWSLambdaKinesisExecutionRole") != std::string::npos);
}

TEST_CASE("a mapping's failure destination loses SAM's Type and gives the role a policy") {
  const Value root = expanded(with_event(
      "DynamoDB",
      "Stream: arn, StartingPosition: LATEST, DestinationConfig: {OnFailure: {Type: SQS, "
      "Destination: q}}"));
  CHECK(at(root, {"Resources", "HelloEv", "Properties", "DestinationConfig"}) ==
        R"({"OnFailure":{"Destination":"q"}})");
  CHECK(at(root, {"Resources", "HelloRole", "Properties", "Policies"}).find("HelloEvSQSPolicy") !=
        std::string::npos);
}

TEST_CASE("a queue needs no starting position") {
  const Value root = expanded(with_event("SQS", "Queue: arn, Enabled: false"));
  CHECK(at(root, {"Resources", "HelloEv", "Properties", "Enabled"}) == "false");
}

TEST_CASE("a schedule becomes a rule with a target and a permission") {
  const Value root = expanded(
      with_event("Schedule", "Schedule: rate(1 minute), Input: '{}', Enabled: false, Name: tick"));
  CHECK(at(root, {"Resources", "HelloEv", "Properties"}) ==
        R"x({"ScheduleExpression":"rate(1 minute)","Name":"tick","State":"DISABLED","Targets":)x"
        R"([{"Arn":{"Fn::GetAtt":["Hello","Arn"]},"Id":"HelloEvLambdaTarget","Input":"{}"}]})");
  CHECK(at(root, {"Resources", "HelloEvPermission", "Properties", "SourceArn"}) ==
        R"({"Fn::GetAtt":["HelloEv","Arn"]})");
}

TEST_CASE("a rule's dead-letter queue is made when it has no ARN") {
  const Value root = expanded(
      with_event("EventBridgeRule", "Pattern: {source: [a]}, DeadLetterConfig: {Type: SQS}"));
  CHECK(at(root, {"Resources", "HelloEvQueue", "Type"}) == "\"AWS::SQS::Queue\"");
  CHECK(at(root, {"Resources", "HelloEvQueuePolicy", "Type"}) == "\"AWS::SQS::QueuePolicy\"");
  CHECK(at(root, {"Resources", "HelloEv", "Properties", "EventPattern"}) == R"({"source":["a"]})");
}

TEST_CASE("events go through the alias when there is one") {
  const Value root = expanded(function_template(
      "      AutoPublishAlias: live\n"
      "      Events: {Ev: {Type: CloudWatchEvent, Properties: {Pattern: {a: [b]}}}}\n"));
  CHECK(at(root, {"Resources", "HelloEv", "Properties", "Targets"}).find("HelloAliaslive") !=
        std::string::npos);
  CHECK(at(root, {"Resources", "HelloEvPermission", "Properties", "FunctionName"}) ==
        R"({"Ref":"HelloAliaslive"})");
}

TEST_CASE("ScheduleV2 becomes a schedule with a role of its own") {
  const Value root =
      expanded(with_event("ScheduleV2", "ScheduleExpression: at(2030-01-01T00:00:00)"));
  CHECK(at(root, {"Resources", "HelloEv", "Properties", "Name"}) == "\"HelloEv\"");
  CHECK(at(root, {"Resources", "HelloEv", "Properties", "FlexibleTimeWindow"}) ==
        R"({"Mode":"OFF"})");
  CHECK(at(root, {"Resources", "HelloEvRole", "Type"}) == "\"AWS::IAM::Role\"");
  CHECK(rejection(with_event("ScheduleV2", "ScheduleExpression: x, Name: n, OmitName: true"))
            .find("Event with id [HelloEv] is invalid. Name cannot be set when OmitName is True") !=
        std::string::npos);
}

TEST_CASE("an S3 event adds a notification to its bucket, which waits for the permission") {
  const Value root = expanded(with_event(
      "S3", "Bucket: !Ref B, Events: [\"s3:ObjectCreated:*\", \"s3:ObjectRemoved:*\"], Filter: {}",
      "  B: {Type: AWS::S3::Bucket, DependsOn: Q}\n  Q: {Type: AWS::SQS::Queue}\n"));
  CHECK(at(root, {"Resources", "B", "DependsOn"}) == R"(["Q","HelloEvPermission"])");
  CHECK(at(root,
           {"Resources", "B", "Properties", "NotificationConfiguration", "LambdaConfigurations"}) ==
        R"([{"Event":"s3:ObjectCreated:*","Function":{"Fn::GetAtt":["Hello","Arn"]},"Filter":{}},)"
        R"({"Event":"s3:ObjectRemoved:*","Function":{"Fn::GetAtt":["Hello","Arn"]},"Filter":{}}])");
  CHECK(rejection(with_event("S3", "Bucket: b, Events: x"))
            .find("S3 events must reference an S3 bucket in the same template.") !=
        std::string::npos);
}

TEST_CASE("a function and the bucket that calls it are no circle, until it refers to the bucket") {
  const std::string bucket = "  B: {Type: AWS::S3::Bucket}\n";
  const std::string event = "Bucket: !Ref B, Events: \"s3:ObjectCreated:*\"";
  CHECK(errors_of(load_text(with_event("S3", event, bucket))).empty());
  const std::string environment = "      Environment: {Variables: {BUCKET: !Ref B}}\n";
  const std::string errors = errors_of(load_text(with_event("S3", event, environment + bucket)));
  CHECK(errors.find("Circular dependency between resources") != std::string::npos);
  CHECK(errors.find("circular", errors.find("circular") + 1) == std::string::npos);
}

TEST_CASE("an SNS event subscribes the function, or a queue in between") {
  const Value direct =
      expanded(with_event("SNS", "Topic: !Ref T", "  T: {Type: AWS::SNS::Topic}\n"));
  CHECK(at(direct, {"Resources", "HelloEv", "Properties", "Protocol"}) == "\"lambda\"");
  const Value queued =
      expanded(with_event("SNS", "Topic: !Ref T, SqsSubscription: true",
                          "  T: {Type: AWS::SNS::Topic, Properties: {FifoTopic: true}}\n"));
  CHECK(at(queued, {"Resources", "HelloEv", "Properties", "Protocol"}) == "\"sqs\"");
  CHECK(at(queued, {"Resources", "HelloEvQueue", "Properties"}) == R"({"FifoQueue":true})");
  CHECK(at(queued, {"Resources", "HelloEvEventSourceMapping", "Properties", "BatchSize"}) == "10");
}

TEST_CASE("logs, skills, IoT rules and user pools") {
  const Value logs = expanded(with_event("CloudWatchLogs", "LogGroupName: g, FilterPattern: p"));
  CHECK(at(logs, {"Resources", "HelloEv", "DependsOn"}) == R"(["HelloEvPermission"])");
  const Value alexa = expanded(with_event("AlexaSkill", "SkillId: s"));
  CHECK(at(alexa, {"Resources", "HelloEvPermission", "Properties", "EventSourceToken"}) == "\"s\"");
  const Value iot = expanded(with_event("IoTRule", "Sql: select"));
  CHECK(at(iot, {"Resources", "HelloEv", "Properties", "TopicRulePayload", "Sql"}) == "\"select\"");
  const Value pool = expanded(with_event("Cognito", "UserPool: !Ref P, Trigger: PreSignUp",
                                         "  P: {Type: AWS::Cognito::UserPool}\n"));
  CHECK(at(pool, {"Resources", "P", "Properties", "LambdaConfig"}) ==
        R"({"PreSignUp":{"Fn::GetAtt":["Hello","Arn"]}})");
}

TEST_CASE("wrong events are rejected in SAM's words") {
  struct Case {
    std::string type, properties, words;
  };
  const Case cases[] = {
      {"Kinesis", "Stream: s",
       "Resource with id [HelloEv] is invalid. Missing required property 'StartingPosition'."},
      {"SNS", "Topic: t, FilterCriteria: {}",
       "Resource with id [HelloEv] is invalid. property FilterCriteria not defined for resource of "
       "type SNS"},
      {"SQS", "Queue: q, FilterCriteria: {Filter: []}",
       "Resource with id [Hello] is invalid. Event with id [Ev] is invalid. FilterCriteria field "
       "has a wrong format"},
      {"Schedule", "Schedule: s, Enabled: true, State: ENABLED",
       "Event with id [Ev] is invalid. State and Enabled Properties cannot both be specified."},
      {"Schedule", "Schedule: s, DeadLetterConfig: {}",
       "Event with id [HelloEv] is invalid. No 'Arn' or 'Type' property provided"},
      {"Schedule", "Schedule: s, DeadLetterConfig: {Type: SNS}",
       "The only valid value for 'Type' property of DeadLetterConfig is 'SQS'."},
      {"Schedule", "Schedule: s, DeadLetterConfig: {Type: SQS, Arn: a}",
       "You can either define 'Arn' or 'Type' property of DeadLetterConfig."},
      {"Scheduel", "Schedule: s",
       "Event with id [Ev] is invalid. Resource dict has missing or "
       "invalid value for key Type. Event Type is: Scheduel."},
  };
  for (const Case& each : cases) {
    CAPTURE(each.words);
    CHECK(rejection(with_event(each.type, each.properties)).find(each.words) != std::string::npos);
  }
}

TEST_CASE("an unknown event type names the nearest") {
  CHECK(errors_of(load_text(with_event("Scheduel", ""))).find("did you mean `Schedule`?") !=
        std::string::npos);
}

TEST_CASE("brokers become event source mappings, and the role may read their secrets") {
  const std::string secret = "SourceAccessConfigurations: [{Type: BASIC_AUTH, URI: s}]";
  const auto mapping = [](const std::string& type, const std::string& properties) {
    const Value root = expanded(with_event(type, properties));
    return at(root, {"Resources", "HelloEv", "Properties"});
  };
  CHECK(mapping("MQ", "Broker: b, Queues: [q], " + secret) ==
        R"({"EventSourceArn":"b","Queues":["q"],"SourceAccessConfigurations":[{"Type":)"
        R"("BASIC_AUTH","URI":"s"}],"FunctionName":{"Ref":"Hello"}})");
  CHECK(mapping("MSK", "Stream: k, StartingPosition: LATEST, Topics: [t], ConsumerGroupId: g")
            .find(R"("AmazonManagedKafkaEventSourceConfig":{"ConsumerGroupId":"g"})") !=
        std::string::npos);
  CHECK(mapping("SelfManagedKafka", "KafkaBootstrapServers: ['a:1'], Topics: [t], " + secret)
            .find(R"("SelfManagedEventSource":{"Endpoints":{"KafkaBootstrapServers":["a:1"]}})") !=
        std::string::npos);
  CHECK(mapping("DocumentDB", "Cluster: c, DatabaseName: d, StartingPosition: LATEST, " + secret)
            .find(R"("DocumentDBEventSourceConfig":{"DatabaseName":"d"})") != std::string::npos);
  const Value root = expanded(with_event("MQ", "Broker: b, Queues: [q], " + secret));
  CHECK(
      at(root, {"Resources", "HelloRole", "Properties", "Policies"})
          .find(R"("Action":["secretsmanager:GetSecretValue"],"Effect":"Allow","Resource":"s")") !=
      std::string::npos);
}

TEST_CASE("what SAM rejects of brokers, in its words") {
  CHECK(rejection(with_event("MQ", "Broker: b, Queues: [q]"))
            .find("No SourceAccessConfigurations for Amazon MQ event provided.") !=
        std::string::npos);
  CHECK(rejection(with_event("SelfManagedKafka", "Topics: [t]"))
            .find("No KafkaBootstrapServers provided for self managed kafka as an event source") !=
        std::string::npos);
  CHECK(rejection(with_event("SelfManagedKafka",
                             "KafkaBootstrapServers: ['a:1'], Topics: [t], "
                             "SourceAccessConfigurations: [{Type: VPC_SUBNET, URI: s}]"))
            .find("must be both provided") != std::string::npos);
}

TEST_CASE("a simple table has one key and pays per request") {
  const Value plain = expanded("Resources: {T: {Type: AWS::Serverless::SimpleTable}}\n");
  CHECK(at(plain, {"Resources", "T", "Properties"}) ==
        R"({"AttributeDefinitions":[{"AttributeName":"id","AttributeType":"S"}],"KeySchema":)"
        R"([{"AttributeName":"id","KeyType":"HASH"}],"BillingMode":"PAY_PER_REQUEST"})");
  const Value full = expanded(
      "Resources: {T: {Type: AWS::Serverless::SimpleTable, Properties: {TableName: n, PrimaryKey: "
      "{Name: k, Type: Number}, ProvisionedThroughput: {ReadCapacityUnits: 1}, Tags: {a: b}}}}\n");
  CHECK(at(full, {"Resources", "T", "Properties", "AttributeDefinitions"}) ==
        R"([{"AttributeName":"k","AttributeType":"N"}])");
  CHECK(at(full, {"Resources", "T", "Properties", "BillingMode"}) == "nothing");
  CHECK(rejection("Resources: {T: {Type: AWS::Serverless::SimpleTable, Properties: {PrimaryKey: "
                  "{Type: String}}}}\n")
            .find("Property 'PrimaryKey.Name' is required.") != std::string::npos);
}

TEST_CASE("a layer's id gets a hash, and references follow it") {
  const Value root = expanded(
      function_template("      Layers: [!Ref Lib]\n"
                        "  Lib: {Type: AWS::Serverless::LayerVersion, Properties: {ContentUri: "
                        "\"s3://b/k\", RetentionPolicy: delete}}\n"));
  const Value* layers = root.find("Resources")->find("Hello")->find("Properties")->find("Layers");
  const std::string id = layers->items()[0].find("Ref")->as_string();
  CHECK(id.size() == 13);
  CHECK(id.starts_with("Lib"));
  CHECK(at(root, {"Resources", id, "DeletionPolicy"}) == "\"Delete\"");
  CHECK(at(root, {"Resources", id, "Properties", "LayerName"}) == "\"Lib\"");
  CHECK(at(root, {"Resources", "Lib"}) == "nothing");
}

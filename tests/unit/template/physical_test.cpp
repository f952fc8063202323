// What Ref and Fn::GetAtt give, resource by resource.
// Source: "Return values" of the CloudFormation resource reference.
#include <doctest/doctest.h>

#include "tests/unit/template/support.h"

using namespace brume::emulator;

namespace {

// The value of an output of a template with these resources; or what is wrong with it.
std::string given(const std::string& resources, const std::string& value) {
  const Loaded loaded =
      load_text("Resources:\n" + resources + "Outputs:\n  Out: {Value: " + value + "}\n");
  if (!loaded.application) return errors_of(loaded);
  return loaded.application->outputs.at("Out").text();
}

const std::string kFunction =
    "  F: {Type: AWS::Lambda::Function, Properties: {Code: ., Handler: a.b, "
    "Runtime: provided.al2023, Role: r, FunctionName: fn}}\n"
    "  V: {Type: AWS::Lambda::Version, Properties: {FunctionName: !Ref F}}\n"
    "  A: {Type: AWS::Lambda::Alias, Properties: {FunctionName: !GetAtt F.Arn, Name: live, "
    "FunctionVersion: !GetAtt V.Version}}\n";
const std::string kArn = "arn:aws:lambda:us-east-1:123456789012:function:fn";

}  // namespace

TEST_CASE("Lambda: versions, aliases, URLs, asynchronous configuration") {
  CHECK(given(kFunction, "!Ref F") == "fn");
  CHECK(given(kFunction, "!Ref V") == kArn + ":1");
  CHECK(given(kFunction, "!GetAtt V.FunctionArn") == kArn + ":1");
  CHECK(given(kFunction, "!GetAtt V.Version") == "1");
  CHECK(given(kFunction, "!Ref A") == kArn + ":live");
  const auto url = [](const std::string& more) {
    return kFunction + "  U: {Type: AWS::Lambda::Url, Properties: {AuthType: NONE, " +
           "TargetFunctionArn: !Ref F" + more + "}}\n";
  };
  CHECK(given(url(""), "!Ref U") == kArn);
  CHECK(given(url(", Qualifier: live"), "!GetAtt U.FunctionArn") == kArn + ":live");
  CHECK(given(kFunction +
                  "  C: {Type: AWS::Lambda::EventInvokeConfig, Properties: {FunctionName: !Ref F, "
                  "Qualifier: $LATEST}}\n",
              "!Ref C") == "fn|$LATEST");
  CHECK(given(kFunction, "!Sub '${F.SnapStartResponse.ApplyOn}'") == "None");
  CHECK(given(kFunction, "!Sub ['${x}', {x: !Join [',', [!GetAtt F.Arn]]}]") == kArn);
}

TEST_CASE("an attribute that is a map is one") {
  const Loaded loaded = load_text("Resources:\n" + kFunction +
                                  "Outputs: {Out: {Value: !GetAtt F.SnapStartResponse}}");
  REQUIRE(loaded.application);
  const Value* state = loaded.application->outputs.at("Out").find("OptimizationStatus");
  REQUIRE(state != nullptr);
  CHECK(state->text() == "Off");
}

TEST_CASE("EventBridge: what lies on a bus of its own has it in its name") {
  const auto rule = [](const std::string& bus) {
    return "  B: {Type: AWS::Events::EventBus, Properties: {Name: orders}}\n"
           "  R: {Type: AWS::Events::Rule, Properties: {Name: r, EventPattern: {source: [a]}" +
           bus + "}}\n";
  };
  const std::string arn = "arn:aws:events:us-east-1:123456789012:rule/";
  CHECK(given(rule(""), "!Ref R") == "r");
  CHECK(given(rule(""), "!GetAtt R.Arn") == arn + "r");
  CHECK(given(rule(", EventBusName: default"), "!GetAtt R.Arn") == arn + "r");
  CHECK(given(rule(", EventBusName: !Ref B"), "!Ref R") == "orders|r");
  CHECK(given(rule(", EventBusName: !GetAtt B.Arn"), "!GetAtt R.Arn") == arn + "orders/r");
  const auto schedule = [](const std::string& group) {
    return "  S: {Type: AWS::Scheduler::Schedule, Properties: {Name: s, ScheduleExpression: "
           "rate(1 day), FlexibleTimeWindow: {Mode: 'OFF'}, Target: {Arn: a, RoleArn: r}" +
           group + "}}\n";
  };
  const std::string schedules = "arn:aws:scheduler:us-east-1:123456789012:schedule/";
  CHECK(given(schedule(""), "!GetAtt S.Arn") == schedules + "default/s");
  CHECK(given(schedule(", GroupName: nightly"), "!GetAtt S.Arn") == schedules + "nightly/s");
}

TEST_CASE("queues and topics: FIFO names, policies, subscriptions") {
  CHECK(given("  Q: {Type: AWS::SQS::Queue, Properties: {FifoQueue: true}}\n",
              "!GetAtt Q.QueueName") == "Q.fifo");
  CHECK(given("  Q: {Type: AWS::SQS::Queue, Properties: {FifoQueue: true, QueueName: a.fifo}}\n",
              "!GetAtt Q.Arn") == "arn:aws:sqs:us-east-1:123456789012:a.fifo");
  const std::string topic =
      "  T: {Type: AWS::SNS::Topic, Properties: {FifoTopic: 'true'}}\n"
      "  S: {Type: AWS::SNS::Subscription, Properties: {TopicArn: !Ref T, Protocol: sqs}}\n";
  CHECK(given(topic, "!Ref T") == "arn:aws:sns:us-east-1:123456789012:T.fifo");
  CHECK(given(topic, "!Ref S").starts_with("arn:aws:sns:us-east-1:123456789012:T.fifo:"));
  CHECK(given(topic, "!GetAtt T.Arn").find("AWS::SNS::Topic has no attribute `Arn`") !=
        std::string::npos);
}

TEST_CASE("parameters and secrets: ARNs, and what is attached to a secret") {
  const std::string both =
      "  P: {Type: AWS::SSM::Parameter, Properties: {Name: /a/b, Type: String, Value: x}}\n"
      "  S: {Type: AWS::SecretsManager::Secret, Properties: {Name: s, SecretString: '{\"k\":1}'}}\n"
      "  T: {Type: AWS::SecretsManager::SecretTargetAttachment, Properties: {SecretId: !Ref S, "
      "TargetId: a, TargetType: AWS::RDS::DBInstance}}\n";
  CHECK(given(both, "!GetAtt P.Arn") == "arn:aws:ssm:us-east-1:123456789012:parameter/a/b");
  CHECK(given(both, "!Ref T") == "arn:aws:secretsmanager:us-east-1:123456789012:secret:s");
  CHECK(given(both, "!Sub '{{resolve:secretsmanager:${T}:SecretString:k}}'") == "1");
}

TEST_CASE("APIs: endpoints and ARNs by protocol") {
  const auto api = [](const std::string& protocol) {
    return "  A: {Type: AWS::ApiGatewayV2::Api, Properties: {Name: a, ProtocolType: " + protocol +
           "}}\n";
  };
  CHECK(given(api("HTTP"), "!GetAtt A.ApiEndpoint").starts_with("https://"));
  CHECK(given(api("WEBSOCKET"), "!GetAtt A.ApiEndpoint").starts_with("wss://"));
  CHECK(given(api("HTTP"), "!GetAtt A.ExecuteApiArn")
            .starts_with("arn:aws:execute-api:us-east-1:123456789012:"));
}

TEST_CASE("roles have their path; state machines' versions and aliases are theirs") {
  CHECK(given("  R: {Type: AWS::IAM::Role, Properties: {RoleName: r, Path: /svc/, "
              "AssumeRolePolicyDocument: {}}}\n",
              "!GetAtt R.Arn") == "arn:aws:iam::123456789012:role/svc/r");
  const std::string machine =
      "  M: {Type: AWS::StepFunctions::StateMachine, Properties: {StateMachineName: m, RoleArn: "
      "r}}\n"
      "  V: {Type: AWS::StepFunctions::StateMachineVersion, Properties: {StateMachineArn: !Ref "
      "M}}\n"
      "  A: {Type: AWS::StepFunctions::StateMachineAlias, Properties: {Name: live, "
      "RoutingConfiguration: [{StateMachineVersionArn: !Ref V, Weight: 100}]}}\n";
  const std::string arn = "arn:aws:states:us-east-1:123456789012:stateMachine:m";
  CHECK(given(machine, "!Ref V") == arn + ":1");
  CHECK(given(machine, "!Ref A") == arn + ":live");
}

TEST_CASE("a name that is no text is an error where it is referred to") {
  CHECK(given("  Q: {Type: AWS::SQS::Queue, Properties: {QueueName: [a]}}\n", "!Ref Q")
            .find("`Q` cannot be referred to: its `QueueName` is a list") != std::string::npos);
}

// AWS::Serverless::StateMachine -> the state machine, its role, version, alias and events.
#include <doctest/doctest.h>

#include "tests/unit/template/sam_support.h"

using namespace brume::emulator;

namespace {

constexpr std::string_view kDefinition =
    "Definition: {StartAt: A, States: {A: {Type: Pass, End: true}}}";

// A state machine with these properties (flow style), and more resources.
std::string machine(const std::string& properties, const std::string& rest = "") {
  return "Transform: AWS::Serverless-2016-10-31\n"
         "Resources:\n"
         "  M:\n"
         "    Type: AWS::Serverless::StateMachine\n"
         "    Properties: {" +
         properties + "}\n" + rest;
}

std::string with_definition(const std::string& properties) {
  return machine(std::string(kDefinition) + (properties.empty() ? "" : ", " + properties));
}

std::string machine_event(const std::string& type, const std::string& properties,
                          const std::string& more = "") {
  return with_definition("Events: {E: {Type: " + type + ", Properties: {" + properties + "}}}" +
                         more);
}

bool says_machine(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("a definition becomes lines that are joined, its members sorted") {
  const Value root = expanded(machine("Definition: {StartAt: A, States: {}, Comment: hello}"));
  CHECK(at(root, {"Resources", "M", "Type"}) == "\"AWS::StepFunctions::StateMachine\"");
  CHECK(at(root, {"Resources", "M", "Properties", "DefinitionString"}) ==
        R"({"Fn::Join":["\n",["{","    \"Comment\": \"hello\",","    \"StartAt\": \"A\",",)"
        R"("    \"States\": {}","}"]]})");
}

TEST_CASE("intrinsics and dynamic references in a definition become substitutions") {
  const Value root =
      expanded(machine("Definition: {B: !GetAtt F.Arn, A: ['{{resolve:ssm:x:1}}', plain]}, "
                       "DefinitionSubstitutions: {own: 1}",
                       "  F: {Type: AWS::SNS::Topic}\n"));
  CHECK(at(root, {"Resources", "M", "Properties", "DefinitionSubstitutions"}) ==
        R"({"own":1,"definition_substitution_1":"{{resolve:ssm:x:1}}",)"
        R"("definition_substitution_2":{"Fn::GetAtt":["F","Arn"]}})");
  const std::string text = at(root, {"Resources", "M", "Properties", "DefinitionString"});
  CHECK(says_machine(text, R"(\"B\": \"${definition_substitution_2}\")"));
}

TEST_CASE("DefinitionUri is a place in S3, as a URI or in parts") {
  const Value root = expanded(machine("DefinitionUri: 's3://b/k.json?versionId=7', Role: r"));
  CHECK(at(root, {"Resources", "M", "Properties", "DefinitionS3Location"}) ==
        R"({"Bucket":"b","Key":"k.json","Version":"7"})");
  CHECK(at(root, {"Resources", "M", "Properties", "RoleArn"}) == "\"r\"");
  CHECK(at(root, {"Resources", "MRole"}) == "nothing");
  const Value parts = expanded(machine("DefinitionUri: {Bucket: b, Key: k, Version: 3}"));
  CHECK(at(parts, {"Resources", "M", "Properties", "DefinitionS3Location"}) ==
        R"({"Bucket":"b","Key":"k","Version":3})");
}

TEST_CASE("a local DefinitionUri is read as the definition") {
  const Folder folder;
  folder.write("machine.json", R"({"StartAt": "A", "States": {}})");
  LoadOptions options;
  options.template_file = folder.write("template.yaml", machine("DefinitionUri: machine.json"));
  const Transformed result = transform_template(options);
  CHECK(result.accepted);
  CHECK(says_machine(result.json, R"(\"StartAt\": \"A\")"));
}

TEST_CASE("a definition is given once, and where SAM can find it") {
  CHECK(says_machine(rejection(machine("Name: n")),
                     "[M] is invalid. Either 'Definition' or 'DefinitionUri' property must be"));
  CHECK(says_machine(rejection(machine("Definition: {A: B, C: D}, DefinitionUri: 's3://b/k'")),
                     "Specify either 'Definition' or 'DefinitionUri' property and not both."));
  CHECK(says_machine(rejection(machine("DefinitionUri: local.json")), "is not a valid S3 Uri"));
  CHECK(says_machine(rejection(machine("DefinitionUri: {Bucket: b}")),
                     "'DefinitionUri' requires Bucket and Key properties to be specified."));
  CHECK(says_machine(rejection(machine("Definition: text")),
                     "Property 'Definition' should be a map."));
}

TEST_CASE("a machine without a role gets one from its policies, tracing included") {
  const Value root = expanded(with_definition(
      "Policies: [arn:aws:iam::aws:policy/P, {Statement: []}], Tracing: {Enabled: true}, "
      "RolePath: /p/, PermissionsBoundary: b, Tags: {k: v}"));
  const Value& role = *root.find("Resources")->find("MRole")->find("Properties");
  CHECK(at(role, {"ManagedPolicyArns"}) ==
        R"(["arn:aws:iam::aws:policy/P","arn:aws:iam::aws:policy/AWSXrayWriteOnlyAccess"])");
  CHECK(at(role, {"Policies"}) ==
        R"([{"PolicyName":"MRolePolicy1","PolicyDocument":{"Statement":[]}}])");
  CHECK(says_machine(at(role, {"AssumeRolePolicyDocument"}), "states.amazonaws.com"));
  CHECK(at(role, {"Path"}) == "\"/p/\"");
  CHECK(at(role, {"PermissionsBoundary"}) == "\"b\"");
  CHECK(at(role, {"Tags"}) ==
        R"([{"Key":"stateMachine:createdBy","Value":"SAM"},{"Key":"k","Value":"v"}])");
  CHECK(at(root, {"Resources", "M", "Properties", "TracingConfiguration"}) ==
        R"({"Enabled":true})");
  CHECK(says_machine(
      rejection(with_definition("Role: r, Policies: [p]")),
      "Specify either 'Role' or 'Policies' (but not both at the same time) or neither of "
      "them"));
}

TEST_CASE("AutoPublishAlias makes a version that stays and an alias that moves to it") {
  const Value root = expanded(with_definition(
      "AutoPublishAlias: live, DeploymentPreference: {Type: LINEAR, Percentage: 10}"));
  CHECK(at(root, {"Resources", "MVersion"}) ==
        R"({"Type":"AWS::StepFunctions::StateMachineVersion","Properties":)"
        R"({"StateMachineArn":{"Ref":"M"},"StateMachineRevisionId":)"
        R"({"Fn::GetAtt":["M","StateMachineRevisionId"]}},"DeletionPolicy":"Retain",)"
        R"("UpdateReplacePolicy":"Retain"})");
  CHECK(at(root, {"Resources", "MAliaslive", "Properties"}) ==
        R"({"Name":"live","DeploymentPreference":{"Type":"LINEAR","Percentage":10,)"
        R"("StateMachineVersionArn":{"Ref":"MVersion"}}})");
  CHECK(
      says_machine(rejection(with_definition("DeploymentPreference: {Type: ALL_AT_ONCE, A: b}")),
                   "'DeploymentPreference' requires 'AutoPublishAlias' property to be specified."));
  CHECK(says_machine(
      rejection(with_definition("UseAliasAsEventTarget: true")),
      "'UseAliasAsEventTarget' requires 'AutoPublishAlias' property to be specified."));
}

TEST_CASE("a rule starts the machine with a role of its own") {
  const Value root = expanded(
      machine_event("EventBridgeRule", "Pattern: {source: [a]}, Input: '{}', Target: {Id: mine}",
                    ", PermissionsBoundary: b"));
  CHECK(at(root, {"Resources", "ME", "Properties", "Targets"}) ==
        R"([{"Arn":{"Ref":"M"},"Id":"mine","RoleArn":{"Fn::GetAtt":["MERole","Arn"]},)"
        R"("Input":"{}"}])");
  const Value& role = *root.find("Resources")->find("MERole")->find("Properties");
  CHECK(at(role, {"Policies"}) ==
        R"([{"PolicyName":"MERoleStartExecutionPolicy","PolicyDocument":{"Statement":)"
        R"([{"Action":"states:StartExecution","Effect":"Allow","Resource":{"Ref":"M"}}]}}])");
  CHECK(at(role, {"PermissionsBoundary"}) == "\"b\"");
}

TEST_CASE("a schedule may bring its role, and events may go to the alias") {
  const Value root =
      expanded(machine_event("Schedule", "Schedule: rate(1 day), RoleArn: r",
                             ", AutoPublishAlias: live, UseAliasAsEventTarget: true"));
  CHECK(at(root, {"Resources", "ME", "Properties", "Targets"}) ==
        R"([{"Arn":{"Ref":"MAliaslive"},"Id":"MEStepFunctionsTarget","RoleArn":"r"}])");
  CHECK(at(root, {"Resources", "MERole"}) == "nothing");
  CHECK(says_machine(
      rejection(machine_event("Schedule", "Schedule: s, State: ENABLED, Enabled: true")),
      "1. Event with id [E] is invalid. State and Enabled Properties cannot both be"));
}

TEST_CASE("a ScheduleV2's role may start the machine and send to its queue") {
  const Value root = expanded(machine_event(
      "ScheduleV2", "ScheduleExpression: rate(1 day), DeadLetterConfig: {Type: SQS}"));
  CHECK(at(root, {"Resources", "MEQueue", "Type"}) == "\"AWS::SQS::Queue\"");
  CHECK(at(root, {"Resources", "MEQueuePolicy"}) == "nothing");
  const std::string policies = at(root, {"Resources", "MERole", "Properties", "Policies"});
  CHECK(says_machine(policies, "\"MEStartExecutionPolicy\""));
  CHECK(says_machine(policies, "\"MESQSPolicy\""));
  CHECK(at(root, {"Resources", "ME", "Properties", "Name"}) == "\"ME\"");
  CHECK(says_machine(
      rejection(machine_event("ScheduleV2", "ScheduleExpression: s, Name: n, OmitName: true")),
      "Event with id [ME] is invalid. Name cannot be set when OmitName is True"));
}

TEST_CASE("a rule's dead-letter queue lets the rule send; a wrong one is told by the event's id") {
  const Value root = expanded(
      machine_event("CloudWatchEvent", "Pattern: {a: [b]}, DeadLetterConfig: {Type: SQS}"));
  CHECK(
      says_machine(at(root, {"Resources", "MEQueuePolicy", "Properties"}), "events.amazonaws.com"));
  for (const auto& [config, words] :
       {std::pair{"{Type: SQS, Arn: a}", "You can either define 'Arn' or 'Type'"},
        std::pair{"{Type: SNS, X: y}", "The only valid value for 'Type'"},
        std::pair{"{X: y, Z: a}", "No 'Arn' or 'Type' property provided"},
        std::pair{"{Type: SQS, QueueLogicalId: [q]}", "QueueLogicalId must be a string"}}) {
    const std::string text = rejection(machine_event(
        "CloudWatchEvent", "Pattern: {a: [b]}, DeadLetterConfig: " + std::string(config)));
    CHECK(says_machine(text, "found: 1. Event with id [ME] is invalid. " + std::string(words)));
  }
}

TEST_CASE("an Api event is a route that calls Step Functions") {
  const Value root = expanded(machine_event("Api", "Path: /go, Method: POST"));
  const Value& route = *root.find("Resources")
                            ->find("ServerlessRestApi")
                            ->find("Properties")
                            ->find("Body")
                            ->find("paths")
                            ->find("/go")
                            ->find("post");
  const Value& integration = *route.find("x-amazon-apigateway-integration");
  CHECK(at(integration, {"type"}) == "\"aws\"");
  CHECK(at(integration, {"uri", "Fn::Sub"}) ==
        "\"arn:${AWS::Partition}:apigateway:${AWS::Region}:states:action/StartExecution\"");
  CHECK(at(integration, {"credentials"}) == R"({"Fn::GetAtt":["MERole","Arn"]})");
  CHECK(at(integration, {"requestTemplates", "application/json", "Fn::Sub"}) ==
        R"("{\"input\": \"$util.escapeJavaScript($input.json('$'))\", )"
        R"(\"stateMachineArn\": \"${M}\"}")");
  CHECK(at(route, {"responses"}) ==
        R"({"200":{"description":"OK"},"400":{"description":"Bad Request"}})");
}

TEST_CASE("UnescapeMappingTemplate gives apostrophes back") {
  const Value root =
      expanded(machine_event("Api", "Path: /go, Method: post, UnescapeMappingTemplate: true"));
  CHECK(says_machine(to_json(root), R"(.replaceAll(\"\\\\'\",\"'\")\")"));
}

TEST_CASE("what is wrong with an Api event is told as SAM tells it") {
  CHECK(says_machine(
      rejection(machine_event("Api", "Path: /go, Method: post, RestApiId: !Ref Nobody")),
      "Resource with id [M] is invalid. Event with id [E] is invalid. RestApiId"));
  CHECK(says_machine(
      rejection(machine_event("Api", "Path: /go, Method: post, Auth: {Authorizer: X, A: b}")),
      "found: 1. Event with id [E] is invalid. Unable to set Authorizer [X] on API method "
      "[post] for path [/go] because the related API does not define any Authorizers."));
  CHECK(says_machine(rejection(machine_event("Api",
                                             "Path: /go, Method: post, "
                                             "Auth: {ApiKeyRequired: false, A: b}")),
                     "Unable to set ApiKeyRequired [False] on API method [post] for path [/go]"));
  CHECK(
      says_machine(rejection(machine_event("SQS", "Queue: q")),
                   "Resource dict has missing or invalid value for key Type. Event Type is: SQS."));
  CHECK(says_machine(rejection(machine_event("Schedule", "Nope: x")),
                     "Resource with id [ME] is invalid. "));
}

TEST_CASE("two routes of the same path and method are one too many") {
  const std::string text =
      rejection(with_definition("Events: {A: {Type: Api, Properties: {Path: /x, Method: get}}, "
                                "B: {Type: Api, Properties: {Path: /x, Method: GET}}}"));
  CHECK(says_machine(
      text, "Event with id [B] is invalid. API method \\\"get\\\" defined multiple times"));
}

TEST_CASE("what is not a function's is named as not emulated") {
  const std::string notes = notes_of(load_text(with_definition("")));
  CHECK(says_machine(notes, "AWS::StepFunctions::StateMachine (`M`)"));
}

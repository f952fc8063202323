// What SAM says of templates that are wrong in ways nobody writes on purpose.
#include <doctest/doctest.h>

#include <string>

#include "tests/unit/template/sam_support.h"

using namespace brume::emulator;

namespace {

std::string with_resource(const std::string& resource) {
  return "Resources:\n  R: {" + resource + "}\n";
}

std::string function_with(const std::string& properties) {
  return with_resource(
      "Type: AWS::Serverless::Function, Properties: {Runtime: r, Handler: h, CodeUri: "
      "'s3://b/k', " +
      properties + "}");
}

void rejects(const std::string& text, const std::string& said) {
  const std::string json = rejection(text);
  INFO(json);
  CHECK(json.find("Number of errors found: 1. " + said + "\"") != std::string::npos);
}

}  // namespace

TEST_CASE("the attributes that SAM reads of each resource are texts, or the template ends there") {
  for (const std::string name : {"Condition", "DeletionPolicy", "UpdateReplacePolicy"}) {
    for (const std::string type : {"AWS::Serverless::SimpleTable", "AWS::SQS::Queue"}) {
      rejects(
          with_resource("Type: " + type + ", " + name + ": [a]"),
          "Structure of the SAM template is invalid. Every " + name + " member must be a string.");
    }
  }
  CHECK(transform(with_resource("Type: AWS::Serverless::SimpleTable, Condition: []")).accepted);
}

TEST_CASE("properties that are no map: whom SAM asks first, and whom as it comes to them") {
  rejects(with_resource("Type: AWS::Serverless::Application, Properties: [a]"),
          "Resource with id [R] is invalid. Attribute 'Properties' should be a map.");
  for (const std::string type : {"Connector", "GraphQLApi"}) {
    rejects(with_resource("Type: AWS::Serverless::" + type + ", Properties: [a]"),
            "Resource with id [R] is invalid. Properties of a resource must be an object.");
  }
}

TEST_CASE("an event that stands alone and is no map") {
  const std::string lead = "Resource with id [R] is invalid. Event with id [";
  rejects(function_with("Events: {E: text}"),
          lead + "E] is invalid. 'str' object has no attribute 'get'");
  rejects(function_with("Events: {Fn::If: [a, b, c]}"),
          lead + "Fn::If] is invalid. 'list' object has no attribute 'get'");
  rejects(with_resource("Type: AWS::Serverless::StateMachine, Properties: {Role: r, Definition: "
                        "{A: b}, Events: {E: null}}"),
          lead + "E] is invalid. 'NoneType' object has no attribute 'get'");
}

TEST_CASE("the ids of what is made are alphanumeric too") {
  const std::string said = "is invalid. Logical ids must be alphanumeric.";
  rejects(function_with("Events: {E: {Type: Schedule, Properties: {Schedule: s, DeadLetterConfig: "
                        "{Type: SQS, QueueLogicalId: my-queue}}}}"),
          "Resource with id [my-queue] " + said);
  rejects(with_resource("Type: AWS::Serverless::Api, Properties: {StageName: s, Auth: "
                        "{Authorizers: {my-auth: {FunctionArn: f}}}}"),
          "Resource with id [Rmy-authAuthorizerPermission] " + said);
  rejects(with_resource("Type: AWS::Serverless::StateMachine, Properties: {Role: r, Definition: "
                        "{A: b}, AutoPublishAlias: my-alias}"),
          "Resource with id [RAliasmy-alias] " + said);
}

TEST_CASE("a document that is none of OpenAPI can have no description") {
  rejects(with_resource("Type: AWS::Serverless::HttpApi, Properties: {Description: d, "
                        "DefinitionBody: {swagger: '2.0', paths: {}}}"),
          "Structure of the SAM template is invalid. Invalid OpenApi document. Invalid values or "
          "missing keys for 'openapi' or 'paths' in 'DefinitionBody'.");
}

TEST_CASE("a default authorizer is looked at only where there are authorizers") {
  const auto api = [](const std::string& auth) {
    return with_resource("Type: AWS::Serverless::Api, Properties: {StageName: s, Auth: {" + auth +
                         "}}");
  };
  CHECK(transform(api("DefaultAuthorizer: {Ref: X}")).accepted);
  rejects(api("DefaultAuthorizer: {Ref: X}, Authorizers: {A: {UserPoolArn: u}}"),
          "Resource with id [R] is invalid. DefaultAuthorizer is not a string.");
}

TEST_CASE("the region and the partition are known to SAM where it looks parameters up") {
  const Value root = expanded(
      function_with("AutoPublishAlias: !Ref AWS::Region, EventInvokeConfig: {DestinationConfig: "
                    "{OnSuccess: {Type: SQS, Destination: !Sub 'arn:${AWS::Partition}:${X}'}}}"));
  CHECK(at(root, {"Resources", "RAliasusDeastD1", "Properties", "Name"}) == "\"us-east-1\"");
  CHECK(at(root, {"Resources", "REventInvokeConfig", "Properties", "DestinationConfig"}) ==
        R"({"OnSuccess":{"Destination":{"Fn::Sub":"arn:aws:${X}"}}})");
}

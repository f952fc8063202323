// What SAM says of templates that are wrong in ways nobody writes on purpose.
#include <doctest/doctest.h>

#include <string>

#include "tests/unit/template/sam_support.h"

using namespace brume::emulator;

namespace {

std::string with_resource(const std::string& resource) {
  return "Resources:\n  R: {" + resource + "}\n";
}

std::string odd_function(const std::string& properties) {
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
  rejects(odd_function("Events: {E: text}"),
          lead + "E] is invalid. 'str' object has no attribute 'get'");
  rejects(odd_function("Events: {Fn::If: [a, b, c]}"),
          lead + "Fn::If] is invalid. 'list' object has no attribute 'get'");
  rejects(with_resource("Type: AWS::Serverless::StateMachine, Properties: {Role: r, Definition: "
                        "{A: b}, Events: {E: null}}"),
          lead + "E] is invalid. 'NoneType' object has no attribute 'get'");
}

TEST_CASE("the ids of what is made are alphanumeric too") {
  const std::string said = "is invalid. Logical ids must be alphanumeric.";
  rejects(odd_function("Events: {E: {Type: Schedule, Properties: {Schedule: s, DeadLetterConfig: "
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
      odd_function("AutoPublishAlias: !Ref AWS::Region, EventInvokeConfig: {DestinationConfig: "
                   "{OnSuccess: {Type: SQS, Destination: !Sub 'arn:${AWS::Partition}:${X}'}}}"));
  CHECK(at(root, {"Resources", "RAliasusDeastD1", "Properties", "Name"}) == "\"us-east-1\"");
  CHECK(at(root, {"Resources", "REventInvokeConfig", "Properties", "DestinationConfig"}) ==
        R"({"OnSuccess":{"Destination":{"Fn::Sub":"arn:aws:${X}"}}})");
}

TEST_CASE("SAM stops at the first IgnoreGlobals that is none") {
  const auto ignoring = [](const std::string& first) {
    const std::string lead = "{Type: AWS::Serverless::Function, IgnoreGlobals: ";
    const std::string rest = ", Properties: {Handler: h, CodeUri: 's3://b/k'}}\n";
    return "Globals: {Function: {Runtime: r}}\nResources:\n  R: " + lead + first + rest +
           "  S: " + lead + "other" + rest;
  };
  const std::string said =
      "Resource with id [R] is invalid. Resource R has invalid resource attribute 'IgnoreGlobals'";
  rejects(ignoring("text"), said + ".");
  rejects(ignoring("[{a: b}]"), said + " on item '{'a': 'b'}'.");
  CHECK(rejection(ignoring("''")).find("Resource S has") != std::string::npos);
}

TEST_CASE("the paths of a REST API's document are maps of maps, or lists of choices") {
  const auto api = [](const std::string& paths) {
    return with_resource(
        "Type: AWS::Serverless::Api, Properties: {StageName: s, Auth: {ApiKeyRequired: true}, "
        "DefinitionBody: {swagger: '2.0', paths: {/p: " +
        paths + "}}}");
  };
  const std::string lead = "Structure of the SAM template is invalid. ";
  rejects(api("{get: null}"), lead + "Definition of method 'get' for path '/p' should be a map.");
  rejects(api("{Fn::If: text}"), lead + "Value of Fn::If must be a list.");
  CHECK(transform(api("{summary: text, get: {}}")).accepted);
}

TEST_CASE("accounts in a resource policy are a list, or one of them an intrinsic") {
  const auto api = [](const std::string& accounts) {
    return with_resource(
        "Type: AWS::Serverless::Api, Properties: {StageName: s, Auth: {ResourcePolicy: "
        "{AwsAccountWhitelist: " +
        accounts + "}}, DefinitionBody: {swagger: '2.0', paths: {/p: {get: {}}}}}");
  };
  rejects(api("text"),
          "Structure of the SAM template is invalid. Type of 'text' must be a list or "
          "dictionary");
  CHECK(transform(api("!Ref Account")).accepted);
}

TEST_CASE("an implicit API is kept as long as any function that has a route of it") {
  const auto kept = [](const std::string& attribute, const std::string& value) {
    const Value root = expanded(
        "Resources:\n  R: {Type: AWS::Serverless::Function, " + attribute + ": " + value +
        ", Properties: {Runtime: r, Handler: h, CodeUri: 's3://b/k', Events: {E: {Type: Api, "
        "Properties: {Path: /, Method: get}}}}}\n  S: {Type: AWS::Serverless::Function, " +
        attribute + ": Delete" +
        ", Properties: {Runtime: r, Handler: h, CodeUri: 's3://b/k', Events: {E: {Type: Api, "
        "Properties: {Path: /s, Method: get}}}}}\n");
    return at(root, {"Resources", "ServerlessRestApi", attribute});
  };
  CHECK(kept("DeletionPolicy", "Retain") == "\"Retain\"");
  CHECK(kept("DeletionPolicy", "Snapshot") == "\"Delete\"");
  CHECK(kept("UpdateReplacePolicy", "Snapshot") == "\"Snapshot\"");
}

TEST_CASE("policies are asked where a role is given, and cors where the document has some") {
  rejects(odd_function("Role: arn, Policies: [{S3ReedPolicy: {}}]"),
          "Resource with id [R] is invalid. Policy at index 0 in the 'Policies' property is not "
          "valid");
  rejects(with_resource("Type: AWS::Serverless::HttpApi, Properties: {CorsConfiguration: true, "
                        "DefinitionBody: {openapi: 3.0.1, paths: {}, x-amazon-apigateway-cors: "
                        "[a]}}"),
          "Structure of the SAM template is invalid. Value of 'x-amazon-apigateway-cors' must be a "
          "dictionary according to Swagger spec.");
}

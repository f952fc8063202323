// AWS::Serverless::Connector and the Connectors attribute -> policies and permissions.
#include <doctest/doctest.h>

#include "tests/unit/template/sam_support.h"

using namespace brume::emulator;

namespace {

// Things to connect. R has a target with a role.
constexpr std::string_view kThings =
    "Transform: AWS::Serverless-2016-10-31\n"
    "Resources:\n"
    "  F: {Type: AWS::Lambda::Function, Properties: {Role: !GetAtt FR.Arn}}\n"
    "  G: {Type: AWS::Lambda::Function, Properties: {Role: !GetAtt GR.Arn}}\n"
    "  M: {Type: AWS::StepFunctions::StateMachine, Properties: {RoleArn: !GetAtt MR.Arn}}\n"
    "  T: {Type: AWS::DynamoDB::Table}\n"
    "  Q: {Type: AWS::SQS::Queue}\n"
    "  N: {Type: AWS::SNS::Topic}\n"
    "  B: {Type: AWS::S3::Bucket}\n"
    "  A: {Type: AWS::ApiGateway::RestApi}\n"
    "  E: {Type: AWS::Events::EventBus}\n"
    "  R: {Type: AWS::Events::Rule, Properties: {Targets: [{Arn: !GetAtt E.Arn, "
    "RoleArn: !GetAtt RR.Arn}]}}\n";

std::string connector(const std::string& properties, const std::string& rest = "") {
  return std::string(kThings) + "  C:\n    Type: AWS::Serverless::Connector\n    Properties: {" +
         properties + "}\n" + rest;
}

std::string link(const std::string& source, const std::string& destination,
                 const std::string& permissions) {
  return "Source: {Id: " + source + "}, Destination: {Id: " + destination + "}, Permissions: [" +
         permissions + "]";
}

bool says_connector(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("a function reaches a table by a policy of its role") {
  const Value root = expanded(connector(link("F", "T", "Read")));
  CHECK(at(root, {"Resources", "C"}) == "nothing");
  CHECK(at(root, {"Resources", "CPolicy", "Type"}) == "\"AWS::IAM::ManagedPolicy\"");
  CHECK(at(root, {"Resources", "CPolicy", "Properties"}) ==
        R"({"PolicyDocument":{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":)"
        R"(["dynamodb:GetItem","dynamodb:Query","dynamodb:Scan","dynamodb:BatchGetItem",)"
        R"("dynamodb:ConditionCheckItem","dynamodb:PartiQLSelect"],"Resource":)"
        R"([{"Fn::GetAtt":["T","Arn"]},{"Fn::Sub":["${DestinationArn}/index/*",)"
        R"({"DestinationArn":{"Fn::GetAtt":["T","Arn"]}}]}]}]},"Roles":[{"Ref":"FR"}]})");
  CHECK(at(root, {"Resources", "CPolicy", "Metadata"}) ==
        R"({"aws:sam:connectors":{"C":{"Source":{"Type":"AWS::Lambda::Function"},)"
        R"("Destination":{"Type":"AWS::DynamoDB::Table"}}}})");
}

TEST_CASE("whom a service calls gets a permission") {
  const Value root = expanded(connector(
      "Source: {Id: A, Qualifier: Prod/GET/x}, Destination: {Id: F}, Permissions: [Write]"));
  CHECK(at(root, {"Resources", "CWriteLambdaPermission", "Properties"}) ==
        R"({"Action":"lambda:InvokeFunction","FunctionName":{"Fn::GetAtt":["F","Arn"]},)"
        R"("Principal":"apigateway.amazonaws.com","SourceArn":{"Fn::Sub":)"
        R"(["arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:)"
        R"(${SourceResourceId}/${SourceQualifier}",{"SourceResourceId":{"Ref":"A"},)"
        R"("SourceQualifier":"Prod/GET/x"}]}})");
  const Value bucket = expanded(connector(link("B", "F", "Write")));
  CHECK(at(bucket, {"Resources", "CWriteLambdaPermission", "Properties", "SourceAccount"}) ==
        R"({"Fn::Sub":"${AWS::AccountId}"})");
}

TEST_CASE("queues and topics get a policy of their own") {
  const Value queue = expanded(connector(link("N", "Q", "Write")));
  CHECK(at(queue, {"Resources", "CQueuePolicy", "Properties"}) ==
        R"({"Queues":[{"Ref":"Q"}],"PolicyDocument":{"Version":"2012-10-17","Statement":)"
        R"([{"Effect":"Allow","Principal":{"Service":"sns.amazonaws.com"},"Resource":)"
        R"({"Fn::GetAtt":["Q","Arn"]},"Action":"sqs:SendMessage","Condition":{"ArnEquals":)"
        R"({"aws:SourceArn":{"Ref":"N"}}}}]}})");
  const Value topic = expanded(connector(link("R", "N", "Write")));
  CHECK(at(topic, {"Resources", "CTopicPolicy", "Properties", "Topics"}) == R"([{"Ref":"N"}])");
}

TEST_CASE("a rule reaches a bus with the role of that target") {
  const Value root = expanded(connector(link("R", "E", "Write")));
  CHECK(at(root, {"Resources", "CPolicy", "Properties", "Roles"}) == R"([{"Ref":"RR"}])");
  CHECK(says_connector(rejection(connector(link("R", "M", "Write"))),
                       "Unable to get IAM role name from 'Source' resource."));
}

TEST_CASE("a mapping waits for the policy that lets the function read") {
  const Value root =
      expanded(connector(link("Q", "F", "Read, Write"),
                         "  S: {Type: AWS::Lambda::EventSourceMapping, DependsOn: T, Properties: "
                         "{FunctionName: !Ref F, EventSourceArn: !GetAtt Q.Arn}}\n"));
  CHECK(at(root, {"Resources", "S", "DependsOn"}) == R"(["T","CPolicy"])");
}

TEST_CASE("a machine that runs another waits for its policy, and who waits for it waits too") {
  const Value root = expanded(connector(link("M", "M", "Read, Write"),
                                        "  W: {Type: AWS::SNS::Topic, DependsOn: [Q, C]}\n"));
  CHECK(at(root, {"Resources", "M", "DependsOn"}) == R"(["CPolicy"])");
  CHECK(at(root, {"Resources", "W", "DependsOn"}) == R"(["Q","CPolicy"])");
  CHECK(says_connector(to_json(root), "StepFunctionsGetEventsForStepFunctionsExecutionRule"));
}

TEST_CASE("each of many destinations is numbered") {
  const Value root =
      expanded(connector("Source: {Id: F}, Destination: [{Id: T}, {Id: Q}], Permissions: [Write]"));
  CHECK(at(root, {"Resources", "CPolicyDestination0", "Type"}) == "\"AWS::IAM::ManagedPolicy\"");
  CHECK(says_connector(at(root, {"Resources", "CPolicyDestination1"}), "sqs:SendMessage"));
  CHECK(
      says_connector(rejection(connector("Source: {Id: F}, Destination: [], Permissions: [Write]")),
                     "[C] is invalid. 'Destination' is an empty list"));
}

TEST_CASE("an end may be described instead of named") {
  const Value root = expanded(
      connector("Source: {Type: AWS::Serverless::Function, RoleName: mine}, "
                "Destination: {Type: AWS::SQS::Queue, Arn: theirs}, Permissions: [Write]"));
  CHECK(at(root, {"Resources", "CPolicy", "Properties", "Roles"}) == "[\"mine\"]");
  CHECK(says_connector(at(root, {"Resources", "CPolicy"}), R"("Resource":["theirs"])"));
}

TEST_CASE("SAM's own resources are connected as what they became") {
  const Value root =
      expanded(std::string(kThings) +
               "  S: {Type: AWS::Serverless::Function, Properties: {InlineCode: x, Handler: a.b, "
               "Runtime: provided.al2023}}\n"
               "  C:\n    Type: AWS::Serverless::Connector\n    DependsOn: Q\n    Properties: {" +
               link("S", "T", "Write") + "}\n");
  CHECK(at(root, {"Resources", "CPolicy", "Properties", "Roles"}) == R"([{"Ref":"SRole"}])");
  CHECK(at(root, {"Resources", "CPolicy", "DependsOn"}) == "\"Q\"");
  CHECK(
      says_connector(at(root, {"Resources", "CPolicy", "Metadata"}), "AWS::Serverless::Function"));
}

TEST_CASE("Connectors of a resource are connectors from it") {
  const Value root =
      expanded(std::string(kThings) +
               "  X:\n    Type: AWS::ApiGateway::RestApi\n    Connectors:\n      ToF: {Properties: "
               "{SourceReference: {Qualifier: q}, Destination: {Id: F}, Permissions: [Write]}}\n");
  CHECK(at(root, {"Resources", "X"}) == R"({"Type":"AWS::ApiGateway::RestApi"})");
  CHECK(says_connector(at(root, {"Resources", "XToFWriteLambdaPermission"}),
                       R"("SourceQualifier":"q")"));
}

TEST_CASE("what is wrong with an embedded connector is told of the resource or of it") {
  const auto with = [](const std::string& connectors) {
    return rejection(std::string(kThings) +
                     "  X:\n    Type: AWS::SNS::Topic\n    Connectors: " + connectors + "\n");
  };
  CHECK(says_connector(with("[a]"), "[X] is invalid. Attribute 'X.Connectors' should be a map."));
  CHECK(says_connector(with("{Y: [a]}"), "[XY] is invalid. X.XY should be a map."));
  CHECK(says_connector(with("{Y: {}}"),
                       "[X] is invalid. Attribute 'Connectors.Y.Properties' should be"));
  CHECK(says_connector(with("{Y: {Properties: {SourceReference: {Id: F}}}}"),
                       "[Y] is invalid. 'Id' shouldn't be defined in 'SourceReference'."));
  CHECK(says_connector(with("{Y: {Properties: {Permissions: [Write]}}}"),
                       "[XY] is invalid. Missing required property 'Destination'."));
  CHECK(says_connector(with("{Y: [a], Z: [a]}"), "Number of errors found: 2."));
}

TEST_CASE("a connector that cannot be is refused as SAM refuses it") {
  const auto refused = [](const std::string& properties, std::string_view words) {
    const std::string text = rejection(connector(properties));
    INFO(text);
    CHECK(says_connector(text, words));
  };
  refused(link("T", "Q", "Read"),
          "Unable to create connector from AWS::DynamoDB::Table to AWS::SQS::Queue; it's not "
          "supported or the template is invalid.");
  refused(link("F", "T", ""), "'Permissions' cannot be empty; valid values are: Read, Write.");
  refused(link("F", "N", "Read"),
          "Unsupported 'Permissions' provided for connector from AWS::Lambda::Function to "
          "AWS::SNS::Topic; valid values are: Write.");
  refused(link("Q", "F", "Read"), "valid combinations are: Read + Write.");
  refused(link("M", "M", "Write"), "valid combinations are: Read, Read + Write.");
  refused(link("F", "Nobody", "Read"), "Unable to find resource with logical ID 'Nobody'.");
  refused("Source: {Id: 42}, Destination: {Id: F}, Permissions: [Write]",
          "'Id' is missing or not a string.");
  refused("Source: {Id: F, Arn: a}, Destination: {Id: F}, Permissions: [Write]",
          "Must provide 'Id' (with optional 'Qualifier') or a supported combination of other");
  refused("Source: {Arn: a}, Destination: {Id: F}, Permissions: [Write]",
          "'Type' is missing or not a string.");
  refused("Source: {Type: AWS::SNS::Topic, Name: n}, Destination: {Id: F}, Permissions: [Write]",
          "Source.Arn is missing.");
  refused(
      "Source: {Type: AWS::SNS::Topic, Arn: n}, Destination: {Type: AWS::SQS::Queue, Arn: a}, "
      "Permissions: [Write]",
      "Unable to get SQS queue URL from 'Destination' resource.");
  refused("Source: text, Destination: {Id: F}, Permissions: [Write]",
          "Type of property 'Source' is invalid.");
}

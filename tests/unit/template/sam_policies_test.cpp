// `Policies` of a SAM resource: names, documents, templates and choices of them.
#include <doctest/doctest.h>

#include "emulator/template/sam/core/policy_statements.h"
#include "tests/unit/template/sam_support.h"

using namespace brume::emulator;

namespace {

std::string with_policies(const std::string& policies, const std::string& more = {}) {
  return function_template("      Policies: " + policies + "\n" + more);
}

// What the role made has of the first policy that is a document.
std::string document(const std::string& policies) {
  const Value root = expanded(with_policies(policies));
  const Value* role = root.find("Resources")->find("HelloRole");
  REQUIRE(role != nullptr);
  const Value* documents = role->find("Properties")->find("Policies");
  REQUIRE(documents != nullptr);
  return at(documents->items().front(), {"PolicyDocument", "Statement"});
}

struct PolicyCase {
  const char* policies;
  const char* words;
};

}  // namespace

TEST_CASE("a policy template becomes the statements it stands for") {
  CHECK(document("[{SQSPollerPolicy: {QueueName: !GetAtt Q.QueueName}}]") ==
        R"([{"Effect":"Allow","Action":["sqs:ChangeMessageVisibility",)"
        R"("sqs:ChangeMessageVisibilityBatch","sqs:DeleteMessage","sqs:DeleteMessageBatch",)"
        R"("sqs:GetQueueAttributes","sqs:ReceiveMessage"],"Resource":{"Fn::Sub":[)"
        R"("arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:${queueName}",)"
        R"({"queueName":{"Fn::GetAtt":["Q","QueueName"]}}]}}])");
  CHECK(document("{KMSDecryptPolicy: {KeyId: k, Other: 1}}") ==
        R"([{"Effect":"Allow","Action":"kms:Decrypt","Resource":{"Fn::Sub":[)"
        R"("arn:${AWS::Partition}:kms:${AWS::Region}:${AWS::AccountId}:key/${keyId}",)"
        R"({"keyId":"k"}]}}])");
  CHECK(document("{VPCAccessPolicy: {}}") ==
        R"([{"Effect":"Allow","Action":["ec2:CreateNetworkInterface",)"
        R"("ec2:DeleteNetworkInterface","ec2:DescribeNetworkInterfaces",)"
        R"("ec2:DetachNetworkInterface"],"Resource":"*"}])");
  CHECK(document("{S3WritePolicy: {BucketName: b}}").find(R"("arn:${AWS::Partition}:s3:::$)") !=
        std::string::npos);
  CHECK(document("{PollyFullAccessPolicy: {LexiconName: l}}")
            .find(R"("Resource":[{"Fn::Sub":"arn:${AWS::Partition}:polly:${AWS::Region}:)"
                  R"(${AWS::AccountId}:lexicon/*"}])") != std::string::npos);
}

TEST_CASE("a policy template's statements may have a condition, and an ARN of its own") {
  CHECK(document("{EFSWriteAccessPolicy: {FileSystem: f, AccessPoint: p}}")
            .find(R"("Condition":{"StringEquals":{"elasticfilesystem:AccessPointArn":{"Fn::Sub":[)"
                  R"("arn:${AWS::Partition}:elasticfilesystem:${AWS::Region}:${AWS::AccountId}:)"
                  R"(access-point/${AccessPoint}",{"AccessPoint":"p"}]}}})") != std::string::npos);
  CHECK(document("{AWSSecretsManagerGetSecretValuePolicy: {SecretArn: a}}")
            .find(R"("Resource":{"Fn::Sub":["${secretArn}",{"secretArn":"a"}]})") !=
        std::string::npos);
}

TEST_CASE("a policy template has the statements up to the next one's") {
  CHECK(sam::policy_statements("").empty());
  CHECK(sam::policy_statements("S3ReedPolicy").empty());
  CHECK(sam::policy_statements("StepFunctionsExecutionPolicy_v2").size() == 1);
  CHECK(sam::policy_statements("SSMParameterReadPolicy").size() == 2);
  CHECK(sam::policy_statements("VPCAccessPolicy").size() == 1);
}

TEST_CASE("a choice of policies is one in the role") {
  const Value root =
      expanded("Conditions: {C: !Equals [a, a]}\n" +
               with_policies("[!If [C, {VPCAccessPolicy: {}}, !Ref AWS::NoValue], "
                             "!If [C, a, !Ref AWS::NoValue], "
                             "!If [C, {Statement: []}, {Statement: [], Version: v}]]"));
  const Value& properties = *root.find("Resources")->find("HelloRole")->find("Properties");
  const Value::List& documents = properties.find("Policies")->items();
  REQUIRE(documents.size() == 2);
  const Value::List& first = documents[0].find("Fn::If")->items();
  CHECK(at(first[1], {"PolicyName"}) == R"("HelloRolePolicy0")");
  CHECK(at(first[2], {"Ref"}) == R"("AWS::NoValue")");
  const Value::List& second = documents[1].find("Fn::If")->items();
  CHECK(at(second[2], {"PolicyDocument", "Version"}) == R"("v")");
  CHECK(at(properties, {"ManagedPolicyArns"}).find(R"({"Fn::If":["C","a",)") != std::string::npos);
}

TEST_CASE("wrong policies") {
  const PolicyCase cases[] = {
      {"[{A: 1, B: 2}]", "Policy at index 0 in the 'Policies' property is not valid"},
      {"[a, {S3ReedPolicy: {BucketName: b}}, {}]",
       "Policy at index 1 in the 'Policies' property is not valid"},
      {"[!If [C, [a], [b]]]", "Policy at index 0 in the 'Policies' property is not valid"},
      {"[{S3ReadPolicy: {}}]",
       "Following required parameters of template 'S3ReadPolicy' don't have values: "
       "['BucketName']"},
      {"[!If [C, {S3ReadPolicy: {}}, !Ref AWS::NoValue]]",
       "Following required parameters of template 'S3ReadPolicy' don't have values: "
       "['BucketName']"},
      {"[{S3ReadPolicy: b}]",
       "Must specify valid parameter values for policy template 'S3ReadPolicy'"},
      {"[{VPCAccessPolicy: null}]",
       "Must specify valid parameter values for policy template 'VPCAccessPolicy'"},
  };
  for (const PolicyCase& each : cases) {
    INFO(std::string(each.policies));
    CHECK(rejection("Conditions: {C: !Equals [a, a]}\n" + with_policies(each.policies))
              .find("Number of errors found: 1. Resource with id [Hello] is invalid. " +
                    std::string(each.words) + "\"") != std::string::npos);
  }
}

TEST_CASE("a choice of policies must be whole, and of one kind") {
  CHECK(rejection(with_policies("[!If [C, a]]"))
            .find("Number of errors found: 1. Structure of the SAM template is invalid. Fn::If "
                  "requires 3 arguments\"") != std::string::npos);
  CHECK(rejection(with_policies("[!If [C, a, {VPCAccessPolicy: {}}]]"))
            .find("Number of errors found: 1. Structure of the SAM template is invalid. Different "
                  "policy types within the same Fn::If statement is unsupported. Separate "
                  "different policy types into different Fn::If statements\"") !=
        std::string::npos);
}

TEST_CASE("policy templates are looked at before anything else, the rest with the role") {
  const std::string wrong = "      Unknown: 1\n      Events: {E: {Type: SNS, Properties: {}}}\n";
  CHECK(rejection(with_policies("[{S3ReadPolicy: {}}]", wrong)).find("Unknown") ==
        std::string::npos);
  CHECK(rejection(with_policies("[{S3ReadPolicy: {}}]", "      Role: r\n")).find("S3ReadPolicy") !=
        std::string::npos);
  CHECK(rejection(with_policies("[{S3ReedPolicy: {}}]", "      Role: r\n")).find("at index 0") !=
        std::string::npos);
}

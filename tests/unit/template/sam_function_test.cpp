// What SAM makes of a function beside its events, and how it rejects one.
#include <doctest/doctest.h>

#include "tests/unit/template/sam_support.h"

using namespace brume::emulator;

namespace {

// A function with these properties and nothing else.
std::string bare_function(const std::string& properties) {
  return "Resources:\n  Hello:\n    Type: AWS::Serverless::Function\n    Properties: {" +
         properties + "}\n";
}

constexpr const char* kCode = "CodeUri: s3://bucket/key, Handler: a, Runtime: b, ";

std::string function_with(const std::string& properties) {
  return bare_function(kCode + properties);
}

// What follows "Resource with id [Hello] is invalid. " in SAM's message.
std::string words_about(const std::string& text, const std::string& id = "Hello") {
  const std::string json = rejection(text);
  const std::string lead = "Resource with id [" + id + "] is invalid. ";
  const std::size_t at = json.find(lead);
  if (at == std::string::npos) return json;
  const std::size_t end = json.rfind("\"\n}");
  return json.substr(at + lead.size(), end - at - lead.size());
}

struct FunctionCase {
  const char* properties;
  const char* words;
};

}  // namespace

TEST_CASE("a function's wrong properties are rejected in SAM's words") {
  const FunctionCase cases[] = {
      {"Tags: [a]", "Property 'Tags' should be a map."},
      {"Role: [a]", "Property 'Role' should be a string."},
      {"AutoPublishAlias: [a]", "Type of property 'AutoPublishAlias' is invalid."},
      {"Policies: 5", "Type of property 'Policies' is invalid."},
      {"Environment: {A: 1, B: 2}", "Type of property 'Environment' is invalid."},
      {"PropagateTags: 5", "Type of property 'PropagateTags' is invalid."},
      {"Foo: 1, Tags: []",
       "property Foo not defined for resource of type AWS::Serverless::Function"},
      {"VersionDeletionPolicy: Keep",
       "Property 'VersionDeletionPolicy' should be a one of the strings: 'Delete' or 'Retain'."},
      {"PackageType: Tar", "invalid 'PackageType' : Tar"},
      {"PackageType: !Ref P", "invalid 'PackageType' : {'Ref': 'P'}"},
      {"ImageConfig: {Command: [a]}",
       "ImageUri or ImageConfig cannot be present when PackageType is of type `Zip`"},
      {"PackageType: Image, ImageUri: x",
       "Runtime, Handler, Layers cannot be present when PackageType is of type `Image`"},
      {"PackageType: Image, ImageUri: ''",
       "'ImageUri' requires that a image hosted at a registry be specified."},
      {"Tags: {'lambda:createdBy': me}",
       "lambda:createdBy is a reserved Tag key name and cannot be set on your resource. Please "
       "change the tag key in the input."},
      {"Tags: {'serverlessrepo:applicationId': me}",
       "serverlessrepo:applicationId is a reserved Tag key name and cannot be set on your "
       "resource. Please change the tag key in the input."},
      {"DeadLetterQueue: {Type: SQS}",
       "'DeadLetterQueue' requires Type and TargetArn properties to be specified."},
      {"DeadLetterQueue: {Type: MQ, TargetArn: a}",
       "'DeadLetterQueue' requires Type of ['SQS', 'SNS']"},
      {"ProvisionedConcurrencyConfig: {ProvisionedConcurrentExecutions: 1}",
       "To set ProvisionedConcurrencyConfig AutoPublishALias must be defined on the function"},
      {"FunctionScalingConfig: {A: 1, B: 2}",
       "'FunctionScalingConfig' requires 'CapacityProviderConfig'."},
      {"TenancyConfig: {TenantIsolationMode: PER_TENANT}, SnapStart: {ApplyOn: None}",
       "SnapStart is not supported for functions enabled with tenancy configuration."},
      {"CapacityProviderConfig: {PerExecutionEnvironmentMaxConcurrency: 1}",
       "Invalid CapacityProviderConfig: 1 validation error for CapacityProviderConfig\\nArn\\n  "
       "field required (type=value_error.missing)"},
      {"EventInvokeConfig: {DestinationConfig: {OnFailure: {Type: MQ}}}",
       "'Type: MQ' must be one of ['SQS', 'SNS', 'EventBridge', 'Lambda', 'S3Bucket']"},
      {"EventInvokeConfig: {DestinationConfig: {OnFailure: {Type: Lambda}}}",
       "Destination is required if Type is not ['SQS', 'SNS']"},
  };
  for (const FunctionCase& each : cases) {
    CAPTURE(each.properties);
    CHECK(words_about(function_with(each.properties)) == std::string(each.words));
  }
}

TEST_CASE("a map of one member stands for any kind, as an intrinsic does") {
  CHECK(transform(function_with("FunctionName: {Unknown: x}")).accepted);
  CHECK(words_about(function_with("AutoPublishAliasAllProperties: !Ref X")) ==
        "Type of property 'AutoPublishAliasAllProperties' is invalid.");
}

TEST_CASE("a function may have two architectures as far as SAM is concerned") {
  CHECK(transform(function_with("Architectures: [x86_64, arm64]")).accepted);
}

TEST_CASE("a capacity provider gets a role, and its members the names that Lambda has") {
  const Value root = expanded(
      "Resources:\n  C:\n    Type: AWS::Serverless::CapacityProvider\n    Properties:\n"
      "      VpcConfig: {SubnetIds: [a], SecurityGroupIds: [b]}\n"
      "      Tags: {team: t}\n"
      "      InstanceRequirements: {AllowedTypes: [m5.large]}\n"
      "      ScalingConfig: {MaxVCpuCount: 8, AverageCPUUtilization: 70}\n");
  CHECK(at(root, {"Resources", "C", "Properties", "PermissionsConfig"}) ==
        R"({"CapacityProviderOperatorRoleArn":{"Fn::GetAtt":["COperatorRole","Arn"]}})");
  CHECK(at(root, {"Resources", "C", "Properties", "InstanceRequirements"}) ==
        R"({"AllowedInstanceTypes":["m5.large"]})");
  CHECK(at(root, {"Resources", "C", "Properties", "CapacityProviderScalingConfig"}) ==
        R"({"MaxVCpuCount":8,"ScalingMode":"Manual","ScalingPolicies":[{"PredefinedMetricType":)"
        R"("LambdaCapacityProviderAverageCPUUtilization","TargetValue":70}]})");
  CHECK(at(root, {"Resources", "C", "Properties", "Tags"}) ==
        R"([{"Key":"team","Value":"t"},{"Key":"lambda:createdBy","Value":"SAM"}])");
}

TEST_CASE("a capacity provider's mistakes are told by the model of its properties") {
  const FunctionCase cases[] = {
      {"VpcConfig: {A: 1}",
       "Property 'VpcConfig.SubnetIds' is required. Property 'VpcConfig.A' is an invalid "
       "property."},
      {"Tags: {}", "Missing required property 'VpcConfig'."},
      {"VpcConfig: [a]", "Property 'VpcConfig' should be a map."},
      {"VpcConfig: {SubnetIds: a}",
       "Property 'VpcConfig.SubnetIds' value must be dictionary or list."},
      {"VpcConfig: {SubnetIds: [a]}, ScalingConfig: {MaxVCpuCount: many}",
       "Property 'ScalingConfig.MaxVCpuCount' value must be dictionary or integer."},
      {"VpcConfig: {SubnetIds: [a]}, InstanceRequirements: {AllowedTypes: [a], ExcludedTypes: "
       "[b]}",
       "Cannot specify 'InstanceRequirements.AllowedTypes' and "
       "'InstanceRequirements.ExcludedTypes' together."},
  };
  for (const FunctionCase& each : cases) {
    CAPTURE(each.properties);
    const std::string text =
        "Resources:\n  C: {Type: AWS::Serverless::CapacityProvider, Properties: {" +
        std::string(each.properties) + "}}\n";
    CHECK(words_about(text, "C") == std::string(each.words));
  }
}

TEST_CASE("a deployment preference makes an application, a role, a group and an update policy") {
  const Value root = expanded(function_with(
      "AutoPublishAlias: live, DeploymentPreference: {Type: Canary10Percent5Minutes, Alarms: "
      "[!Ref A], Hooks: {PreTraffic: !Ref P}}"));
  CHECK(at(root, {"Resources", "ServerlessDeploymentApplication", "Properties"}) ==
        R"({"ComputePlatform":"Lambda"})");
  CHECK(at(root, {"Resources", "CodeDeployServiceRole", "Type"}) == "\"AWS::IAM::Role\"");
  CHECK(at(root, {"Resources", "HelloDeploymentGroup", "Properties", "DeploymentConfigName"}) ==
        R"({"Fn::Sub":["CodeDeployDefault.Lambda${ConfigName}",{"ConfigName":)"
        R"("Canary10Percent5Minutes"}]})");
  CHECK(at(root, {"Resources", "HelloDeploymentGroup", "Properties", "AlarmConfiguration"}) ==
        R"({"Enabled":true,"Alarms":[{"Name":{"Ref":"A"}}]})");
  CHECK(at(root, {"Resources", "HelloAliaslive", "UpdatePolicy"}) ==
        R"({"CodeDeployLambdaAliasUpdate":{"ApplicationName":{"Ref":)"
        R"("ServerlessDeploymentApplication"},"DeploymentGroupName":{"Ref":)"
        R"("HelloDeploymentGroup"},"BeforeAllowTrafficHook":{"Ref":"P"}}})");
}

TEST_CASE("a deployment that is off makes nothing; a role of its own is taken") {
  const Value off = expanded(function_with(
      "AutoPublishAlias: live, DeploymentPreference: {Enabled: 'false', Type: AllAtOnce}"));
  CHECK(at(off, {"Resources", "ServerlessDeploymentApplication"}) == "nothing");
  const Value own = expanded(
      function_with("AutoPublishAlias: live, DeploymentPreference: {Type: Mine, Role: r}"));
  CHECK(at(own, {"Resources", "CodeDeployServiceRole"}) == "nothing");
  CHECK(at(own, {"Resources", "HelloDeploymentGroup", "Properties", "DeploymentConfigName"}) ==
        "\"Mine\"");
}

TEST_CASE("deployments are conditional when all functions are and let it through") {
  const std::string conditions = "Conditions: {A: !Equals [x, x], B: !Equals [y, y]}\n";
  const auto function = [](const std::string& id, const std::string& preference) {
    return "  " + id + ":\n    Type: AWS::Serverless::Function\n    Condition: " + id +
           "\n    Properties: {" + kCode + "AutoPublishAlias: l, DeploymentPreference: {Type: T" +
           preference + "}}\n";
  };
  const Value both =
      expanded(conditions + "Resources:\n" + function("A", ", PassthroughCondition: true") +
               function("B", ", PassthroughCondition: 'true'"));
  CHECK(at(both, {"Resources", "ServerlessDeploymentApplication", "Condition"}) ==
        "\"ServerlessCodeDeployCondition\"");
  CHECK(at(both, {"Conditions", "ServerlessCodeDeployCondition"}) ==
        R"({"Fn::Or":[{"Condition":"A"},{"Condition":"B"}]})");
  CHECK(at(both, {"Resources", "ADeploymentGroup", "Condition"}) == "\"A\"");
  const Value one = expanded(conditions + "Resources:\n" + function("A", "") +
                             function("B", ", PassthroughCondition: true"));
  CHECK(at(one, {"Resources", "ServerlessDeploymentApplication", "Condition"}) == "nothing");
}

TEST_CASE("a wrong deployment preference is rejected in SAM's words") {
  const FunctionCase cases[] = {
      {"DeploymentPreference: {Type: T}",
       "'DeploymentPreference' requires AutoPublishAlias property to be specified."},
      {"AutoPublishAlias: l, DeploymentPreference: {Role: r}",
       "'DeploymentPreference' is missing required Property 'Type'"},
      {"AutoPublishAlias: l, DeploymentPreference: {Type: T, Hooks: [a]}",
       "'Hooks' property of 'DeploymentPreference' must be a dictionary"},
      {"AutoPublishAlias: l, DeploymentPreference: {Type: T, Alarms: a}", "Alarms must be a list"},
      {"AutoPublishAlias: l, DeploymentPreference: {Type: T, PassthroughCondition: maybe}",
       "Invalid value for property PassthroughCondition."},
      {"AutoPublishAlias: l, DeploymentPreference: {Type: T, PassthroughCondition: !GetAtt A.B}",
       "Unsupported intrinsic: the only intrinsic functions supported for property "
       "PassthroughCondition are FindInMap and parameter Refs."},
  };
  for (const FunctionCase& each : cases) {
    CAPTURE(each.properties);
    CHECK(words_about(function_with(each.properties)) == std::string(each.words));
  }
}

TEST_CASE("tags reach what is made from a function, if they are to") {
  const std::string properties =
      "Tags: {team: t}, Events: {E: {Type: SQS, Properties: {Queue: q}}}";
  const Value kept = expanded(function_with(properties));
  CHECK(at(kept, {"Resources", "HelloE", "Properties", "Tags"}) == "nothing");
  const Value spread = expanded(function_with(properties + ", PropagateTags: true"));
  CHECK(at(spread, {"Resources", "HelloE", "Properties", "Tags"}) ==
        R"([{"Key":"team","Value":"t"}])");
  CHECK(at(spread, {"Resources", "HelloRole", "Properties", "Tags"}) ==
        R"([{"Key":"team","Value":"t"}])");
}

TEST_CASE("what is wrong around a function does not break its expansion") {
  CHECK(transform(function_with("DeadLetterQueue: {}")).accepted);
  const std::string events =
      "Events: {A: {Type: SQS, Properties: {Queue: null}}, B: {Type: SNS, Properties: {Topic: "
      "[null]}}, C: {Type: Kinesis, Properties: {StartingPosition: LATEST}}}";
  CHECK(words_about(function_with(events)).find("Missing required property 'Queue'.") !=
        std::string::npos);
  CHECK_FALSE(
      transform("Conditions: [a]\n" + function_with("Role: !If [C, r, !Ref AWS::NoValue], "
                                                    "Events: {A: {Type: SQS, Properties: {}}}"))
          .accepted);
  CHECK(rejection(function_with("Events: {A: {Type: Cognito, Properties: {Trigger: PreSignUp, "
                                "UserPool: !Ref Pool}}}") +
                  "  Pool: {Type: AWS::Cognito::UserPool, Properties: 1}\n")
            .find("should be a map") != std::string::npos);
}

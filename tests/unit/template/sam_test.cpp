
#include <doctest/doctest.h>

#include "emulator/template/model/logical_hash.h"
#include "tests/unit/template/sam_support.h"

using namespace brume::emulator;

TEST_CASE("Globals: scalars are replaced, maps merged, lists prepended") {
  const Value root = expanded(
      "Globals:\n  Function:\n    Timeout: 5\n    MemorySize: 256\n    Layers: [g1, g2]\n"
      "    Environment: {Variables: {AA: g, BB: g, CC: !Ref X}}\n" +
      function_template("      Timeout: 9\n      Layers: [own]\n"
                        "      Environment: {Variables: {BB: own, CC: {ZZ: own}}}\n"));
  const auto property = [&](std::string_view name) {
    return at(root, {"Resources", "Hello", "Properties", name});
  };
  CHECK(property("Timeout") == "9");
  CHECK(property("MemorySize") == "256");
  CHECK(property("Layers") == R"(["g1","g2","own"])");
  CHECK(at(root, {"Resources", "Hello", "Properties", "Environment", "Variables"}) ==
        R"({"AA":"g","BB":"own","CC":{"ZZ":"own"}})");
  CHECK(at(root, {"Globals"}) == "nothing");
  CHECK(at(root, {"Transform"}) == "nothing");
}

TEST_CASE("Globals are validated in SAM's words") {
  CHECK(rejection("Globals: {Function: {Timout: 5}}\n" + function_template(""))
            .find("'Globals' section is invalid. 'Timout' is not a supported property of "
                  "'Function'. Must be one of the following values - ['Handler', 'Runtime'") !=
        std::string::npos);
  CHECK(rejection("Globals: {Functions: {}}\n" + function_template(""))
            .find("'Functions' is not supported. Must be one of the following values - ['Api', "
                  "'CapacityProvider', 'Function'") != std::string::npos);
}

TEST_CASE("a mistake in Globals is told once, where it stands") {
  const Loaded loaded = load_text(
      "Globals: {Function: {MemorySize: 1}}\n" + function_template("") +
      "  Other:\n    Type: AWS::Serverless::Function\n    Properties: {CodeUri: ., Handler: a.b, "
      "Runtime: provided}\n");
  CHECK(errors_of(loaded) == "1:34 `MemorySize` must be an integer from 128 to 10240, found `1`\n");
}

TEST_CASE("IgnoreGlobals leaves globals out") {
  const Value all = expanded("Globals: {Function: {Timeout: 5, MemorySize: 256}}\n" +
                             function_template("    IgnoreGlobals: \"*\"\n"));
  CHECK(at(all, {"Resources", "Hello", "Properties", "Timeout"}) == "nothing");
  const Value one = expanded("Globals: {Function: {Timeout: 5, MemorySize: 256}}\n" +
                             function_template("    IgnoreGlobals: [Timeout]\n"));
  CHECK(at(one, {"Resources", "Hello", "Properties", "Timeout"}) == "nothing");
  CHECK(at(one, {"Resources", "Hello", "Properties", "MemorySize"}) == "256");
}

TEST_CASE("a function gets its role, with policies by name, statement and destination") {
  const Value root = expanded(function_template(
      "      Tracing: Active\n      DeadLetterQueue: {Type: SQS, TargetArn: q}\n"
      "      Policies:\n        - AWSLambdaBasicExecutionRole\n        - AmazonS3FullAccess\n"
      "        - {Statement: [{Effect: Allow, Action: x, Resource: y}]}\n"));
  CHECK(at(root, {"Resources", "Hello", "Properties", "Role"}) ==
        R"({"Fn::GetAtt":["HelloRole","Arn"]})");
  CHECK(at(root, {"Resources", "HelloRole", "Properties", "ManagedPolicyArns"}) ==
        R"(["arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole",)"
        R"("arn:aws:iam::aws:policy/AWSXrayWriteOnlyAccess",)"
        R"("arn:aws:iam::aws:policy/AmazonS3FullAccess"])");
  const Value* policies =
      root.find("Resources")->find("HelloRole")->find("Properties")->find("Policies");
  REQUIRE(policies->items().size() == 2);
  CHECK(policies->items()[0].find("PolicyName")->as_string() == "DeadLetterQueuePolicy");
  CHECK(policies->items()[1].find("PolicyName")->as_string() == "HelloRolePolicy2");
}

TEST_CASE("a function with a role of its own gets none") {
  const Value root = expanded(function_template("      Role: arn:aws:iam::1:role/r\n"));
  CHECK(at(root, {"Resources", "HelloRole"}) == "nothing");
}

TEST_CASE("AutoPublishAlias makes a version named by its content, and an alias") {
  const std::string text =
      "Resources:\n  Hello:\n    Type: AWS::Serverless::Function\n    Properties:\n"
      "      CodeUri: s3://bucket/key\n      Runtime: provided\n      Handler: a.b\n"
      "      AutoPublishAlias: live-1\n"
      "Outputs:\n  V: {Value: !Ref Hello.Version}\n  A: {Value: !Sub \"${Hello.Alias}\"}\n"
      "  N: {Value: !GetAtt Hello.Version.Version}\n";
  const Value root = expanded(text);
  // sha1 of {"S3Bucket":"bucket","S3Key":"key"}
  const std::string version =
      "HelloVersion" + sam::sha1_hex(R"({"S3Bucket":"bucket","S3Key":"key"})").substr(0, 10);
  CHECK(at(root, {"Resources", version, "Properties"}) == R"({"FunctionName":{"Ref":"Hello"}})");
  CHECK(at(root, {"Resources", version, "DeletionPolicy"}) == "\"Retain\"");
  CHECK(at(root, {"Resources", "HelloAliasliveD1", "Properties", "Name"}) == "\"live-1\"");
  CHECK(at(root, {"Outputs", "V", "Value"}) == R"({"Ref":")" + version + "\"}");
  CHECK(at(root, {"Outputs", "A", "Value"}) == R"({"Fn::Sub":"${HelloAliasliveD1}"})");
  CHECK(at(root, {"Outputs", "N", "Value"}) ==
        R"({"Fn::GetAtt":[")" + version + R"(","Version"]})");
}

TEST_CASE("the hash of a logical id is the one Python's json and hashlib give") {
  CHECK(sam::sha1_hex("abc") == "a9993e364706816aba3e25717850c26c9cd0d89d");
  CHECK(sam::sha1_hex(std::string(1000, 'a')) == "291e9a6c66994949b57ba5e650361e98fc36b1ba");
  CHECK(sam::logical_hash(Value("abc")) == "a9993e3647");
  const Value value = Value::map({{"b", Value::list({1, true, Value()})}, {"a", "é\"😀"}});
  CHECK(sam::logical_hash(value) ==
        sam::sha1_hex(R"({"a":"\u00e9\"\ud83d\ude00","b":[1,true,null]})").substr(0, 10));
}

TEST_CASE("a function URL points at the alias and is open for AuthType NONE only") {
  const Value open = expanded(
      function_template("      AutoPublishAlias: live\n"
                        "      FunctionUrlConfig: {AuthType: NONE, InvokeMode: BUFFERED}\n"));
  CHECK(at(open, {"Resources", "HelloUrl", "Properties", "TargetFunctionArn"}) ==
        R"({"Ref":"HelloAliaslive"})");
  CHECK(at(open, {"Resources", "HelloUrlPublicPermissions", "Properties", "Principal"}) == "\"*\"");
  const Value closed =
      expanded(function_template("      FunctionUrlConfig: {AuthType: AWS_IAM}\n"));
  CHECK(at(closed, {"Resources", "HelloUrlPublicPermissions"}) == "nothing");
  CHECK(rejection(function_template("      FunctionUrlConfig: {InvokeMode: BUFFERED}\n"))
            .find("AuthType is required to configure function property `FunctionUrlConfig`") !=
        std::string::npos);
  CHECK(
      rejection(
          function_template("      FunctionUrlConfig: {AuthType: NONE, Cors: {AllowOrigin: x}}\n"))
          .find("AllowOrigin is not a valid property for configuring Cors.") != std::string::npos);
}

TEST_CASE("EventInvokeConfig makes destinations that are not given") {
  const Value root = expanded(function_template(
      "      EventInvokeConfig:\n        MaximumRetryAttempts: 1\n        DestinationConfig:\n"
      "          OnSuccess: {Type: SQS}\n"
      "          OnFailure: {Type: Lambda, Destination: !GetAtt Hello.Arn}\n"));
  CHECK(at(root, {"Resources", "HelloEventInvokeConfig", "Properties", "Qualifier"}) ==
        "\"$LATEST\"");
  CHECK(at(root, {"Resources", "HelloEventInvokeConfig", "Properties", "DestinationConfig",
                  "OnSuccess", "Destination"}) ==
        R"({"Fn::GetAtt":["HelloEventInvokeConfigOnSuccessQueue","Arn"]})");
  CHECK(at(root, {"Resources", "HelloEventInvokeConfigOnSuccessQueue", "Type"}) ==
        "\"AWS::SQS::Queue\"");
  CHECK(rejection(function_template(
                      "      EventInvokeConfig: {DestinationConfig: {OnSuccess: {Type: SQX}}}\n"))
            .find("'Type: SQX' must be one of ['SQS', 'SNS', 'EventBridge', 'Lambda', "
                  "'S3Bucket']") != std::string::npos);
}

TEST_CASE("EventInvokeConfig has all attributes of its function but what it depends on") {
  const Value root =
      expanded(function_template("      EventInvokeConfig: {MaximumRetryAttempts: 0}\n"
                                 "    DependsOn: Queue\n    Metadata: {Who: me}\n"
                                 "  Queue: {Type: AWS::SQS::Queue}\n"));
  CHECK(at(root, {"Resources", "HelloEventInvokeConfig", "Metadata"}) == R"({"Who":"me"})");
  CHECK(at(root, {"Resources", "HelloEventInvokeConfig", "DependsOn"}) == "nothing");
  CHECK(at(root, {"Resources", "HelloEventInvokeConfig", "Properties", "DestinationConfig"}) ==
        "{}");
}

TEST_CASE("resource attributes are handed down") {
  const Value root = expanded("Conditions: {Wanted: !Equals [a, a]}\n" +
                              function_template("      AutoPublishAlias: live\n"
                                                "    Condition: Wanted\n    DependsOn: [Queue]\n"
                                                "    Metadata: {Who: me}\n"
                                                "  Queue: {Type: AWS::SQS::Queue}\n"));
  for (const char* id : {"Hello", "HelloRole", "HelloAliaslive"}) {
    CAPTURE(id);
    CHECK(at(root, {"Resources", id, "Condition"}) == "\"Wanted\"");
  }
  CHECK(at(root, {"Resources", "Hello", "DependsOn"}) == R"(["Queue"])");
  CHECK(at(root, {"Resources", "Hello", "Metadata"}) == R"({"Who":"me"})");
  CHECK(at(root, {"Resources", "HelloRole", "Metadata"}) == "nothing");
}

TEST_CASE("a rejected template says so in SAM's words, all resources in one message") {
  const std::string json = rejection(
      "Resources:\n  Bb:\n    Type: AWS::Serverless::Function\n"
      "    Properties: {CodeUri: \"http://x/y\", Handler: a.b, Runtime: provided}\n"
      "  Aa:\n    Type: AWS::Serverless::Function\n    Properties: {CodeUri: .}\n");
  CHECK(json ==
        "{\n  \"errorMessage\": \"Invalid Serverless Application Specification document. Number of "
        "errors found: 2. Resource with id [Aa] is invalid. Runtime and Handler needs to be "
        "present when PackageType is of type `Zip` Resource with id [Bb] is invalid. 'CodeUri' is "
        "not a valid S3 Uri of the form 's3://bucket/key' with optional versionId query "
        "parameter.\"\n}");
}

TEST_CASE("a made logical id that is taken is rejected") {
  CHECK(rejection(function_template("  HelloRole: {Type: AWS::SQS::Queue}\n"))
            .find("Transforming resource with id [Hello] attempts to create a new resource with id "
                  "[HelloRole] and type \\\"AWS::IAM::Role\\\"") != std::string::npos);
}

TEST_CASE("templates without the Transform line are expanded, with a warning") {
  std::string text = function_template("");
  text.erase(0, text.find('\n') + 1);
  const Loaded loaded = load_text(text);
  CHECK(loaded.application);
  CHECK(warnings_of(loaded).find("AWS would not expand the AWS::Serverless resources") !=
        std::string::npos);
}

TEST_CASE("transform keeps references to parameters and needs no values") {
  const Transformed result = transform("Parameters:\n  Name: {Type: String}\n" +
                                       function_template("      FunctionName: !Ref Name\n"));
  CHECK(result.accepted);
  CHECK(result.json.find("\"FunctionName\": {\n          \"Ref\": \"Name\"\n        }") !=
        std::string::npos);
}

// What hangs on a function: URLs, asynchronous settings, tags, policies.
#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "emulator/services/lambda/api/async_policies.h"
#include "tests/unit/services/lambda/lambda_fixture.h"

using namespace brume::emulator;
using namespace brume::emulator::aws::lambda;
using namespace brume::emulator::aws::lambda::testing;
using nlohmann::json;

namespace {

struct SettingsFixture : LambdaFixture {
  SettingsFixture() {
    add("hello", [](FunctionRecord& record) {
      VersionRecord version = record.latest;
      version.hosting.version = "1";
      record.versions[1] = std::move(version);
      record.last_version = 1;
      record.aliases["live"] = {{"live", "1", {}}, {}, "r"};
    });
  }
};

const std::string kUrl = " /2021-10-31/functions/hello/url";
const std::string kEventInvoke = " /2019-09-25/functions/hello/event-invoke-config";
const std::string kPolicy = " /2015-03-31/functions/hello/policy";
const std::string kTags =
    " /2017-03-31/tags/arn%3Aaws%3Alambda%3Aus-east-1%3A123456789012%3Afunction%3Ahello";

}  // namespace

TEST_CASE("a function URL comes, changes and goes, and the registry says so") {
  SettingsFixture fixture;
  const json made = json::parse(fixture.body_of(
      "POST" + kUrl + "\n\n" + R"({"AuthType": "NONE", "Cors": {"AllowOrigins": ["*"]}})", 201));
  CHECK(made["FunctionUrl"] == "http://hello.localhost/");
  CHECK(made["AuthType"] == "NONE");
  CHECK_FALSE(
      made.contains("InvokeMode"));  // shown when it was asked for, and by GetFunctionUrlConfig
  CHECK(has(fixture.body_of("GET" + kUrl), R"("InvokeMode":"BUFFERED")"));
  CHECK(made["Cors"]["AllowOrigins"][0] == "*");
  CHECK(made["FunctionArn"] == "arn:aws:lambda:us-east-1:123456789012:function:hello");
  fixture.body_of("POST" + kUrl + "?Qualifier=live\n\n" +
                      R"({"AuthType": "AWS_IAM", "InvokeMode": "RESPONSE_STREAM"})",
                  201);
  const json listed = json::parse(fixture.body_of("GET /2021-10-31/functions/hello/urls"));
  REQUIRE(listed["FunctionUrlConfigs"].size() == 2);
  CHECK(listed["FunctionUrlConfigs"][1]["FunctionUrl"] == "http://hello:live.localhost/");

  fixture.body_of("PUT" + kUrl + "\n\n" + R"({"InvokeMode": "RESPONSE_STREAM"})");
  CHECK(has(fixture.body_of("GET" + kUrl), R"("InvokeMode":"RESPONSE_STREAM")"));
  fixture.body_of("DELETE" + kUrl, 204);
  fixture.body_of("DELETE /2015-03-31/functions/hello/aliases/live", 204);
  CHECK(fixture.registered_urls ==
        std::vector<std::string>{"hello BUFFERED", "hello BUFFERED, hello:live RESPONSE_STREAM",
                                 "hello RESPONSE_STREAM, hello:live RESPONSE_STREAM",
                                 "hello:live RESPONSE_STREAM", ""});
}

TEST_CASE("function URLs that make no sense are refused") {
  SettingsFixture fixture;
  CHECK(has(fixture.body_of("GET" + kUrl, 404), "The resource you requested does not exist."));
  fixture.body_of("PUT" + kUrl + "\n\n{}", 404);
  fixture.body_of("DELETE" + kUrl, 404);
  CHECK(has(fixture.body_of("POST" + kUrl + "\n\n{}", 400), "authType"));
  CHECK(has(fixture.body_of("POST" + kUrl + "\n\n" + R"({"AuthType": "SOME"})", 400),
            "[NONE, AWS_IAM]"));
  CHECK(has(fixture.body_of("GET /2021-10-31/functions/nobody/url", 404),
            "The resource you requested does not exist."));
  const std::string none = R"({"AuthType": "NONE"})";
  CHECK(has(fixture.body_of("POST" + kUrl + "?Qualifier=1\n\n" + none, 400), "qualifier"));
  fixture.body_of("POST" + kUrl + "?Qualifier=nope\n\n" + none, 404);
  fixture.body_of("POST" + kUrl + "\n\n" + none, 201);
  CHECK(has(fixture.body_of("POST" + kUrl + "\n\n" + none, 409), "FunctionUrlConfig exists"));
  for (const char* cors : {R"({"MaxAge": 86401})", R"({"AllowOrigins": "*"})", R"([])",
                           R"({"AllowMethods": [1]})", R"({"AllowCredentials": "yes"})"}) {
    CAPTURE(cors);
    fixture.body_of("PUT" + kUrl + "\n\n{\"Cors\": " + cors + "}", 400);
  }
}

TEST_CASE("settings of asynchronous invocations are kept by qualifier") {
  SettingsFixture fixture;
  CHECK(has(fixture.body_of("GET" + kEventInvoke, 404), "doesn't have an EventInvokeConfig"));
  const json made =
      json::parse(fixture.body_of("PUT" + kEventInvoke + "\n\n" +
                                  R"({"MaximumRetryAttempts": 0, "DestinationConfig": {"OnFailure":
           {"Destination": "arn:aws:sqs:us-east-1:123456789012:a"}}})"));
  CHECK(made["MaximumRetryAttempts"] == 0);
  CHECK(made["FunctionArn"] == "arn:aws:lambda:us-east-1:123456789012:function:hello:$LATEST");
  const json changed = json::parse(
      fixture.body_of("POST" + kEventInvoke + "\n\n" + R"({"MaximumEventAgeInSeconds": 60})"));
  CHECK(changed["MaximumRetryAttempts"] == 0);
  CHECK(changed["MaximumEventAgeInSeconds"] == 60);
  CHECK(changed["DestinationConfig"] ==
        json{{"OnSuccess", json::object()},
             {"OnFailure", {{"Destination", "arn:aws:sqs:us-east-1:123456789012:a"}}}});
  CHECK(has(fixture.body_of("PUT" + kEventInvoke + "?Qualifier=live\n\n{}", 400),
            "You must specify at least one of error handling or destination setting."));
  fixture.body_of("PUT" + kEventInvoke + "?Qualifier=live\n\n" + R"({"MaximumRetryAttempts": 1})");
  CHECK(json::parse(fixture.body_of("GET" + kEventInvoke + "/list"))["FunctionEventInvokeConfigs"]
            .size() == 2);
  for (const char* wrong : {R"({"MaximumRetryAttempts": 3})", R"({"MaximumEventAgeInSeconds": 59})",
                            R"({"DestinationConfig": {"OnFailure": 1}})"}) {
    fixture.body_of("PUT" + kEventInvoke + "\n\n" + wrong, 400);
  }
  fixture.body_of("DELETE" + kEventInvoke, 204);
  fixture.body_of("DELETE" + kEventInvoke, 404);
  fixture.body_of("POST" + kEventInvoke + "\n\n" + R"({"MaximumRetryAttempts": 1})", 404);
  CHECK(has(fixture.body_of("GET /2019-09-25/functions/nobody/event-invoke-config", 404),
            "The function arn:aws:lambda:us-east-1:123456789012:function:nobody:$LATEST doesn't "
            "have an EventInvokeConfig"));
}

TEST_CASE("destinations that lead nowhere are refused in AWS's words") {
  SettingsFixture fixture;
  const auto refused = [&](const std::string& condition, const std::string& arn) {
    return fixture.body_of("PUT" + kEventInvoke + "\n\n" + R"({"DestinationConfig": {")" +
                               condition + R"(": {"Destination": ")" + arn + "\"}}}",
                           400);
  };
  const std::string lambda = "arn:aws:lambda:us-east-1:123456789012:function:";
  CHECK(has(refused("OnFailure", lambda + "hello"),
            "You can't specify the function as a destination for itself."));
  CHECK(has(refused("OnFailure", lambda + "nobody"),
            "The destination ARN " + lambda + "nobody is invalid."));
  CHECK(has(refused("OnSuccess", "nothing"),
            "Value 'nothing' at 'destinationConfig.onSuccess.destination' failed to satisfy "
            "constraint: Member must satisfy regular expression pattern: "));
  CHECK(has(refused("OnSuccess", "arn:aws:iam::123456789012:role/r"),
            "The provided destination config DestinationConfig(onSuccess=OnSuccess(destination="
            "arn:aws:iam::123456789012:role/r), onFailure=null) is invalid."));
}

TEST_CASE("what is kept of asynchronous invocations is what the queue goes by") {
  SettingsFixture fixture;
  const AsyncPolicy usual = async_policy(fixture.functions, "hello", "");
  CHECK(usual.retries_max == 2);
  CHECK(usual.age_max == std::chrono::hours(6));
  CHECK(usual.function_arn == "arn:aws:lambda:us-east-1:123456789012:function:hello:$LATEST");
  fixture.body_of("PUT" + kEventInvoke + "\n\n" +
                  R"({"MaximumRetryAttempts": 0, "MaximumEventAgeInSeconds": 60,
                      "DestinationConfig": {"OnFailure":
                          {"Destination": "arn:aws:sqs:us-east-1:123456789012:a"}}})");
  fixture.body_of("PUT" + kEventInvoke + "?Qualifier=live\n\n" +
                  R"({"DestinationConfig": {"OnSuccess":
                      {"Destination": "arn:aws:sqs:us-east-1:123456789012:b"}}})");
  fixture.body_of(
      "PUT /2015-03-31/functions/hello/configuration\n\n"
      R"({"DeadLetterConfig": {"TargetArn": "arn:aws:sqs:us-east-1:123456789012:c"}})");
  const AsyncPolicy own = async_policy(fixture.functions, "hello", "$LATEST");
  CHECK(own.retries_max == 0);
  CHECK(own.age_max == std::chrono::seconds(60));
  CHECK(own.on_failure == "arn:aws:sqs:us-east-1:123456789012:a");
  CHECK(own.on_success.empty());
  CHECK(own.dead_letter == "arn:aws:sqs:us-east-1:123456789012:c");
  const AsyncPolicy of_alias = async_policy(fixture.functions, "hello", "live");
  CHECK(of_alias.retries_max == 2);
  CHECK(of_alias.on_success == "arn:aws:sqs:us-east-1:123456789012:b");
  CHECK(async_policy(fixture.functions, "nobody", "").retries_max == 2);
}

TEST_CASE("whether a function may be part of a loop is set and shown") {
  SettingsFixture fixture;
  const std::string path = " /2024-08-31/functions/hello/recursion-config";
  CHECK(fixture.body_of("GET" + path) == R"({"RecursiveLoop":"Terminate"})");
  CHECK(fixture.body_of("PUT" + path + "\n\n" + R"({"RecursiveLoop":"Allow"})") ==
        R"({"RecursiveLoop":"Allow"})");
  CHECK(fixture.body_of("GET" + path) == R"({"RecursiveLoop":"Allow"})");
  fixture.body_of("PUT" + path + "\n\n{}", 400);
  fixture.body_of("PUT" + path + "\n\n" + R"({"RecursiveLoop":"Perhaps"})", 400);
  fixture.body_of("GET /2024-08-31/functions/nobody/recursion-config", 404);
}

TEST_CASE("tags are added, shown and taken away") {
  SettingsFixture fixture;
  CHECK(fixture.body_of("GET" + kTags) == R"({"Tags":{}})");
  fixture.body_of("POST" + kTags + "\n\n" + R"({"Tags": {"a": "1", "b": "2", "c": ""}})", 204);
  fixture.body_of("DELETE" + kTags + "?tagKeys=a&tagKeys=c", 204);
  CHECK(fixture.body_of("GET" + kTags) == R"({"Tags":{"b":"2"}})");
  CHECK(has(fixture.body_of("DELETE" + kTags, 400), "Value null at 'tagKeys' failed"));
  CHECK(has(fixture.body_of("POST" + kTags + "\n\n" + R"({"Tags": {}})", 400),
            "An error occurred and the request cannot be processed."));
  CHECK(has(fixture.body_of("POST" + kTags + "\n\n" + R"({"Tags": {"aws:x": "1"}})", 400), "aws:"));
  CHECK(has(fixture.body_of("POST" + kTags + "%3Alive\n\n" + R"({"Tags": {"a": "1"}})", 400),
            "aliases and versions are not supported"));
  CHECK(has(fixture.body_of("GET /2017-03-31/tags/hello", 400),
            "Value 'hello' at 'resource' failed to satisfy constraint: Member must satisfy regular "
            "expression pattern: arn:(aws[a-zA-Z-]*):lambda:(eusc-)?"));
  const std::string revision = fixture.functions.all().at("hello").latest.revision_id;
  fixture.body_of("POST" + kTags + "\n\n" + R"({"Tags": {"d": "4"}})", 204);
  CHECK(fixture.functions.all().at("hello").latest.revision_id != revision);
  fixture.body_of("GET" + kTags + "x", 404);
}

TEST_CASE("a policy's statements are added, shown as one document, and removed") {
  SettingsFixture fixture;
  fixture.body_of("GET" + kPolicy, 404);
  const std::string permission =
      R"({"StatementId": "s1", "Action": "lambda:InvokeFunction", "Principal": "s3.amazonaws.com",
          "SourceArn": "arn:aws:s3:::b", "SourceAccount": "123456789012"})";
  const json added = json::parse(fixture.body_of("POST" + kPolicy + "\n\n" + permission, 201));
  const json statement = json::parse(added["Statement"].get<std::string>());
  CHECK(statement["Principal"]["Service"] == "s3.amazonaws.com");
  CHECK(statement["Condition"]["ArnLike"]["AWS:SourceArn"] == "arn:aws:s3:::b");
  CHECK(has(fixture.body_of("POST" + kPolicy + "\n\n" + permission, 409), "already exists"));
  const json policy = json::parse(fixture.body_of("GET" + kPolicy));
  CHECK(json::parse(policy["Policy"].get<std::string>())["Statement"][0] == statement);
  fixture.body_of("DELETE" + kPolicy + "/s2", 404);
  fixture.body_of("DELETE" + kPolicy + "/s1?RevisionId=old", 412);
  CHECK(policy["RevisionId"] == fixture.functions.all().at("hello").latest.revision_id);
  fixture.body_of("DELETE" + kPolicy + "/s1", 204);
  fixture.body_of("GET" + kPolicy, 404);
  CHECK(has(fixture.body_of("DELETE" + kPolicy + "/s1", 404),
            "No policy is associated with the given resource."));
}

TEST_CASE("statements that AWS refuses are refused, each violation said") {
  SettingsFixture fixture;
  const auto refused = [&](json change, int status = 400, const std::string& qualifier = "") {
    json permission = {{"StatementId", "s1"},
                       {"Action", "lambda:InvokeFunction"},
                       {"Principal", "s3.amazonaws.com"}};
    if (!change.empty()) permission.update(change);
    return fixture.body_of("POST" + kPolicy + qualifier + "\n\n" + permission.dump(), status);
  };
  CHECK(has(refused({{"StatementId", "a b"}, {"Action", "s3:Get"}}),
            "2 validation errors detected: Value 'a b' at 'statementId' failed to satisfy "
            "constraint: Member must satisfy regular expression pattern: ([a-zA-Z0-9-_]+); Value "
            "'s3:Get' at 'action'"));
  CHECK(has(refused({{"Principal", "nobody"}}),
            "The provided principal was invalid. Please check the principal and try again."));
  CHECK(has(refused({{"Principal", "two words"}}), "at 'principal'"));
  CHECK(has(refused({}, 400, "?Qualifier=$LATEST"),
            "We currently do not support adding policies for $LATEST."));
  CHECK(has(refused({}, 404, "?Qualifier=gone"), "Cannot find alias arn: arn:aws:lambda:"));
}

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
  CHECK(made["InvokeMode"] == "BUFFERED");
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
  const json made = json::parse(fixture.body_of(
      "PUT" + kEventInvoke + "\n\n" +
      R"({"MaximumRetryAttempts": 0, "DestinationConfig": {"OnFailure": {"Destination": "a"}}})"));
  CHECK(made["MaximumRetryAttempts"] == 0);
  CHECK(made["FunctionArn"] == "arn:aws:lambda:us-east-1:123456789012:function:hello:$LATEST");
  const json changed = json::parse(
      fixture.body_of("POST" + kEventInvoke + "\n\n" + R"({"MaximumEventAgeInSeconds": 60})"));
  CHECK(changed["MaximumRetryAttempts"] == 0);
  CHECK(changed["MaximumEventAgeInSeconds"] == 60);
  CHECK(changed["DestinationConfig"]["OnFailure"]["Destination"] == "a");
  fixture.body_of("PUT" + kEventInvoke + "?Qualifier=live\n\n{}");
  CHECK(json::parse(fixture.body_of("GET" + kEventInvoke + "/list"))["FunctionEventInvokeConfigs"]
            .size() == 2);
  for (const char* wrong : {R"({"MaximumRetryAttempts": 3})", R"({"MaximumEventAgeInSeconds": 59})",
                            R"({"DestinationConfig": {"OnFailure": 1}})"}) {
    fixture.body_of("PUT" + kEventInvoke + "\n\n" + wrong, 400);
  }
  fixture.body_of("DELETE" + kEventInvoke, 204);
  fixture.body_of("DELETE" + kEventInvoke, 404);
  fixture.body_of("POST" + kEventInvoke + "\n\n{}", 404);
}

TEST_CASE("what is kept of asynchronous invocations is what the queue goes by") {
  SettingsFixture fixture;
  const AsyncPolicy usual = async_policy(fixture.functions, "hello", "");
  CHECK(usual.retries_max == 2);
  CHECK(usual.age_max == std::chrono::hours(6));
  CHECK(usual.function_arn == "arn:aws:lambda:us-east-1:123456789012:function:hello:$LATEST");
  fixture.body_of("PUT" + kEventInvoke + "\n\n" +
                  R"({"MaximumRetryAttempts": 0, "MaximumEventAgeInSeconds": 60,
                      "DestinationConfig": {"OnFailure": {"Destination": "a"}}})");
  fixture.body_of("PUT" + kEventInvoke + "?Qualifier=live\n\n" +
                  R"({"DestinationConfig": {"OnSuccess": {"Destination": "b"}}})");
  fixture.body_of(
      "PUT /2015-03-31/functions/hello/configuration\n\n"
      R"({"DeadLetterConfig": {"TargetArn": "c"}})");
  const AsyncPolicy own = async_policy(fixture.functions, "hello", "$LATEST");
  CHECK(own.retries_max == 0);
  CHECK(own.age_max == std::chrono::seconds(60));
  CHECK(own.on_failure == "a");
  CHECK(own.on_success.empty());
  CHECK(own.dead_letter == "c");
  const AsyncPolicy of_alias = async_policy(fixture.functions, "hello", "live");
  CHECK(of_alias.retries_max == 2);
  CHECK(of_alias.on_success == "b");
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
  fixture.body_of("DELETE" + kTags, 400);
  CHECK(has(fixture.body_of("POST" + kTags + "\n\n" + R"({"Tags": {"aws:x": "1"}})", 400), "aws:"));
  CHECK(has(fixture.body_of("POST" + kTags + "%3Alive\n\n" + R"({"Tags": {"a": "1"}})", 400),
            "aliases and versions are not supported"));
  fixture.body_of("GET /2017-03-31/tags/hello", 400);
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
  fixture.body_of("DELETE" + kPolicy + "/s1", 204);
  fixture.body_of("GET" + kPolicy, 404);
}

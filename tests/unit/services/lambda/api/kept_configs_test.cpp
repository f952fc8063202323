// What the API keeps of functions beside their configuration: provisioned concurrency, runtime
// management, code signing.
#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "tests/unit/services/lambda/lambda_fixture.h"

using namespace brume::emulator;
using namespace brume::emulator::aws::lambda;
using namespace brume::emulator::aws::lambda::testing;
using nlohmann::json;

namespace {

struct PublishedFixture : LambdaFixture {
  PublishedFixture() {
    add("hello", [](FunctionRecord& record) {
      VersionRecord version = record.latest;
      version.hosting.version = "1";
      record.versions[1] = std::move(version);
      record.last_version = 1;
      record.aliases["live"] = {{"live", "1", {}}, {}, "r"};
    });
  }
};

const std::string kProvisioned = "/2019-09-30/functions/hello/provisioned-concurrency";
const std::string kSigning = "/2020-04-22/code-signing-configs";

}  // namespace

TEST_CASE("provisioned concurrency is kept and ready") {
  PublishedFixture fixture;
  const auto put = [&](const std::string& qualifier, int executions, int status = 202) {
    return fixture.body_of("PUT " + kProvisioned + "?Qualifier=" + qualifier + "\n\n" +
                               json{{"ProvisionedConcurrentExecutions", executions}}.dump(),
                           status);
  };
  CHECK(has(put("live", 0, 400), "Member must have value greater than or equal to 1"));
  CHECK(has(put("$LATEST", 1, 400),
            "Provisioned Concurrency Configs cannot be applied to unpublished function versions."));
  CHECK(has(put("gone", 1, 404), "Cannot find alias arn: "));
  CHECK(has(put("live", 901, 400), "below its minimum value of [100]"));
  CHECK(json::parse(put("live", 5))["Status"] == "IN_PROGRESS");
  const json shown = json::parse(fixture.body_of("GET " + kProvisioned + "?Qualifier=live"));
  CHECK(shown["Status"] == "READY");
  CHECK(shown["AllocatedProvisionedConcurrentExecutions"] == 5);
  CHECK(has(put("1", 1, 409), "Version is pointed by a Provisioned Concurrency alias"));
  CHECK(has(fixture.body_of("PUT /2017-10-31/functions/hello/concurrency\n\n"
                            R"({"ReservedConcurrentExecutions": 4})",
                            400),
            " ReservedConcurrentExecutions  4 should not be lower than function's total "
            "provisioned concurrency [5]."));
  const json list = json::parse(fixture.body_of("GET " + kProvisioned + "?List=ALL"));
  REQUIRE(list["ProvisionedConcurrencyConfigs"].size() == 1);
  CHECK(list["ProvisionedConcurrencyConfigs"][0]["FunctionArn"] ==
        "arn:aws:lambda:us-east-1:123456789012:function:hello:live");
  fixture.body_of("DELETE " + kProvisioned + "?Qualifier=live", 204);
  CHECK(has(fixture.body_of("GET " + kProvisioned + "?Qualifier=live", 404),
            "No Provisioned Concurrency Config found for this function"));
}

TEST_CASE("runtime management is kept, and goes with its function") {
  PublishedFixture fixture;
  const std::string path = " /2021-07-20/functions/hello/runtime-management-config";
  const json usual = json::parse(fixture.body_of("GET" + path));
  CHECK(usual["UpdateRuntimeOn"] == "Auto");
  CHECK(usual["FunctionArn"] == "arn:aws:lambda:us-east-1:123456789012:function:hello:$LATEST");
  CHECK(has(fixture.body_of("PUT" + path + "\n\n" + R"({"UpdateRuntimeOn": "Never"})", 400),
            "[Auto, Manual, FunctionUpdate]"));
  fixture.body_of("PUT" + path + "\n\n" + R"({"UpdateRuntimeOn": "Manual"})", 400);
  fixture.body_of("PUT" + path + "\n\n" + R"({"UpdateRuntimeOn": "FunctionUpdate"})");
  CHECK(json::parse(fixture.body_of("GET" + path))["UpdateRuntimeOn"] == "FunctionUpdate");
  fixture.body_of("DELETE /2015-03-31/functions/hello", 204);
  fixture.add("hello");
  CHECK(json::parse(fixture.body_of("GET" + path))["UpdateRuntimeOn"] == "Auto");
}

TEST_CASE("code signing configurations are kept and belong to functions") {
  PublishedFixture fixture;
  const json made = json::parse(fixture.body_of(
      "POST " + kSigning + "\n\n" +
          R"({"AllowedPublishers": {"SigningProfileVersionArns": ["arn:aws:signer:x"]},
              "CodeSigningPolicies": {"UntrustedArtifactOnDeployment": "Enforce"}})",
      201))["CodeSigningConfig"];
  const std::string arn = made["CodeSigningConfigArn"];
  CHECK(has(arn, ":code-signing-config:csc-"));
  CHECK(made["CodeSigningPolicies"]["UntrustedArtifactOnDeployment"] == "Enforce");
  CHECK(json::parse(fixture.body_of("GET " + kSigning + "/" + arn))["CodeSigningConfig"] == made);
  const std::string of_function = " /2020-06-30/functions/hello/code-signing-config";
  fixture.body_of("PUT" + of_function + "\n\n" + json{{"CodeSigningConfigArn", arn}}.dump());
  REQUIRE(fixture.notices.size() == 1);
  CHECK(has(fixture.notices[0], "no signature is checked"));
  CHECK(json::parse(fixture.body_of("GET" + of_function))["CodeSigningConfigArn"] == arn);
  CHECK(has(fixture.body_of("GET " + kSigning + "/" + arn + "/functions"), "function:hello"));
  CHECK(has(fixture.body_of("PUT" + of_function + "\n\n" + R"({"CodeSigningConfigArn": "x"})", 404),
            "The code signing configuration cannot be found. Check that the provided "
            "configuration is not deleted: x."));
  fixture.body_of("DELETE" + of_function, 204);
  CHECK(json::parse(fixture.body_of("GET" + of_function))["CodeSigningConfigArn"] == "");
  fixture.body_of("DELETE " + kSigning + "/" + arn, 204);
  CHECK(has(fixture.body_of("GET " + kSigning + "/" + arn, 404), "can not be found."));
}

TEST_CASE("InvokeAsync accepts an event and answers with a status alone") {
  PublishedFixture fixture;
  const std::string path = "/invoke-async/\n\n";
  const auto call = fixture.send("POST /2014-11-13/functions/hello" + path + R"({"a": 1})");
  REQUIRE(fixture.async.events.size() == 1);
  CHECK(fixture.async.events[0].event.payload == R"({"a": 1})");
  fixture.async.events[0].accepted(Done{});
  CHECK(call->response.status == 202);
  CHECK(call->response.body.empty());
  CHECK(has(fixture.body_of("POST /2014-11-13/functions/hello" + path + "{", 400),
            "Could not parse request body into json"));
  fixture.body_of("POST /2014-11-13/functions/nobody" + path + "{}", 404);
}

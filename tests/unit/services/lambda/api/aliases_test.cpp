#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "tests/unit/services/lambda/lambda_fixture.h"

using namespace brume::emulator;
using namespace brume::emulator::aws::lambda;
using namespace brume::emulator::aws::lambda::testing;
using nlohmann::json;

namespace {

const std::string kAliases = "/2015-03-31/functions/hello/aliases";

// With versions 1 and 2 of "hello".
struct AliasFixture : LambdaFixture {
  AliasFixture() {
    add("hello", [](FunctionRecord& record) {
      for (int number = 1; number <= 2; ++number) {
        VersionRecord version = record.latest;
        version.hosting.version = std::to_string(number);
        record.versions[number] = std::move(version);
      }
      record.last_version = 2;
    });
  }
  std::string create(const std::string& body, int status = 201) {
    return body_of("POST " + kAliases + "\n\n" + body, status);
  }
};

}  // namespace

TEST_CASE("an alias is created, shown, moved and deleted") {
  AliasFixture fixture;
  const json made = json::parse(
      fixture.create(R"({"Name": "live", "FunctionVersion": "1", "Description": "d"})"));
  CHECK(made["AliasArn"] == "arn:aws:lambda:us-east-1:123456789012:function:hello:live");
  CHECK(made["FunctionVersion"] == "1");
  CHECK(json::parse(fixture.body_of("GET " + kAliases + "/live")) == made);
  const json shown =
      json::parse(fixture.body_of("GET /2015-03-31/functions/hello/configuration?Qualifier=live"));
  CHECK(shown["Version"] == "1");
  CHECK(shown["FunctionArn"] == made["AliasArn"]);

  const json moved =
      json::parse(fixture.body_of("PUT " + kAliases + "/live\n\n" + R"({"FunctionVersion": "2"})"));
  CHECK(moved["FunctionVersion"] == "2");
  CHECK(moved["Description"] == "d");
  CHECK(moved["RevisionId"] != made["RevisionId"]);
  fixture.send("POST /2015-03-31/functions/hello:live/invocations");
  CHECK(fixture.hosting.launcher.last().invokes[0].function_arn == made["AliasArn"]);
  fixture.hosting.launcher.last().ready();
  CHECK(fixture.hosting.log.contains("Version: 2"));

  fixture.body_of("DELETE " + kAliases + "/live", 204);
  fixture.body_of("DELETE " + kAliases + "/live", 204);  // as AWS
  CHECK(has(fixture.body_of("GET " + kAliases + "/live", 404), "Cannot find alias arn: arn:aws"));
  CHECK(fixture.send("POST /2015-03-31/functions/hello:live/invocations")->response.status == 404);
}

TEST_CASE("an alias with weights leads to two versions") {
  AliasFixture fixture;
  const json made = json::parse(fixture.create(
      R"({"Name": "live", "FunctionVersion": "1",
          "RoutingConfig": {"AdditionalVersionWeights": {"2": 0.5}}})"));
  CHECK(made["RoutingConfig"]["AdditionalVersionWeights"]["2"] == 0.5);
  for (int i = 0; i < 20; ++i) {
    fixture.send("POST /2015-03-31/functions/hello:live/invocations");
    fixture.hosting.launcher.last().ready();
  }
  CHECK(fixture.hosting.log.contains("Version: 1"));
  CHECK(fixture.hosting.log.contains("Version: 2"));
  // Without weights again.
  const json plain =
      json::parse(fixture.body_of("PUT " + kAliases + "/live\n\n" + R"({"RoutingConfig": {}})"));
  CHECK_FALSE(plain.contains("RoutingConfig"));
}

TEST_CASE("aliases are listed, all or those of one version") {
  AliasFixture fixture;
  for (const char* name : {"b", "a"}) {
    fixture.create(R"({"FunctionVersion": "1", "Name": ")" + std::string(name) + "\"}");
  }
  fixture.create(R"({"Name": "c", "FunctionVersion": "$LATEST"})");
  const json all = json::parse(fixture.body_of("GET " + kAliases));
  REQUIRE(all["Aliases"].size() == 3);
  CHECK(all["Aliases"][0]["Name"] == "a");
  CHECK(json::parse(fixture.body_of("GET " + kAliases + "?FunctionVersion=1"))["Aliases"].size() ==
        2);
}

TEST_CASE("aliases that make no sense are refused") {
  AliasFixture fixture;
  fixture.create(R"({"Name": "live", "FunctionVersion": "1"})");
  CHECK(has(fixture.create(R"({"Name": "live", "FunctionVersion": "1"})", 409),
            "Alias already exists: arn:aws"));
  CHECK(has(fixture.create(R"({"Name": "x", "FunctionVersion": "7"})", 404), "function:hello:7"));
  CHECK(has(fixture.create(R"({"Name": "12", "FunctionVersion": "1"})", 400), "at 'name'"));
  CHECK(has(fixture.create(R"({"Name": "x"})", 400), "'functionVersion'"));
  CHECK(has(fixture.create(R"({"Name": "x", "FunctionVersion": "live"})", 400), "LATEST|[0-9]+"));
  const auto weighted = [&](const std::string& version, const std::string& weights, int status) {
    return fixture.create(R"({"Name": "w", "FunctionVersion": ")" + version +
                              R"(", "RoutingConfig": {"AdditionalVersionWeights": )" + weights +
                              "}}",
                          status);
  };
  CHECK(has(weighted("$LATEST", R"({"1": 0.5})", 400), "$LATEST is not supported"));
  CHECK(has(weighted("1", R"({"$LATEST": 0.5})", 400),
            "Value '{$LATEST=0.5}' at 'routingConfig.additionalVersionWeights' failed to satisfy "
            "constraint: Map keys must satisfy constraint: ["));
  CHECK(has(weighted("1", R"({"1": 0.5})", 400),
            "Invalid function version 1. Function version 1 is already included in routing"));
  CHECK(
      has(weighted("1", R"({"2": 1.5})", 400),
          "Map value must satisfy constraint: [Member must have value less than or equal to 1.0"));
  CHECK(has(weighted("1", R"({"2": 0.1, "3": 0.1})", 400), "cannot be greater than 1"));
  weighted("1", R"({"9": 0.5})", 404);
  weighted("1", R"({"2": "half"})", 400);
  fixture.body_of("PUT " + kAliases + "/live\n\n" + R"({"RevisionId": "old"})", 412);
  CHECK(has(fixture.body_of("PUT " + kAliases + "/none\n\n{}", 404),
            "Alias not found: arn:aws:lambda:us-east-1:123456789012:function:hello:none"));
}

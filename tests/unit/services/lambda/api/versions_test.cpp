#include <doctest/doctest.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "tests/unit/services/lambda/lambda_fixture.h"

using namespace brume::emulator;
using namespace brume::emulator::aws::lambda;
using namespace brume::emulator::aws::lambda::testing;
using nlohmann::json;

namespace {

constexpr const char* kPublish = "POST /2015-03-31/functions/hello/versions\n\n";

// With a function "hello" as a template would bring it: code in a folder that a build may replace.
struct VersionFixture : LambdaFixture {
  VersionFixture() {
    std::filesystem::create_directories(folder / "source");
    std::ofstream(folder / "source" / "hello.so", std::ios::binary) << hello_library();
    add("hello", [this](FunctionRecord& record) {
      record.latest.hosting.library = folder / "source" / "hello.so";
      record.latest.hosting.symbol = "handler";
    });
  }
  void change_timeout(int seconds) {
    body_of("PUT /2015-03-31/functions/hello/configuration\n\n{\"Timeout\": " +
            std::to_string(seconds) + "}");
  }
};

}  // namespace

TEST_CASE("a published version keeps configuration and code as they were") {
  VersionFixture fixture;
  const json version =
      json::parse(fixture.body_of(std::string(kPublish) + R"({"Description": "first"})", 201));
  CHECK(version["Version"] == "1");
  CHECK(version["FunctionArn"] == "arn:aws:lambda:us-east-1:123456789012:function:hello:1");
  CHECK(version["Description"] == "first");
  fixture.change_timeout(9);
  const FunctionConfig& hosted = *fixture.hosting.invoker->find("hello", "1");
  CHECK(hosted.timeout == std::chrono::seconds(3));
  CHECK(hosted.task_root != fixture.folder / "source");
  CHECK(std::filesystem::exists(hosted.library));
  const auto call = fixture.send("POST /2015-03-31/functions/hello:1/invocations");
  fixture.hosting.launcher.last().ready();
  fixture.hosting.launcher.last().reply("1");
  CHECK(call->header("X-Amz-Executed-Version") == "1");
}

TEST_CASE("publishing what has not changed gives the last version again") {
  VersionFixture fixture;
  CHECK(json::parse(fixture.body_of(kPublish, 201))["Version"] == "1");
  CHECK(json::parse(fixture.body_of(kPublish, 201))["Version"] == "1");
  fixture.change_timeout(9);
  CHECK(json::parse(fixture.body_of(kPublish, 201))["Version"] == "2");
  CHECK(fixture.functions.all().at("hello").versions.size() == 2);
}

TEST_CASE("a new description of $LATEST is a reason to publish, one for the version is none") {
  VersionFixture fixture;
  fixture.body_of(std::string(kPublish) + R"({"Description": "of the version"})", 201);
  const json same =
      json::parse(fixture.body_of(std::string(kPublish) + R"({"Description": "another"})", 201));
  CHECK(same["Version"] == "1");
  CHECK(same["Description"] == "of the version");
  fixture.body_of("PUT /2015-03-31/functions/hello/configuration\n\n{\"Description\": \"new\"}");
  const json next = json::parse(fixture.body_of(kPublish, 201));
  CHECK(next["Version"] == "2");
  CHECK(next["Description"] == "new");
}

TEST_CASE("a publication may be bound to a digest and a revision") {
  VersionFixture fixture;
  CHECK(has(fixture.body_of(std::string(kPublish) + R"({"CodeSha256": "other"})", 400),
            "CodeSHA256 (other) is different from current CodeSHA256 in $LATEST (of-hello)"));
  fixture.body_of(std::string(kPublish) + R"({"RevisionId": "other"})", 412);
  fixture.body_of(
      std::string(kPublish) + R"({"CodeSha256": "of-hello", "RevisionId": "revision-1"})", 201);
}

TEST_CASE("versions are listed, $LATEST first, and also among all functions") {
  VersionFixture fixture;
  for (int i = 1; i <= 11; ++i) {
    fixture.change_timeout(i);
    fixture.body_of(kPublish, 201);
  }
  std::vector<std::string> seen;
  std::string marker;
  do {
    const json page = json::parse(
        fixture.body_of("GET /2015-03-31/functions/hello/versions?MaxItems=5&Marker=" + marker));
    for (const auto& version : page["Versions"]) seen.push_back(version["Version"]);
    marker = page.value("NextMarker", "");
  } while (!marker.empty());
  CHECK(seen == std::vector<std::string>{"$LATEST", "1", "2", "3", "4", "5", "6", "7", "8", "9",
                                         "10", "11"});
  const json all = json::parse(fixture.body_of("GET /2015-03-31/functions/?FunctionVersion=ALL"));
  CHECK(all["Functions"].size() == 12);
  CHECK(all["Functions"][0]["FunctionArn"] ==
        "arn:aws:lambda:us-east-1:123456789012:function:hello:$LATEST");
}

TEST_CASE("a version is deleted by itself, unless an alias leads to it") {
  VersionFixture fixture;
  fixture.body_of(kPublish, 201);
  fixture.body_of(
      "POST /2015-03-31/functions/hello/aliases\n\n"
      R"({"Name": "live", "FunctionVersion": "1"})",
      201);
  const std::string remove = "DELETE /2015-03-31/functions/hello?Qualifier=";
  CHECK(has(fixture.body_of(remove + "1", 409), "currently being referenced by alias live"));
  fixture.body_of("DELETE /2015-03-31/functions/hello/aliases/live", 204);
  fixture.body_of(remove + "1", 204);
  fixture.hosting.time.advance(std::chrono::milliseconds(1));
  CHECK(fixture.files() == 1);  // the source: the version's copy is gone
  fixture.body_of(remove + "1", 404);
  CHECK(has(fixture.body_of(remove + "$LATEST", 400), "without deleting the function"));
  fixture.body_of("GET /2015-03-31/functions/hello", 200);
}

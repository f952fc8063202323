#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "emulator/text/base64.h"
#include "tests/unit/services/lambda/lambda_fixture.h"

using namespace brume::emulator;
using namespace brume::emulator::aws::lambda;
using namespace brume::emulator::aws::lambda::testing;
using nlohmann::json;

namespace {

const std::string kLayers = "/2018-10-31/layers";
const std::string kArn = "arn:aws:lambda:us-east-1:123456789012:layer:tools";

struct LayerFixture : LambdaFixture {
  json publish(json more = json::object(), int status = 201) {
    json request = {
        {"Content", {{"ZipFile", base64_encode(make_zip({{"python/tool.py", "x = 1"}}))}}}};
    request.update(more);
    return json::parse(body_of("POST " + kLayers + "/tools/versions\n\n" + request.dump(), status));
  }
};

}  // namespace

TEST_CASE("layer versions are published, shown, listed and deleted") {
  LayerFixture fixture;
  const json first = fixture.publish({{"CompatibleRuntimes", {"python3.12"}},
                                      {"CompatibleArchitectures", json::array()},
                                      {"Description", "d"},
                                      {"LicenseInfo", "MIT"}});
  CHECK(first["LayerArn"] == kArn);
  CHECK(first["LayerVersionArn"] == kArn + ":1");
  CHECK(first["Version"] == 1);
  CHECK(first["CompatibleArchitectures"] == json::array());
  CHECK(first["Content"]["CodeSize"] > 0);
  CHECK(fixture.publish()["Version"] == 2);
  const LayerVersion* const kept = fixture.layers.find(kArn + ":1");
  REQUIRE(kept != nullptr);
  CHECK(std::filesystem::exists(kept->content->path() / "python" / "tool.py"));

  CHECK(json::parse(fixture.body_of("GET " + kLayers + "/tools/versions/1")) == first);
  CHECK(json::parse(fixture.body_of("GET " + kLayers + "?find=LayerVersion&Arn=" + kArn + ":1")) ==
        first);
  const json versions = json::parse(fixture.body_of("GET " + kLayers + "/tools/versions"));
  REQUIRE(versions["LayerVersions"].size() == 2);
  CHECK(versions["LayerVersions"][0]["Version"] == 2);
  CHECK_FALSE(versions["LayerVersions"][0].contains("Content"));
  const json layers = json::parse(fixture.body_of("GET " + kLayers));
  REQUIRE(layers["Layers"].size() == 1);
  CHECK(layers["Layers"][0]["LatestMatchingVersion"]["Version"] == 2);
  const json matching =
      json::parse(fixture.body_of("GET " + kLayers + "?CompatibleRuntime=python3.12"));
  CHECK(matching["Layers"][0]["LatestMatchingVersion"]["Version"] == 1);

  fixture.body_of("DELETE " + kLayers + "/tools/versions/1", 204);
  fixture.body_of("DELETE " + kLayers + "/tools/versions/1", 204);  // as AWS
  CHECK(has(fixture.body_of("GET " + kLayers + "/tools/versions/1", 404),
            "The resource you requested does not exist."));
  CHECK(fixture.publish()["Version"] == 3);
}

TEST_CASE("layers that make no sense are refused in AWS's words") {
  LayerFixture fixture;
  const json wrong = fixture.publish(
      {{"CompatibleRuntimes", {"cobol"}}, {"CompatibleArchitectures", {"riscv"}}}, 400);
  CHECK(has(wrong["message"].get<std::string>(),
            "2 validation errors detected: Value '[cobol]' at 'compatibleRuntimes' failed to "
            "satisfy constraint: Member must satisfy enum value set: [nodejs20.x, "));
  CHECK(has(fixture.body_of("GET " + kLayers + "/tools/versions/0", 400),
            "Layer Version Cannot be less than 1"));
  CHECK(has(fixture.body_of("GET " + kLayers + "?CompatibleRuntime=cobol", 400),
            "at 'compatibleRuntime'"));
  CHECK(has(fixture.body_of("GET " + kLayers + "?find=LayerVersion&Arn=x", 400), "at 'arn'"));
  CHECK(has(fixture.body_of("GET " + kLayers + "?MaxItems=51", 400),
            "Value '51' at 'maxItems' failed to satisfy constraint: Member must have value less "
            "than or equal to 50"));
  fixture.publish({{"Content", {{"ZipFile", base64_encode("no zip")}}}}, 400);
  CHECK(fixture.files() == 0);
}

TEST_CASE("a function names its layers, and holds their content") {
  LayerFixture fixture;
  fixture.add("hello");
  fixture.publish();
  fixture.publish();
  const auto configure = [&](const json& layers, int status) {
    return json::parse(fixture.body_of(
        "PUT /2015-03-31/functions/hello/configuration\n\n" + json{{"Layers", layers}}.dump(),
        status));
  };
  const json done = configure({kArn + ":2"}, 200);
  CHECK(done["Layers"][0]["Arn"] == kArn + ":2");
  CHECK(done["Layers"][0]["CodeSize"] > 0);
  const auto content = fixture.layers.find(kArn + ":2")->content->path();
  fixture.body_of("DELETE " + kLayers + "/tools/versions/2", 204);
  CHECK(std::filesystem::exists(content));
  CHECK(configure({kArn + ":1", kArn + ":1"}, 400)["message"] ==
        "Two different versions of the same layer are not allowed to be referenced in the same "
        "function. " +
            kArn + ":1 and " + kArn + ":1 are versions of the same layer.");
  CHECK(configure({kArn + ":2"}, 400)["message"] == "Layer version " + kArn + ":2 does not exist.");
  CHECK(has(configure({"tools"}, 400)["message"].get<std::string>(), "at 'layers'"));
  CHECK_FALSE(configure(json::array(), 200).contains("Layers"));
  CHECK_FALSE(std::filesystem::exists(content));
  configure({"arn:aws:lambda:us-east-1:017000801446:layer:powertools:1"}, 200);
  REQUIRE(fixture.notices.size() == 1);
  CHECK(has(fixture.notices[0], "belongs to another account and is not fetched"));
}

TEST_CASE("a layer's policy has its own revision and AWS's errors") {
  LayerFixture fixture;
  fixture.publish();
  const std::string policy = kLayers + "/tools/versions/1/policy";
  CHECK(has(fixture.body_of("GET " + policy, 404),
            "No policy is associated with the given resource."));
  const auto add = [&](json change, int status, const std::string& path) {
    json permission = {
        {"StatementId", "s1"}, {"Action", "lambda:GetLayerVersion"}, {"Principal", "*"}};
    if (!change.empty()) permission.update(change);
    return fixture.body_of("POST " + path + "\n\n" + permission.dump(), status);
  };
  const json added = json::parse(add({}, 201, policy));
  CHECK(json::parse(added["Statement"].get<std::string>())["Resource"] == kArn + ":1");
  CHECK(has(add({{"Action", "*"}}, 400, policy),
            "1 validation error detected: Value '*' at 'action' failed to satisfy constraint: "
            "Member must satisfy regular expression pattern: lambda:GetLayerVersion"));
  CHECK(has(add({}, 409, policy), "The statement id (s1) provided already exists."));
  CHECK(has(add({{"StatementId", "s2"}}, 412, policy + "?RevisionId=wrong"),
            "Call the GetLayerPolicy API to retrieve the latest Revision Id"));
  CHECK(has(add({}, 404, kLayers + "/tools/versions/2/policy"),
            "Layer version " + kArn + ":2 does not exist."));
  const json shown = json::parse(fixture.body_of("GET " + policy));
  CHECK(shown["RevisionId"] == added["RevisionId"]);
  CHECK(has(fixture.body_of("DELETE " + policy + "/other", 404),
            "Statement other is not found in resource policy."));
  fixture.body_of("DELETE " + policy + "/s1?RevisionId=wrong", 412);
  fixture.body_of("DELETE " + policy + "/s1", 204);
}

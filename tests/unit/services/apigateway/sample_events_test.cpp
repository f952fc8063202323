// The events' members against AWS's own samples: whatever stands in theirs and can happen here is
// in ours. The samples are not part of the repository: BRUME_SHARED_DATA names their folder, else
// they are looked for in ../shared/data beside the source tree; without them these tests pass.
#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>

#include "tests/unit/services/apigateway/request.h"

using namespace brume::emulator::gateway;
using brume::emulator::gateway::testing::Request;
using nlohmann::json;

namespace {

json sample(const std::string& name) {
  const char* const shared = std::getenv("BRUME_SHARED_DATA");
  const std::filesystem::path folder =
      shared != nullptr ? shared : BRUME_SOURCE_DIR "/../shared/data";
  std::ifstream file(folder / "events" / (name + ".json"));
  if (!file.good()) {
    MESSAGE("skipped: there is no sample " << name);
    return json();
  }
  return json::parse(file);
}

// Members that only certificates, Cognito identities, CloudFront or OpenAPI operations bring.
const std::set<std::string> kElsewhere = {"authentication", "clientCert", "operationName",
                                          "cognitoIdentity"};

void check_members(const json& theirs, const json& ours, const std::string& path) {
  for (const auto& [name, value] : theirs.items()) {
    if (kElsewhere.contains(name)) continue;
    CAPTURE(path + "." + name);
    REQUIRE(ours.contains(name));
    const bool open = name == "headers" || name == "multiValueHeaders" || name == "authorizer" ||
                      name == "pathParameters" || name == "stageVariables" ||
                      name.find("ueryStringParameters") != std::string::npos;
    const json& mine = ours.at(name);
    if (!mine.is_null()) CHECK(mine.type_name() == std::string(value.type_name()));
    if (value.is_object() && !open) check_members(value, mine, path + "." + name);
  }
}

Request full(ApiKind kind, PayloadFormat format) {
  Request request(kind, format);
  request.head.target = "/my/path?parameter1=value1&parameter1=value2";
  request.head.headers.add("Cookie", "cookie1; cookie2");
  request.path_parameters = {{"proxy", "hello/world"}};
  request.api.stage_variables = {{"stageVariable1", "value1"}};
  request.authorizer = "{}";
  return request;
}

}  // namespace

TEST_CASE("payload 1.0 has every member of AWS's samples") {
  for (const char* name : {"apigw-request", "apigw-restapi-openapi-request"}) {
    const Request request = full(ApiKind::kRest, PayloadFormat::kV1);
    RequestFacts facts = request.facts();
    facts.api_key = "key";
    facts.api_key_id = "id";
    check_members(sample(name), json::parse(http_event(facts, "{}")), name);
  }
}

TEST_CASE("payload 2.0 has every member of AWS's samples") {
  for (const char* name :
       {"apigw-v2-request-iam", "apigw-v2-request-jwt-authorizer",
        "apigw-v2-request-lambda-authorizer", "apigw-v2-request-no-authorizer"}) {
    const Request request = full(ApiKind::kHttp, PayloadFormat::kV2);
    check_members(sample(name), json::parse(request.event("{}")), name);
  }
}

TEST_CASE("a function URL's event has every member of AWS's sample") {
  const Request request = full(ApiKind::kFunctionUrl, PayloadFormat::kV2);
  check_members(sample("lambda-urls-request"), json::parse(request.event("{}")), "url");
}

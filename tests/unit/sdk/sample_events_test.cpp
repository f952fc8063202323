// Every typed event against AWS's own samples: each parses, and prints back without loss. The
// samples are not part of the repository: BRUME_SHARED_DATA names their folder, else they are
// looked for in ../shared/data beside the source tree; without them these tests say so and pass.
#include <doctest/doctest.h>
#include <brume/events/api_gateway_v1.hpp>
#include <brume/events/api_gateway_v2.hpp>
#include <brume/events/dynamodb.hpp>
#include <brume/events/s3.hpp>
#include <brume/events/scheduled.hpp>
#include <brume/events/sns.hpp>
#include <brume/events/sqs.hpp>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <string>
#include <vector>

using brume::json;

namespace {

std::filesystem::path samples() {
  const char* shared = std::getenv("BRUME_SHARED_DATA");
  const std::filesystem::path folder =
      shared != nullptr ? shared : BRUME_SOURCE_DIR "/../shared/data";
  return folder / "events";
}

bool samples_are_here() {
  if (std::filesystem::is_directory(samples())) return true;
  MESSAGE("skipped: there are no sample events in " << samples().string());
  return false;
}

// Without the samples that are no JSON on purpose.
json read(const std::string& name) {
  std::ifstream file(samples() / (name + ".json"));
  REQUIRE_MESSAGE(file.good(), name);
  return json::parse(file, nullptr, false);
}

template <typename Event>
void check_lossless(const std::vector<std::string>& names) {
  if (!samples_are_here()) return;
  for (const std::string& name : names) {
    CAPTURE(name);
    const json sample = read(name);
    REQUIRE_FALSE(sample.is_discarded());
    const json printed = sample.get<Event>();
    CHECK_MESSAGE(printed == sample, json::diff(sample, printed).dump());
    CHECK(brume::Codec<Event>::encode(brume::Codec<Event>::decode(sample.dump())) == sample.dump());
  }
}

}  // namespace

TEST_CASE("API Gateway 1.0 requests and responses are lossless") {
  check_lossless<brume::ApiGatewayProxyRequest>({"apigw-request", "apigw-restapi-openapi-request"});
  check_lossless<brume::ApiGatewayProxyResponse>({"apigw-response"});
}

TEST_CASE("API Gateway 2.0 and function URL requests and responses are lossless") {
  check_lossless<brume::ApiGatewayV2Request>(
      {"apigw-v2-request-iam", "apigw-v2-request-jwt-authorizer",
       "apigw-v2-request-lambda-authorizer", "apigw-v2-request-no-authorizer",
       "lambda-urls-request"});
  check_lossless<brume::ApiGatewayV2Response>({"lambda-urls-response"});
}

TEST_CASE("S3 events are lossless") {
  check_lossless<brume::S3Event>({"s3-event", "s3-event-with-decoded", "s3-glacier-event",
                                  "s3-intelligenttier-event", "s3-lifecycle-event",
                                  "s3-replication-event", "s3-restore-event"});
}

TEST_CASE("SQS and SNS events are lossless") {
  check_lossless<brume::SqsEvent>({"sqs-event"});
  check_lossless<brume::SnsEvent>({"sns-event", "ses-sns-event",
                                   "cloudwatch-alarm-sns-payload-single-metric",
                                   "cloudwatch-alarm-sns-payload-multiple-metrics"});
}

TEST_CASE("DynamoDB stream events are lossless") {
  check_lossless<brume::DynamoDbEvent>({"dynamodb-event", "dynamodb-time-window-event"});
}

TEST_CASE("everything with EventBridge's envelope is lossless") {
  if (!samples_are_here()) return;
  int seen = 0;
  for (const auto& entry : std::filesystem::directory_iterator(samples())) {
    if (entry.path().extension() != ".json") continue;
    const std::string name = entry.path().stem().string();
    const json sample = read(name);
    if (!sample.is_object() || !sample.contains("detail-type")) continue;
    check_lossless<brume::EventBridgeEvent<>>({name});
    ++seen;
  }
  CHECK(seen > 10);
}

TEST_CASE("what is in the samples arrives in the typed members") {
  if (!samples_are_here()) return;
  const auto rest = read("apigw-request").get<brume::ApiGatewayProxyRequest>();
  CHECK(rest.request_context.identity.source_ip == "192.168.196.186");
  CHECK(rest.request_context.identity.client_cert->validity.not_before != "");
  CHECK(rest.request_context.authorizer["clientName"] == "Exata");
  CHECK(rest.request_context.request_time_epoch == 1589522469693);
  CHECK(rest.json_body()["a"] == 1);
  const auto iam = read("apigw-v2-request-iam").get<brume::ApiGatewayV2Request>();
  CHECK(iam.request_context.authorizer.iam->cognito_identity->amr[0] == "foo");
  const auto jwt = read("apigw-v2-request-jwt-authorizer").get<brume::ApiGatewayV2Request>();
  CHECK(jwt.request_context.authorizer.jwt->claims["claim1"] == "value1");
  CHECK(jwt.request_context.authorizer.jwt->scopes.size() == 2);
  const auto sqs = read("sqs-event").get<brume::SqsEvent>();
  CHECK(sqs.records[0].attributes.at("ApproximateReceiveCount") == "2");
  CHECK(sqs.records[0].message_attributes.at("Attribute2").string_value == "123");
  const auto stream = read("dynamodb-event").get<brume::DynamoDbEvent>();
  CHECK(stream.records[0].is_expiry() == false);
  CHECK(stream.records[1].dynamodb.new_image.at("FloatNumber").get<brume::DynamoDbNumber>() ==
        brume::DynamoDbNumber{"123.45"});
}

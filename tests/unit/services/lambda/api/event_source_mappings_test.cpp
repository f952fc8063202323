#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "tests/unit/services/lambda/lambda_fixture.h"

using namespace brume::emulator;
using namespace brume::emulator::aws::lambda;
using namespace brume::emulator::aws::lambda::testing;
using nlohmann::json;

namespace {

const std::string kMappings = "/2015-03-31/event-source-mappings/";
const std::string kQueue = "arn:aws:sqs:us-east-1:123456789012:q";
const std::string kStream = "arn:aws:kinesis:us-east-1:123456789012:stream/s";

struct MappingFixture : LambdaFixture {
  MappingFixture() { add("hello"); }
  json create(json change, int status = 202) {
    json request = {{"FunctionName", "hello"}};
    if (!change.empty()) request.update(change);
    return json::parse(body_of("POST " + kMappings + "\n\n" + request.dump(), status));
  }
  void refused(const json& change, const std::string& text) {
    const json answer = create(change, 400);
    CAPTURE(answer.dump());
    CHECK(has(answer["message"].get<std::string>(), text));
  }
};

}  // namespace

TEST_CASE("a queue's mapping is created, shown, changed and deleted, and nothing polls it") {
  MappingFixture fixture;
  const json made = fixture.create({{"EventSourceArn", kQueue}, {"Tags", {{"a", "1"}}}});
  CHECK(made["State"] == "Creating");
  CHECK(made["StateTransitionReason"] == "USER_INITIATED");
  CHECK(made["BatchSize"] == 10);
  CHECK(made["FunctionArn"] == "arn:aws:lambda:us-east-1:123456789012:function:hello");
  CHECK_FALSE(made.contains("LastProcessingResult"));
  REQUIRE(fixture.notices.size() == 1);
  CHECK(has(fixture.notices[0], "nothing polls " + kQueue));
  const std::string uuid = made["UUID"];
  const std::string arn = made["EventSourceMappingArn"];
  CHECK(arn == "arn:aws:lambda:us-east-1:123456789012:event-source-mapping:" + uuid);
  json shown = json::parse(fixture.body_of("GET " + kMappings + uuid));
  CHECK(shown["State"] == "Enabled");
  CHECK(fixture.body_of("GET /2017-03-31/tags/" + arn) == R"({"Tags":{"a":"1"}})");

  const json changed =
      json::parse(fixture.body_of("PUT " + kMappings + uuid + "\n\n" + R"({"BatchSize": 5})", 202));
  CHECK(changed["State"] == "Updating");
  CHECK(changed["BatchSize"] == 5);
  const json disabled = json::parse(
      fixture.body_of("PUT " + kMappings + uuid + "\n\n" + R"({"Enabled": false})", 202));
  CHECK(disabled["State"] == "Disabled");
  CHECK(has(fixture.body_of("PUT " + kMappings + uuid + "\n\n" + R"({"BatchSize": 11})", 400),
            "Maximum batch window in seconds must be greater than 0"));
  const json list = json::parse(
      fixture.body_of("GET " + kMappings + "?FunctionName=hello&EventSourceArn=" + kQueue));
  REQUIRE(list["EventSourceMappings"].size() == 1);
  CHECK(list["EventSourceMappings"][0]["BatchSize"] == 5);

  CHECK(has(fixture.body_of("DELETE " + kMappings + uuid, 202), R"("State":"Deleting")"));
  CHECK(has(fixture.body_of("GET " + kMappings + uuid, 404),
            "The resource you requested does not exist."));
  CHECK(has(fixture.body_of("GET /2017-03-31/tags/" + arn, 404),
            "Event source mapping not found: " + arn));
}

TEST_CASE("a stream's mapping has the members of streams") {
  MappingFixture fixture;
  const json made = fixture.create(
      {{"EventSourceArn", kStream}, {"StartingPosition", "LATEST"}, {"MaximumRetryAttempts", 3}});
  CHECK(made["StateTransitionReason"] == "User action");
  CHECK(made["BatchSize"] == 100);
  CHECK(made["LastProcessingResult"] == "No records processed");
  CHECK(made["DestinationConfig"] == json{{"OnFailure", json::object()}});
  CHECK(made["MaximumRecordAgeInSeconds"] == -1);
  CHECK(made["MaximumRetryAttempts"] == 3);
  CHECK(made["ParallelizationFactor"] == 1);
  CHECK(made["BisectBatchOnFunctionError"] == false);
}

TEST_CASE("mappings that AWS refuses are refused in its words") {
  MappingFixture fixture;
  fixture.refused({}, "Unrecognized event source.");
  fixture.refused({{"EventSourceArn", "arn:aws:sns:us-east-1:123456789012:t"}},
                  "Unrecognized event source.");
  fixture.refused({{"EventSourceArn", kQueue}, {"FunctionName", "nobody"}},
                  "Function does not exist");
  fixture.refused({{"EventSourceArn", kStream}},
                  "1 validation error detected: Value null at 'startingPosition' failed to satisfy "
                  "constraint: Member must not be null.");
  fixture.refused({{"EventSourceArn", kStream}, {"StartingPosition", "invalid"}},
                  "Member must satisfy enum value set: [LATEST, AT_TIMESTAMP, TRIM_HORIZON]");
  fixture.refused({{"EventSourceArn", kQueue}, {"BatchSize", 11}},
                  "Maximum batch window in seconds must be greater than 0 if maximum batch size is "
                  "greater than 10");
  fixture.refused({{"EventSourceArn", kQueue + ".fifo"}, {"MaximumBatchingWindowInSeconds", 1}},
                  "Batching window is not supported for FIFO queues");
  fixture.refused({{"EventSourceArn", kQueue}, {"DestinationConfig", json::object()}},
                  "Unsupported DestinationConfig parameter for given event source mapping type.");
  for (const char* pattern : {"null", "text", R"({"a": "b"})", R"({"a": []})", "{"}) {
    fixture.refused(
        {{"EventSourceArn", kQueue}, {"FilterCriteria", {{"Filters", {{{"Pattern", pattern}}}}}}},
        "Invalid filter pattern definition.");
  }
  const std::string uuid = fixture.create({{"EventSourceArn", kQueue}})["UUID"];
  CHECK(fixture.create({{"EventSourceArn", kQueue}}, 409)["message"] ==
        "An event source mapping with SQS arn (\" " + kQueue +
            " \") and function (\" hello \") already exists. Please update or delete the existing "
            "mapping with UUID " +
            uuid);
}

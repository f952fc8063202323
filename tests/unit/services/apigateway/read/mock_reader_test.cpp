#include "emulator/services/apigateway/read/mock_reader.h"

#include <doctest/doctest.h>

using namespace brume::emulator;
using namespace brume::emulator::gateway;

TEST_CASE("a request template that only names a status code is understood") {
  CHECK(status_of_template("{\"statusCode\": 200}") == 200);
  CHECK(status_of_template("{\n  \"statusCode\" : 204\n}\n") == 204);
  CHECK(status_of_template("{ statusCode: 404 }") == 404);
  CHECK_FALSE(status_of_template("{\"statusCode\": 20}"));
  CHECK_FALSE(status_of_template("{\"statusCode\": $input}"));
  CHECK_FALSE(status_of_template("#set($x = 1) {\"statusCode\": 200}"));
  CHECK_FALSE(status_of_template(""));
}

TEST_CASE("Velocity is told from text with a dollar or a hash in it") {
  for (const char* text :
       {"$input.json('$')", "a ${x}", "$!x", "#set($a = 1)", "## note", "#if(1)"}) {
    CHECK_MESSAGE(is_velocity(text), text);
  }
  for (const char* text : {"", "{}\n", "5 $ and 6 #", "#1", "$1"}) {
    CHECK_MESSAGE(!is_velocity(text), text);
  }
}

namespace {

Value with_template(const char* request, Value responses) {
  return Value::map({{"requestTemplates", Value::map({{"application/json", request}})},
                     {"responses", std::move(responses)}});
}

Value response(const char* status) {
  return Value::map({{"statusCode", status}});
}

}  // namespace

TEST_CASE("the response is the one whose pattern matches the status, else the default") {
  const Value responses = Value::map(
      {{"default", response("200")}, {"4\\d{2}", response("418")}, {"500", response("503")}});
  CHECK(read_mock(with_template("{\"statusCode\": 404}", responses))->mock_status == 418);
  CHECK(read_mock(with_template("{\"statusCode\": 500}", responses))->mock_status == 503);
  CHECK(read_mock(with_template("{\"statusCode\": 202}", responses))->mock_status == 200);
}

TEST_CASE("CloudFormation's spelling of a mock is understood") {
  const Value written = Value::map(
      {{"Type", "MOCK"},
       {"RequestTemplates", Value::map({{"application/json", "{\"statusCode\": 200}"}})},
       {"IntegrationResponses",
        Value::list({Value::map({{"StatusCode", "500"}, {"SelectionPattern", "5.."}}),
                     Value::map({{"StatusCode", "204"},
                                 {"ResponseParameters",
                                  Value::map({{"method.response.header.X-A", "'b'"}})}})})}});
  const auto mock = read_mock(written);
  REQUIRE(mock);
  CHECK(mock->mock_status == 204);
  CHECK(mock->mock_headers.at("X-A") == "b");
}

TEST_CASE("what depends on the request is not emulated, by name") {
  const Value plain = Value::map({{"default", response("200")}});
  CHECK(read_mock(with_template("{\"statusCode\": $input.params('s')}", plain))->unsupported ==
        "VTL mapping templates");
  Value body = response("200");
  body.set("responseTemplates",
           Value::map({{"application/json", "{\"id\": \"$context.requestId\"}"}}));
  CHECK(read_mock(with_template("{\"statusCode\": 200}", Value::map({{"default", body}})))
            ->unsupported == "VTL mapping templates");
  Value header = response("200");
  header.set("responseParameters",
             Value::map({{"method.response.header.X", "integration.response.header.Y"}}));
  CHECK(read_mock(with_template("{\"statusCode\": 200}", Value::map({{"default", header}})))
            ->unsupported == "response parameter mappings (integration.response.header.Y)");
}

// Common with SAM's Cors: "*"; AWS refuses it with "Invalid mapping expression specified".
TEST_CASE("a constant without its quotes is told from a mapping") {
  Value header = response("200");
  header.set("responseParameters", Value::map({{"method.response.header.X", "*"}}));
  CHECK(read_mock(with_template("{\"statusCode\": 200}", Value::map({{"default", header}})))
            ->unsupported == "the mapping expression `*`: a constant stands in single quotes");
}

TEST_CASE("a mock without a status code or a response is AWS's own error") {
  CHECK_FALSE(read_mock(Value::map({{"type", "mock"}})));
  CHECK_FALSE(read_mock(with_template("{}", Value::map({{"default", response("200")}}))));
  CHECK_FALSE(
      read_mock(with_template("{\"statusCode\": 200}", Value::map({{"404", response("404")}}))));
  CHECK(misconfigured_mock().mock_status == 500);
}

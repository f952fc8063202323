// API Gateway's events and answers, and the head of a streamed one.
#include <doctest/doctest.h>
#include <brume/events/api_gateway_v1.hpp>
#include <brume/events/api_gateway_v2.hpp>
#include <brume/events/http_stream.hpp>

#include <string>
#include <vector>

#include "tests/unit/sdk/fake_call.h"

using brume::json;
using brume::test::FakeCall;

namespace {

struct PostedOrder {
  std::string item;
  int quantity = 0;
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(PostedOrder, item, quantity)

brume::ApiGatewayV2Response greet(const brume::ApiGatewayV2Request& request) {
  return brume::json_response(200, {{"hello", request.query("name", "world")}});
}

brume::ApiGatewayProxyResponse order(const brume::ApiGatewayProxyRequest& request) {
  brume::ApiGatewayProxyResponse response =
      brume::json_response(201, request.json_body<PostedOrder>());
  response.multi_value_headers["Set-Cookie"] = {"a=1", "b=2"};
  return response;
}

void count(const brume::FunctionUrlRequest&, brume::ResponseStream& stream) {
  brume::begin_http_stream(stream, {201, {{"Content-Type", "text/plain"}}, {"seen=1"}});
  stream.write("body");
}

}  // namespace

BRUME_HANDLER(greet_handler, greet)
BRUME_HANDLER(order_handler, order)
BRUME_HANDLER(count_handler, count)

TEST_CASE("an HTTP API's handler answers with what its gateway understands") {
  const FakeCall call =
      FakeCall().run(greet_handler, R"({"version":"2.0","queryStringParameters":{"name":"Ada"}})");
  CHECK(json::parse(call.answer) ==
        json::parse(R"({"statusCode":200,"headers":{"Content-Type":"application/json"},)"
                    R"("body":"{\"hello\":\"Ada\"}"})"));
  CHECK(json::parse(FakeCall().run(greet_handler, "{}").answer)["body"] == R"({"hello":"world"})");
}

TEST_CASE("a REST API's handler reads null maps, and answers with several cookies") {
  const FakeCall call = FakeCall().run(
      order_handler,
      R"({"resource":"/orders","path":"/orders","httpMethod":"POST","headers":null,)"
      R"("multiValueHeaders":null,"queryStringParameters":null,"pathParameters":null,)"
      R"("stageVariables":null,"body":"eyJpdGVtIjoidGVhIiwicXVhbnRpdHkiOjJ9",)"
      R"("isBase64Encoded":true})");
  CHECK(json::parse(call.answer) ==
        json::parse(R"({"statusCode":201,"headers":{"Content-Type":"application/json"},)"
                    R"("multiValueHeaders":{"Set-Cookie":["a=1","b=2"]},)"
                    R"("body":"{\"item\":\"tea\",\"quantity\":2}"})"));
}

TEST_CASE("a body that is not what was asked for is the client's error, by its own type") {
  for (const char* body : {"", "{", R"({"item":"tea"})", R"({"item":1,"quantity":1})"}) {
    CAPTURE(body);
    brume::ApiGatewayV2Request request;
    request.body = body;
    try {
      static_cast<void>(request.json_body<PostedOrder>());
      FAIL("it was accepted");
    } catch (const brume::Error& error) {
      CHECK(error.type() == "BadRequestBody");
    }
  }
}

TEST_CASE("headers are found in any case, the rest under its exact name") {
  const auto request = json::parse(R"({"headers":{"X-Token":"t"},"cookies":["a=1=2","b"],
      "queryStringParameters":{"q":""},"pathParameters":{"id":"7"},
      "requestContext":{"http":{"method":"PUT"}}})")
                           .get<brume::ApiGatewayV2Request>();
  CHECK(request.header("x-token") == "t");
  CHECK(request.header("x-toke") == "");
  CHECK(request.header("accept", "*/*") == "*/*");
  CHECK(request.cookie("a") == "1=2");
  CHECK(request.cookie("b", "x") == "");
  CHECK(request.cookie("c", "none") == "none");
  CHECK(request.query("q", "fallback") == "");
  CHECK(request.path_parameter("id") == "7");
  CHECK(request.path_parameter("ID", "none") == "none");
  CHECK(request.method() == "PUT");
  const auto rest = json::parse(R"({"multiValueHeaders":{"Accept":["a","b"]}})")
                        .get<brume::ApiGatewayProxyRequest>();
  CHECK(rest.header_values("ACCEPT") == std::vector<std::string>{"a", "b"});
  CHECK(rest.header_values("Host").empty());
}

TEST_CASE("the short answers set status, type, body and encoding") {
  const brume::ApiGatewayV2Response text = brume::text_response(404, "no");
  CHECK(text.headers.at("Content-Type") == "text/plain; charset=utf-8");
  CHECK(text.body == "no");
  const brume::ApiGatewayProxyResponse binary =
      brume::binary_response(200, std::string_view("\0\xFF", 2), "image/png");
  CHECK(binary.is_base64_encoded);
  CHECK(binary.body == "AP8=");
  CHECK(binary.headers.at("Content-Type") == "image/png");
  const brume::ApiGatewayV2Response redirect = brume::redirect_response(303, "/orders/1");
  CHECK(redirect.status_code == 303);
  CHECK(redirect.headers.at("Location") == "/orders/1");
}

TEST_CASE("a streamed HTTP answer begins with its head and eight NUL bytes") {
  const FakeCall call = FakeCall().run(count_handler, "{}");
  CHECK(call.content_type == "application/vnd.awslambda.http-integration-response");
  REQUIRE(call.chunks.size() == 2);
  const std::string& head = call.chunks[0];
  REQUIRE(head.size() > 8);
  CHECK(head.substr(head.size() - 8) == std::string(8, '\0'));
  CHECK(json::parse(head.substr(0, head.size() - 8)) ==
        json::parse(R"({"statusCode":201,"headers":{"Content-Type":"text/plain"},)"
                    R"("cookies":["seen=1"]})"));
  CHECK(call.chunks[1] == "body");
}

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "tests/unit/services/apigateway/gateway_world.h"

using namespace brume::emulator;
using namespace brume::emulator::gateway;
using namespace brume::emulator::gateway::testing;
using nlohmann::json;

TEST_CASE("a route that needs an API key takes only the API's own") {
  GatewayWorld world;
  Request request = lambda_request(ApiKind::kRest);
  request.route.api_key_required = true;
  request.api.api_keys = {{"s3cret", "id-1"}};
  const auto without = world.send(request);
  CHECK(without->response.status == 403);
  CHECK(without->response.body == R"({"message":"Forbidden"})");
  CHECK(*without->response.headers.find("x-amzn-errortype") == "ForbiddenException");
  request.head.headers.add("X-Api-Key", "wrong");
  CHECK(world.send(request)->response.status == 403);
  request.head.headers.set("X-Api-Key", "s3cret");
  world.send(request);
  const json event = json::parse(world.launcher.last().invokes.at(0).payload);
  CHECK(event.at("requestContext").at("identity").at("apiKey") == "s3cret");
  CHECK(event.at("requestContext").at("identity").at("apiKeyId") == "id-1");
}

TEST_CASE("an authorizer's usageIdentifierKey is the request's API key") {
  GatewayWorld world;
  Request request = lambda_request(ApiKind::kRest);
  request.route.api_key_required = true;
  request.api.api_keys = {{"s3cret", "id-1"}};
  Authorizer authorizer;
  authorizer.kind = Authorizer::Kind::kRequest;
  authorizer.function = "authorize";
  request.api.authorizers["a"] = authorizer;
  request.route.authorizer = "a";
  const auto exchange = world.send(request);
  world.reply(R"({"usageIdentifierKey":"s3cret","policyDocument":{"Statement":[)"
              R"({"Effect":"Allow","Action":"*","Resource":"*"}]}})");
  CHECK(world.launcher.last().function == "f");
  CHECK_FALSE(exchange->answered());
}

TEST_CASE("required parameters that are missing are named, all of them") {
  GatewayWorld world;
  Request request = lambda_request(ApiKind::kRest);
  request.route.validation.check_parameters = true;
  request.route.validation.required_parameters = {"method.request.querystring.page",
                                                  "method.request.header.X-A.b",
                                                  "method.request.querystring.q"};
  request.head.target = "/items?q=1&page=";
  const auto exchange = world.send(request);
  CHECK(exchange->response.status == 400);
  CHECK(exchange->response.body ==
        R"({"message":"Missing required request parameters: [page, X-A.b]"})");
  CHECK_FALSE(exchange->body_read);
  request.head.target = "/items?q=1&page=2";
  request.head.headers.add("x-a.B", "1");
  world.send(request);
  CHECK(world.launcher.processes.size() == 1);
}

TEST_CASE("a body that does not fit its model is refused") {
  GatewayWorld world;
  Request request = lambda_request(ApiKind::kRest);
  request.route.validation.check_body = true;
  request.route.validation.models = {
      {"application/json", R"({"type":"object","required":["name"],"const":1})"}};
  const auto bad = world.send(request, "{}");
  CHECK(bad->response.status == 400);
  CHECK(bad->response.body == R"({"message":"Invalid request body"})");
  CHECK(world.send(request, "{")->response.status == 400);
  CHECK(world.send(request, "")->response.status == 400);
  CHECK(world.launcher.processes.empty());
  CHECK(world.log.count("the keyword `const` is not checked") == 1);
  world.send(request, R"({"name":"x"})");
  CHECK(world.launcher.processes.size() == 1);
  // Other content types have no model here.
  request.head.headers.add("Content-Type", "text/plain");
  world.send(request, "{}");
  CHECK(world.launcher.processes.size() == 2);
}

TEST_CASE("what a body lacks is told to gateway responses") {
  GatewayWorld world;
  Request request = lambda_request(ApiKind::kRest);
  request.route.validation.check_body = true;
  request.route.validation.models = {{"application/json", R"({"required":["name"]})"}};
  request.api.gateway_responses["BAD_REQUEST_BODY"] = {
      {}, {}, {{"application/json", "$context.error.validationErrorString"}}};
  CHECK(world.send(request, "{}")->response.body ==
        "the body has missing required properties [name]");
}

TEST_CASE("a model that is no schema is not checked, and the log says so once") {
  GatewayWorld world;
  Request request = lambda_request(ApiKind::kRest);
  request.route.validation.check_body = true;
  request.route.validation.models = {{"application/json", "[]"}};
  world.send(request, "x");
  world.send(request, "x");
  CHECK(world.launcher.processes.size() == 2);
  CHECK(world.log.count("is not checked") == 1);
}

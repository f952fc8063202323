#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "emulator/services/apigateway/authorize/answer_cache.h"
#include "tests/unit/services/apigateway/gateway_world.h"

using namespace brume::emulator;
using namespace brume::emulator::gateway;
using namespace brume::emulator::gateway::testing;
using namespace std::chrono_literals;
using nlohmann::json;

namespace {

constexpr const char* kAllow =
    R"({"principalId":"me","policyDocument":{"Version":"2012-10-17","Statement":[)"
    R"({"Effect":"Allow",)"
    R"("Action":"execute-api:Invoke","Resource":"*/GET/items"}]},)"
    R"("context":{"text":"a","number":1,"truth":true}})";

Request guarded(ApiKind kind, Authorizer authorizer, PayloadFormat format = PayloadFormat::kV1) {
  Request request = lambda_request(kind, format);
  request.route.path = kind == ApiKind::kFunctionUrl ? "$default" : "/{proxy+}";
  authorizer.name = "guard";
  authorizer.function = "authorize";
  request.api.authorizers["guard"] = std::move(authorizer);
  request.route.authorizer = "guard";
  return request;
}

Authorizer token_authorizer() {
  Authorizer authorizer;
  authorizer.kind = Authorizer::Kind::kToken;
  authorizer.identity_sources = {"method.request.header.Authorization"};
  return authorizer;
}

Authorizer request_authorizer(PayloadFormat format, bool simple = false) {
  Authorizer authorizer;
  authorizer.kind = Authorizer::Kind::kRequest;
  authorizer.payload_format = format;
  authorizer.simple_responses = simple;
  authorizer.identity_sources = {"$request.header.Authorization", "$request.querystring.q"};
  return authorizer;
}

Request rest_with_token() {
  Request request = guarded(ApiKind::kRest, token_authorizer());
  request.head.headers.add("Authorization", "secret");
  return request;
}

Request http_with_identity(bool simple) {
  Request request =
      guarded(ApiKind::kHttp, request_authorizer(PayloadFormat::kV2, simple), PayloadFormat::kV2);
  request.head.target = "/items?q=1";
  request.head.headers.add("Authorization", "secret");
  return request;
}

json event_of(GatewayWorld& world) {
  return json::parse(world.launcher.last().invokes.back().payload);
}

}  // namespace

TEST_CASE("a TOKEN authorizer sees the token and lets the request pass, with its context") {
  GatewayWorld world;
  const auto exchange = world.send(rest_with_token());
  CHECK(world.launcher.last().function == "authorize");
  CHECK(
      event_of(world) ==
      json{{"type", "TOKEN"},
           {"authorizationToken", "secret"},
           {"methodArn", "arn:aws:execute-api:us-east-1:123456789012:abcdef1234/Prod/GET/items"}});
  world.time.advance(5ms);
  world.reply(kAllow);
  CHECK(world.launcher.last().function == "f");
  CHECK(event_of(world).at("requestContext").at("authorizer") == json{{"principalId", "me"},
                                                                      {"text", "a"},
                                                                      {"number", "1"},
                                                                      {"truth", "true"},
                                                                      {"integrationLatency", 5}});
  world.reply("{}");
  CHECK(exchange->response.status == 200);
}

TEST_CASE("denials are AWS's 403s, per kind of API") {
  struct Row {
    const char* answer;
    const char* rest;
  };
  const Row rows[] = {
      {R"({"policyDocument":{"Statement":[{"Effect":"Deny","Action":"*","Resource":"*"}]}})",
       R"({"Message":"User is not authorized to access this resource with an explicit deny"})"},
      {R"({"policyDocument":{"Statement":[]}})",
       R"({"Message":"User is not authorized to access this resource"})"}};
  for (const Row& row : rows) {
    GatewayWorld world;
    const auto rest = world.send(rest_with_token());
    world.reply(row.answer);
    CHECK(rest->response.status == 403);
    CHECK(rest->response.body == row.rest);
    CHECK(world.launcher.processes.size() == 1);
    const auto http = world.send(http_with_identity(false));
    world.launcher.last().reply(row.answer);
    CHECK(http->response.status == 403);
    CHECK(http->response.body == R"({"message":"Forbidden"})");
  }
}

TEST_CASE("without its identity sources a request is 401 and nobody is asked") {
  GatewayWorld world;
  const auto rest = world.send(guarded(ApiKind::kRest, token_authorizer()));
  CHECK(rest->response.status == 401);
  CHECK(rest->response.body == R"({"message":"Unauthorized"})");
  Request half = guarded(ApiKind::kHttp, request_authorizer(PayloadFormat::kV2));
  half.head.headers.add("Authorization", "x");
  CHECK(world.send(half)->response.status == 401);
  Request empty = guarded(ApiKind::kRest, token_authorizer());
  empty.head.headers.add("Authorization", "");
  CHECK(world.send(empty)->response.status == 401);
  CHECK(world.launcher.processes.empty());
}

TEST_CASE("a token that does not match the validation expression is 401") {
  Authorizer authorizer = token_authorizer();
  authorizer.validation_expression = "^Bearer \\d+$";
  GatewayWorld world;
  Request request = guarded(ApiKind::kRest, authorizer);
  request.head.headers.add("Authorization", "Bearer x");
  CHECK(world.send(request)->response.status == 401);
  request.head.headers.set("Authorization", "Bearer 12");
  CHECK_FALSE(world.send(request)->answered());
  CHECK(world.launcher.last().function == "authorize");
  request.api.authorizers["guard"].validation_expression = "(";
  CHECK(world.send(request)->response.status == 500);
  CHECK(world.log.contains("is no regular expression"));
}

TEST_CASE("an authorizer's failures are 500, but its word Unauthorized is 401") {
  struct Row {
    const char* message;
    int status;
    const char* rest;
    const char* http;
  };
  const Row rows[] = {
      {"Unauthorized", 401, R"({"message":"Unauthorized"})", R"({"message":"Unauthorized"})"},
      {"boom", 500, R"({"message":null})", R"({"message":"Internal Server Error"})"}};
  for (const Row& row : rows) {
    GatewayWorld world;
    const auto rest = world.send(rest_with_token());
    world.launcher.last().ready();
    world.launcher.last().fail("Error", row.message);
    CHECK(rest->response.status == row.status);
    CHECK(rest->response.body == row.rest);
    const auto http = world.send(http_with_identity(true));
    world.launcher.last().fail("Error", row.message);
    CHECK(http->response.status == row.status);
    CHECK(http->response.body == row.http);
  }
}

TEST_CASE("what is no answer of an authorizer is 500") {
  for (const char* answer :
       {"null", "[]", "{}", R"({"policyDocument":1})", R"({"isAuthorized":true})",
        R"({"policyDocument":{"Statement":[]},"context":{"a":{}}})",
        R"({"policyDocument":{"Statement":[]},"context":1})"}) {
    CAPTURE(answer);
    GatewayWorld world;
    const auto exchange = world.send(rest_with_token());
    world.reply(answer);
    CHECK(exchange->response.status == 500);
    CHECK(*exchange->response.headers.find("x-amzn-errortype") ==
          "AuthorizerConfigurationException");
    CHECK(world.log.contains("guard"));
  }
}

TEST_CASE("simple answers decide, and their context goes on as it is") {
  GatewayWorld world;
  const auto exchange = world.send(http_with_identity(true));
  const json event = event_of(world);
  CHECK(event.at("version") == "2.0");
  CHECK(event.at("identitySource") == json{"secret", "1"});
  CHECK(event.at("routeArn").get<std::string>().ends_with("abcdef1234/$default/GET/items"));
  world.reply(R"({"isAuthorized":true,"context":{"a":1,"b":[true,{"c":null}]}})");
  CHECK(event_of(world).at("requestContext").at("authorizer") ==
        json::parse(R"({"lambda":{"a":1,"b":[true,{"c":null}]}})"));
  world.reply("{}");
  CHECK(exchange->response.status == 200);
  Request other = http_with_identity(true);
  other.head.headers.set("Authorization", "other");
  const auto denied = world.send(other);
  world.launcher.process(0).reply(R"({"isAuthorized":false})");
  CHECK(denied->response.status == 403);
}

TEST_CASE("an HTTP API's 1.0 authorizer gets the 1.0 event") {
  GatewayWorld world;
  Request request =
      guarded(ApiKind::kHttp, request_authorizer(PayloadFormat::kV1), PayloadFormat::kV2);
  request.head.target = "/items?q=1";
  request.head.headers.add("Authorization", "secret");
  world.send(request);
  const json event = event_of(world);
  for (const char* name : {"version", "type", "methodArn", "identitySource", "authorizationToken",
                           "resource", "path", "httpMethod", "headers", "queryStringParameters",
                           "pathParameters", "stageVariables", "requestContext"}) {
    CAPTURE(name);
    CHECK(event.contains(name));
  }
  CHECK(event.at("identitySource") == "secret,1");
  CHECK(event.at("stageVariables") == json::object());
  CHECK(event.at("pathParameters") == json{{"proxy", "items"}});
  CHECK_FALSE(event.contains("multiValueHeaders"));
}

TEST_CASE("answers are kept for their TTL and these routes, by identity, and judged anew") {
  GatewayWorld world;
  world.send(rest_with_token());
  world.reply(kAllow);
  CHECK(world.launcher.processes.size() == 2);
  world.time.advance(299s);
  world.again(rest_with_token());
  CHECK(world.launcher.process(0).invokes.size() == 1);
  Request elsewhere = rest_with_token();
  elsewhere.head.target = "/items/7";
  CHECK(world.again(elsewhere)->response.status == 403);
  CHECK(world.launcher.process(0).invokes.size() == 1);
  Request other = rest_with_token();
  other.head.headers.set("Authorization", "other");
  world.again(other);
  CHECK(world.launcher.process(0).invokes.size() == 2);
  world.launcher.process(0).reply(kAllow);
  world.time.advance(1s);
  world.again(rest_with_token());
  CHECK(world.launcher.process(0).invokes.size() == 3);
  world.launcher.process(0).reply(kAllow);
  world.send(rest_with_token());
  CHECK(world.launcher.process(0).invokes.size() == 4);
}

TEST_CASE("a TTL of 0 keeps nothing") {
  GatewayWorld world;
  Request request = rest_with_token();
  request.api.authorizers["guard"].ttl_s = 0;
  world.send(request);
  world.reply(kAllow);
  world.again(request);
  CHECK(world.launcher.process(0).invokes.size() == 2);
}

TEST_CASE("the cache is bounded, the oldest answers go first") {
  VirtualTime time(WallTime{});
  AnswerCache cache(time);
  const auto answer = std::make_shared<const AuthorizerAnswer>();
  for (std::size_t i = 0; i <= kMaxCachedAnswers; ++i) cache.store(std::to_string(i), answer, 1s);
  CHECK(cache.size() == kMaxCachedAnswers);
  CHECK(cache.find("0") == nullptr);
  CHECK(cache.find("1") != nullptr);
  time.advance(1s);
  CHECK(cache.find("1") == nullptr);
  CHECK(cache.size() == kMaxCachedAnswers - 1);
}

TEST_CASE("an authorizer that takes too long is 500, and what it says later is nothing") {
  GatewayWorld world;
  world.add("slow", [](FunctionConfig& function) { function.timeout = 60s; });
  Request request = rest_with_token();
  request.api.authorizers["guard"].function = "slow";
  const auto exchange = world.send(request);
  world.launcher.last().ready();
  world.time.advance(29s);
  CHECK(exchange->response.status == 500);
  world.launcher.last().reply(kAllow);
  CHECK(world.launcher.processes.size() == 1);
}

TEST_CASE("without authorizers every request passes") {
  GatewayWorld world({.disable_authorizers = true});
  world.send(guarded(ApiKind::kRest, token_authorizer()));
  CHECK(world.launcher.last().function == "f");
}

TEST_CASE("AWS_IAM wants a signature, and says whose it is") {
  for (const auto& [kind, status, body] :
       {std::tuple{ApiKind::kRest, 403, R"({"message":"Missing Authentication Token"})"},
        std::tuple{ApiKind::kHttp, 403, R"({"message":"Forbidden"})"},
        std::tuple{
            ApiKind::kFunctionUrl, 403,
            R"({"Message":"Forbidden. For troubleshooting Function URL authorization )"
            R"(issues, see: https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html"})"}}) {
    GatewayWorld world;
    Authorizer iam;
    iam.kind = Authorizer::Kind::kIam;
    Request request = guarded(kind, iam, PayloadFormat::kV2);
    const auto refused = world.send(request);
    CHECK(refused->response.status == status);
    CHECK(refused->response.body == body);
    request.head.headers.add("Authorization",
                             "AWS4-HMAC-SHA256 Credential=AKID/20260101/us-east-1/execute-api/"
                             "aws4_request, SignedHeaders=host, Signature=00");
    world.send(request);
    const json context = event_of(world).at("requestContext");
    const json key = kind == ApiKind::kRest ? context.at("identity").at("accessKey")
                                            : context.at("authorizer").at("iam").at("accessKey");
    CHECK(key == "AKID");
    world.send(request);
    CHECK(world.log.count("not verified") == 1);
  }
}

TEST_CASE("an authorizer that is not emulated answers 501 with its name") {
  GatewayWorld world;
  Authorizer authorizer;
  authorizer.kind = Authorizer::Kind::kUnsupported;
  authorizer.unsupported = "mutual TLS";
  CHECK(world.send(guarded(ApiKind::kRest, authorizer))->response.body ==
        R"({"message":"mutual TLS is not emulated"})");
}

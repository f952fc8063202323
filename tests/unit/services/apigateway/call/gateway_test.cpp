#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "tests/unit/services/apigateway/gateway_world.h"

using namespace brume::emulator;
using namespace brume::emulator::gateway;
using namespace brume::emulator::gateway::testing;
using namespace std::chrono_literals;
using nlohmann::json;

TEST_CASE("a request reaches its function and the answer its client") {
  GatewayWorld world;
  const auto exchange = world.send(lambda_request(ApiKind::kRest), "hello");
  CHECK_FALSE(exchange->answered());
  const auto& invoke = world.launcher.last().invokes.at(0);
  CHECK(json::parse(invoke.payload).at("body") == "hello");
  world.reply(R"({"statusCode":201,"body":"made"})");
  REQUIRE(exchange->answered());
  CHECK(exchange->response.status == 201);
  CHECK(exchange->response.body == "made");
}

TEST_CASE("event, answer and log name one request, and one trace goes through") {
  GatewayWorld world;
  Request request = lambda_request(ApiKind::kFunctionUrl, PayloadFormat::kV2);
  const auto exchange = world.send(request);
  const auto& invoke = world.launcher.last().invokes.at(0);
  const json event = json::parse(invoke.payload);
  CHECK(event.at("requestContext").at("requestId") == invoke.request_id);
  const std::string trace = event.at("headers").at("x-amzn-trace-id");
  CHECK(trace.starts_with("Root=1-6b00ed10-"));
  CHECK(invoke.trace_id.starts_with(trace + ";Parent="));
  world.reply("{}");
  CHECK(*exchange->response.headers.find("x-amzn-requestid") == invoke.request_id);
}

TEST_CASE("an HTTP API's request id has sixteen characters") {
  GatewayWorld world;
  const auto exchange = world.send(lambda_request(ApiKind::kHttp, PayloadFormat::kV2));
  world.reply("{}");
  const std::string id = *exchange->response.headers.find("apigw-requestid");
  CHECK(id.size() == 16);
  CHECK(id.back() == '=');
}

TEST_CASE("a request without a route gets each API's own answer") {
  GatewayWorld world;
  Request rest(ApiKind::kRest);
  rest.route.path = "no route";
  CHECK(world.send(rest)->response.body == R"({"message":"Missing Authentication Token"})");
  Request http(ApiKind::kHttp);
  http.route.path = "no route";
  const auto exchange = world.send(http);
  CHECK(exchange->response.status == 404);
  CHECK(exchange->response.body == R"({"message":"Not Found"})");
}

TEST_CASE("an integration that takes too long is answered for, and the function runs on") {
  for (const auto& [kind, wait, status] :
       {std::tuple{ApiKind::kRest, 29s, 504}, std::tuple{ApiKind::kHttp, 30s, 503}}) {
    GatewayWorld world;
    const auto exchange = world.send(lambda_request(kind));
    world.launcher.last().ready();
    world.time.advance(wait - 1ms);
    CHECK_FALSE(exchange->answered());
    world.time.advance(1ms);
    REQUIRE(exchange->answered());
    CHECK(exchange->response.status == status);
    CHECK(world.invoker->running() == 1);
    world.launcher.last().reply("{}");
    CHECK(world.invoker->running() == 0);
    CHECK(world.invoker->environments() == 1);
    CHECK(world.gateway().integrations_waiting() == 0);
  }
}

TEST_CASE("a function URL waits as long as its function may run") {
  GatewayWorld world;
  const auto exchange = world.send(lambda_request(ApiKind::kFunctionUrl, PayloadFormat::kV2));
  world.launcher.last().ready();
  world.time.advance(14min);
  CHECK_FALSE(exchange->answered());
  world.launcher.last().reply("{}");
  CHECK(exchange->response.status == 200);
}

TEST_CASE("deadlines of many calls are kept apart") {
  GatewayWorld world;
  const auto first = world.send(lambda_request(ApiKind::kHttp));
  world.time.advance(10s);
  Request quick = lambda_request(ApiKind::kHttp);
  quick.route.integration.timeout_ms = 50;
  const auto second = world.send(quick);
  const auto third = world.send(lambda_request(ApiKind::kRest));
  world.time.advance(50ms);
  CHECK(second->answered());
  CHECK_FALSE(first->answered());
  GatewayWorld::reply_of(world.launcher.process(0), R"({"statusCode":200})");
  CHECK(first->response.status == 200);
  world.time.advance(29s);
  CHECK(third->response.status == 504);
  CHECK(world.gateway().integrations_waiting() == 0);
}

TEST_CASE("each end of a function has its answer") {
  struct Row {
    ApiKind kind;
    int failed, throttled;
  };
  for (const Row& row : {Row{ApiKind::kRest, 502, 500}, Row{ApiKind::kHttp, 500, 503},
                         Row{ApiKind::kFunctionUrl, 502, 429}}) {
    GatewayWorld world;
    world.add("one", [](FunctionConfig& function) { function.reserved_concurrency = 1; });
    Request request = lambda_request(row.kind, PayloadFormat::kV2);
    request.route.integration.function = "one";
    const auto failed = world.send(request);
    CHECK(world.send(request)->response.status == row.throttled);
    world.launcher.last().ready();
    world.launcher.last().fail("E", "m");
    CHECK(failed->response.status == row.failed);
    const auto crashed = world.send(request);
    world.launcher.last().exit_with(1);
    world.time.advance(1s);
    CHECK(crashed->response.status == row.failed);
    const auto slow = world.send(request);
    world.launcher.last().ready();
    world.time.advance(4s);
    CHECK(slow->response.status == row.failed);
    request.route.integration.function = "nobody";
    CHECK(world.send(request)->response.status == row.failed);
    world.invoker->shut_down();
    CHECK(world.send(request)->response.status == 503);
  }
}

TEST_CASE("a body above the limit is refused, and no function is called") {
  GatewayWorld world;
  const std::string eleven(11 * 1024 * 1024, 'x');
  CHECK(world.send(lambda_request(ApiKind::kRest), eleven)->response.body ==
        R"({"message":"Request Too Long"})");
  CHECK(world.send(lambda_request(ApiKind::kHttp), eleven)->response.status == 413);
  const std::string seven(7 * 1024 * 1024, 'x');
  CHECK(world.send(lambda_request(ApiKind::kFunctionUrl), seven)->response.status == 413);
  // Below the gateway's limit, above Lambda's.
  CHECK(world.send(lambda_request(ApiKind::kRest), seven)->response.status == 413);
  CHECK(world.launcher.processes.empty());
}

TEST_CASE("a preflight calls nobody, and answers carry the API's CORS headers") {
  GatewayWorld world;
  Request request = lambda_request(ApiKind::kHttp, PayloadFormat::kV2);
  request.api.cors.emplace();
  request.api.cors->allow_origins = {"https://a"};
  request.head.headers.add("Origin", "https://a");
  const auto exchange = world.send(request);
  world.reply(R"({"statusCode":200,"headers":{"Access-Control-Allow-Origin":"*"}})");
  CHECK(exchange->response.headers.all("access-control-allow-origin") ==
        std::vector<std::string_view>{"https://a"});
  request.head.method = "OPTIONS";
  request.head.headers.add("Access-Control-Request-Method", "GET");
  request.route.path = "no route";
  const auto preflight = world.send(request);
  CHECK(preflight->response.status == 204);
  CHECK(preflight->response.headers.has("apigw-requestid"));
  CHECK(world.launcher.processes.size() == 1);
}

TEST_CASE("a mock integration answers what it is told to") {
  GatewayWorld world;
  Request request(ApiKind::kRest);
  request.route.integration.kind = Integration::Kind::kMock;
  request.route.integration.mock_status = 203;
  request.route.integration.mock_headers = {{"X-A", "b"}};
  request.route.integration.mock_body = "{}";
  const auto exchange = world.send(request);
  CHECK(exchange->response.status == 203);
  CHECK(*exchange->response.headers.find("x-a") == "b");
  CHECK(exchange->response.body == "{}");
}

TEST_CASE("what is not emulated answers 501 with its name") {
  GatewayWorld world;
  Request request(ApiKind::kRest);
  request.route.integration.kind = Integration::Kind::kUnsupported;
  request.route.integration.unsupported = "VTL mapping templates";
  const auto exchange = world.send(request);
  CHECK(exchange->response.status == 501);
  CHECK(exchange->response.body == R"({"message":"VTL mapping templates is not emulated"})");
}

TEST_CASE("an HTTP proxy's answer is passed on, and its absence said") {
  struct Proxy final : HttpProxy {
    void forward(const RequestFacts& facts, std::string body,
                 Callback<void(Result<http::Response>)> done) override {
      target = facts.head.target;
      sent = std::move(body);
      waiting = std::move(done);
    }
    std::string target, sent;
    Callback<void(Result<http::Response>)> waiting;
  } proxy;
  GatewayWorld world;
  world.proxy = &proxy;
  Request request = lambda_request(ApiKind::kHttp);
  request.route.integration.kind = Integration::Kind::kHttpProxy;
  const auto exchange = world.send(request, "body");
  CHECK(proxy.target == "/items");
  CHECK(proxy.sent == "body");
  proxy.waiting(http::Response{418, {{"X", "1"}, {"Connection", "close"}}, "tea"});
  CHECK(exchange->response.status == 418);
  CHECK(exchange->response.body == "tea");
  CHECK(exchange->response.headers.has("x"));
  CHECK_FALSE(exchange->response.headers.has("connection"));
  const auto failed = world.send(request);
  proxy.waiting(Error{Error::Code::kUnavailable, "refused"});
  CHECK(failed->response.status == 503);
  const auto slow = world.send(request);
  world.time.advance(30s);
  CHECK(slow->response.status == 503);
  proxy.waiting(http::Response{});
}

TEST_CASE("a client that goes away while its body is on the way calls nobody") {
  GatewayWorld world;
  const Request request = lambda_request(ApiKind::kRest);
  const auto exchange = std::make_shared<MemoryExchange>(GatewayWorld::head_of(request));
  exchange->held = true;
  world.serve(request);
  world.gateway().answer(exchange);
  CHECK(exchange->body_read);
  CHECK(world.launcher.processes.empty());
  exchange->deliver_body();
  CHECK(world.launcher.processes.size() == 1);
}

#include "emulator/services/apigateway/proxy/outbound_request.h"

#include <doctest/doctest.h>

#include "tests/unit/services/apigateway/route_support.h"

using namespace brume::emulator;
using namespace brume::emulator::gateway;

namespace {

struct Asked {
  std::string target = "/pets/5";
  http::Headers headers = {};
  std::map<std::string, std::string> mappings = {};
  std::string method = {};  // of the integration
};

// What is sent for a request that comes to this route and leads to this URI.
OutboundRequest outbound(ApiKind kind, const std::string& key, const std::string& uri,
                         const Asked& asked = {}) {
  Api api = api_of(kind, {key});
  api.id = "api";
  api.stage_variables = {{"host", "backend"}};
  Integration& integration = api.routes[0].integration;
  integration.kind = Integration::Kind::kHttpProxy;
  integration.uri = uri;
  integration.method = asked.method;
  integration.request_parameters = asked.mappings;
  integration.timeout_ms = 1234;
  http::RequestHead head{"POST", asked.target, 1, asked.headers, "10.0.0.1", 3000, false};
  const Router router(api);
  const RouteMatch match = router.match(head.method, head.path());
  REQUIRE(match.route != nullptr);
  auto built =
      outbound_request({api, *match.route, head, head.path(), match.path_parameters}, "body");
  REQUIRE(built);
  return *std::move(built);
}

std::string url_of(const OutboundRequest& request) {
  return request.origin + request.target;
}

std::string header_of(const OutboundRequest& request, std::string_view name) {
  const std::string* value = request.headers.find(name);
  return value != nullptr ? *value : "-";
}

}  // namespace

// Source: "Create HTTP proxy integrations for HTTP APIs" in the API Gateway developer guide.
TEST_CASE("path parameters fill the URI, a greedy one with its slashes") {
  const auto kind = ApiKind::kHttp;
  CHECK(url_of(outbound(kind, "ANY /pets/{id}", "https://h/extended/{id}")) ==
        "https://h/extended/5");
  CHECK(url_of(outbound(kind, "ANY /{proxy+}", "http://h:8080/store/{proxy}",
                        {.target = "/a%20b/c%2Fd?x=1&y"})) ==
        "http://h:8080/store/a%20b/c/d?x=1&y");
  CHECK(url_of(outbound(kind, "ANY /pets/{id}", "http://h/{id}?fixed=1",
                        {.target = "/pets/a%2Fb?x=1"})) == "http://h/a%2Fb?fixed=1&x=1");
  CHECK(url_of(outbound(kind, "ANY /pets/{id}", "http://h")) == "http://h/");
  CHECK(url_of(outbound(kind, "ANY /pets/{id}", "http://h/{nobody}/x")) == "http://h//x");
}

// Source: "Create routes for HTTP APIs", the $default route.
TEST_CASE("$default sends the full request path") {
  CHECK(url_of(outbound(ApiKind::kHttp, "$default", "http://h/base/",
                        {.target = "/store/checkout?a=b"})) == "http://h/base/store/checkout?a=b");
}

TEST_CASE("the method is the integration's, or the request's own") {
  CHECK(outbound(ApiKind::kRest, "ANY /pets/{id}", "http://h").method == "POST");
  CHECK(outbound(ApiKind::kRest, "ANY /pets/{id}", "http://h", {.method = "ANY"}).method == "POST");
  const auto sent = outbound(ApiKind::kRest, "ANY /pets/{id}", "http://h", {.method = "PUT"});
  CHECK(sent.method == "PUT");
  CHECK(sent.body == "body");
  CHECK(sent.timeout_ms == 1234);
}

TEST_CASE("headers of the connection stay behind, the client's address goes along") {
  const auto sent = outbound(ApiKind::kHttp, "ANY /pets/{id}", "http://h",
                             {.headers = {{"Host", "localhost:3000"},
                                          {"connection", "keep-alive, X-Mine"},
                                          {"X-Mine", "1"},
                                          {"Transfer-Encoding", "chunked"},
                                          {"Content-Length", "4"},
                                          {"X-Yours", "2"},
                                          {"X-Forwarded-For", "1.2.3.4"},
                                          {"Content-Type", "text/plain"}}});
  for (const char* name : {"Host", "Connection", "X-Mine", "Transfer-Encoding", "Content-Length"}) {
    INFO(name);
    CHECK(header_of(sent, name) == "-");
  }
  CHECK(header_of(sent, "X-Yours") == "2");
  CHECK(header_of(sent, "Content-Type") == "text/plain");
  CHECK(header_of(sent, "X-Forwarded-For") == "1.2.3.4, 10.0.0.1");
  CHECK(header_of(sent, "X-Forwarded-Proto") == "http");
  CHECK(header_of(sent, "User-Agent") == "AmazonAPIGateway_api");
  CHECK(header_of(sent, "Accept-Encoding") == "identity");
}

// Source: "Request parameter mapping for REST APIs" in the API Gateway developer guide.
TEST_CASE("a REST API's mappings fill path, query and headers") {
  const auto sent = outbound(
      ApiKind::kRest, "ANY /pets/{id}", "http://h/{petId}",
      {.target = "/pets/a%20b?x=1&x=2&y=3",
       .headers = {{"X-In", "one"}},
       .mappings = {{"integration.request.path.petId", "method.request.path.id"},
                    {"integration.request.header.X-Out", "method.request.header.x-in"},
                    {"integration.request.header.X-Const", "'text'"},
                    {"integration.request.header.X-Stage", "stageVariables.host"},
                    {"integration.request.header.X-None", "method.request.header.gone"},
                    {"integration.request.querystring.z", "method.request.querystring.y"}}});
  CHECK(url_of(sent) == "http://h/a%20b?x=1&x=2&y=3&z=3");
  CHECK(header_of(sent, "X-Out") == "one");
  CHECK(header_of(sent, "X-Const") == "text");
  CHECK(header_of(sent, "X-Stage") == "backend");
  CHECK(header_of(sent, "X-None") == "-");
}

// Source: "Transform API requests for HTTP APIs" in the API Gateway developer guide.
TEST_CASE("an HTTP API's mappings append, overwrite and remove") {
  const auto sent =
      outbound(ApiKind::kHttp, "ANY /pets/{id}", "http://h/ignored",
               {.target = "/pets/5?a=1&b=2",
                .headers = {{"X-Gone", "1"}, {"X-Kept", "1"}},
                .mappings = {{"overwrite:path", "/v1/$x/${request.path.id}/${stageVariables.host}"},
                             {"remove:header.X-Gone", "''"},
                             {"append:header.X-Kept", "$request.querystring.a"},
                             {"overwrite:header.X-Path", "$request.path"},
                             {"remove:querystring.a", "''"},
                             {"append:querystring.c", "a b"}}});
  CHECK(url_of(sent) == "http://h/v1/$x/5/backend?b=2&c=a%20b");
  CHECK(header_of(sent, "X-Gone") == "-");
  CHECK(sent.headers.all("X-Kept").size() == 2);
  CHECK(header_of(sent, "X-Path") == "/pets/5");
}

TEST_CASE("a line break in a parameter cannot end a header") {
  const auto sent =
      outbound(ApiKind::kRest, "ANY /pets/{id}", "http://h/{id}",
               {.target = "/pets/a%0D%0AX-Evil:%201",
                .mappings = {{"integration.request.header.X-Id", "method.request.path.id"}}});
  CHECK(header_of(sent, "X-Id") == "aX-Evil: 1");
  CHECK(sent.target == "/a%0D%0AX-Evil%3A%201");
}

TEST_CASE("what mappings cannot say here is told when the application is read") {
  CHECK(read_mapping(ApiKind::kRest, "integration.request.path.a", "method.request.path.b"));
  CHECK_FALSE(read_mapping(ApiKind::kRest, "integration.request.path.a", "context.requestId"));
  CHECK_FALSE(read_mapping(ApiKind::kRest, "integration.request.header.a", "method.request.body"));
  CHECK_FALSE(read_mapping(ApiKind::kRest, "overwrite:path", "'/'"));
  CHECK(read_mapping(ApiKind::kHttp, "overwrite:path", "/a/${request.path.b}"));
  CHECK(read_mapping(ApiKind::kHttp, "remove:header.x", "$anything"));
  CHECK_FALSE(read_mapping(ApiKind::kHttp, "append:path", "/a"));
  CHECK_FALSE(read_mapping(ApiKind::kHttp, "append:header.x", "$context.requestId"));
  CHECK_FALSE(read_mapping(ApiKind::kHttp, "append:header.x", "a ${request.body.b}"));
  CHECK_FALSE(read_mapping(ApiKind::kHttp, "append:header.", "a"));
}

TEST_CASE("a URI that is no URL is an error") {
  Api api = api_of(ApiKind::kHttp, {"ANY /x"});
  const http::RequestHead head{"GET", "/x", 1, {}, "::1", 1, false};
  for (const char* uri : {"", "backend/x", "ftp://h/x", "${stageVariables.gone}"}) {
    api.routes[0].integration.uri = uri;
    CHECK_FALSE(outbound_request({api, api.routes[0], head, "/x", {}}, ""));
  }
}

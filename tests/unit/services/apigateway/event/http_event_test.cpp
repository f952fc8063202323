#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <random>

#include "tests/unit/services/apigateway/request.h"

using namespace brume::emulator::gateway;
using brume::emulator::gateway::testing::Request;
using nlohmann::json;

namespace {

json parsed(const Request& request, std::string_view body = {}) {
  return json::parse(request.event(body));
}

}  // namespace

TEST_CASE("a REST API's event is payload 1.0, field by field") {
  Request request(ApiKind::kRest);
  request.head.target = "/items?b=2&a=1&b=3";
  request.head.headers.add("X-Two", "one");
  request.head.headers.add("x-two", "two");
  request.head.headers.add("User-Agent", "curl/7.58.0");
  request.head.headers.add("Connection", "keep-alive");
  request.head.headers.add("Content-Length", "2");
  request.path_parameters = {{"id", "a b"}};
  request.api.stage_variables = {{"color", "blue"}};
  CHECK(parsed(request, "hi") == json::parse(R"({
    "resource": "/items", "path": "/items", "httpMethod": "GET",
    "headers": {"Host": "abcdef1234.execute-api.localhost:3000", "x-two": "two",
      "User-Agent": "curl/7.58.0",
      "X-Amzn-Trace-Id": "Root=1-5e9f0c65-1de4d666d4dd26aced652b6c",
      "X-Forwarded-For": "127.0.0.1", "X-Forwarded-Port": "3000", "X-Forwarded-Proto": "http"},
    "multiValueHeaders": {"Host": ["abcdef1234.execute-api.localhost:3000"],
      "x-two": ["one", "two"], "User-Agent": ["curl/7.58.0"],
      "X-Amzn-Trace-Id": ["Root=1-5e9f0c65-1de4d666d4dd26aced652b6c"],
      "X-Forwarded-For": ["127.0.0.1"], "X-Forwarded-Port": ["3000"],
      "X-Forwarded-Proto": ["http"]},
    "queryStringParameters": {"a": "1", "b": "3"},
    "multiValueQueryStringParameters": {"a": ["1"], "b": ["2", "3"]},
    "pathParameters": {"id": "a b"}, "stageVariables": {"color": "blue"},
    "requestContext": {"accountId": "123456789012", "apiId": "abcdef1234",
      "domainName": "abcdef1234.execute-api.localhost", "domainPrefix": "abcdef1234",
      "extendedRequestId": "TWegAcC4EowCHnA=", "httpMethod": "GET",
      "identity": {"accessKey": null, "accountId": null, "caller": null,
        "cognitoAuthenticationProvider": null, "cognitoAuthenticationType": null,
        "cognitoIdentityId": null, "cognitoIdentityPoolId": null, "principalOrgId": null,
        "sourceIp": "127.0.0.1", "user": null, "userAgent": "curl/7.58.0", "userArn": null},
      "path": "/Prod/items", "protocol": "HTTP/1.1",
      "requestId": "66da07c1-0000-4000-8000-000000000001",
      "requestTime": "21/Apr/2020:15:08:21 +0000", "requestTimeEpoch": 1587481701067,
      "resourceId": "05c7jb", "resourcePath": "/items", "stage": "Prod"},
    "body": "hi", "isBase64Encoded": false})"));
}

TEST_CASE("a REST API's functions see headers as AWS writes them, and not all of them") {
  Request request(ApiKind::kRest);
  for (const char* name : {"authorization", "user-agent", "x-custom", "content-md5", "max-forwards",
                           "server", "www-authenticate", "content-length"}) {
    request.head.headers.add(name, "1");
  }
  const json headers = parsed(request)["headers"];
  CHECK(headers["Authorization"] == "1");
  CHECK(headers["User-Agent"] == "1");
  CHECK(headers["x-custom"] == "1");
  CHECK(headers.size() == 8);  // with Host, the trace and what says where it came from
}

TEST_CASE("a REST API's context names deployment and operation, where there are any") {
  Request request(ApiKind::kRest);
  CHECK_FALSE(parsed(request)["requestContext"].contains("deploymentId"));
  CHECK_FALSE(parsed(request)["requestContext"].contains("operationName"));
  request.api.deployment_id = "ab12cd";
  request.route.operation_name = "listItems";
  CHECK(parsed(request)["requestContext"]["deploymentId"] == "ab12cd");
  CHECK(parsed(request)["requestContext"]["operationName"] == "listItems");
}

TEST_CASE("request parameters of a REST API's integration are in the event") {
  Request request(ApiKind::kRest);
  request.head.target = "/items?testQueryString=foo&page=1";
  request.head.headers.add("headervar", "sent");
  request.path_parameters = {{"id", "7"}};
  request.route.integration.request_parameters = {
      {"integration.request.header.foobar", "'mapped-value'"},
      {"integration.request.header.headerVar", "method.request.header.headervar"},
      {"integration.request.header.absent", "method.request.header.nothing"},
      {"integration.request.querystring.testVar", "method.request.path.id"},
      {"integration.request.querystring.page", "'2'"}};
  const json event = parsed(request);
  CHECK(event["headers"]["foobar"] == "mapped-value");
  CHECK(event["multiValueHeaders"]["foobar"] == json{"mapped-value"});
  CHECK(event["headers"]["headerVar"] == "sent");
  CHECK_FALSE(event["headers"].contains("headervar"));
  CHECK_FALSE(event["headers"].contains("absent"));
  CHECK(event["queryStringParameters"] ==
        json{{"testQueryString", "foo"}, {"testVar", "7"}, {"page", "2"}});
  CHECK(event["multiValueQueryStringParameters"]["testVar"] == json{"7"});
}

TEST_CASE("absent maps and bodies are null in payload 1.0") {
  const json event = parsed(Request(ApiKind::kRest));
  for (const char* name : {"queryStringParameters", "multiValueQueryStringParameters",
                           "pathParameters", "stageVariables", "body"}) {
    CAPTURE(name);
    CHECK(event.at(name).is_null());
  }
}

TEST_CASE("an HTTP API's event is payload 2.0, field by field") {
  Request request(ApiKind::kHttp, PayloadFormat::kV2);
  request.head.target = "/items?b=2&a=%31&b=3+4";
  request.head.headers.add("X-Two", "one");
  request.head.headers.add("x-TWO", "two");
  request.head.headers.add("Cookie", "a=1; b=2");
  request.head.headers.add("cookie", "c=3");
  request.path_parameters = {{"proxy", "x/y"}};
  CHECK(parsed(request, "{}") == json::parse(R"({
    "version": "2.0", "routeKey": "GET /items", "rawPath": "/items",
    "rawQueryString": "b=2&a=%31&b=3+4", "cookies": ["a=1", "b=2", "c=3"],
    "headers": {"host": "abcdef1234.execute-api.localhost:3000", "x-two": "one,two",
      "x-amzn-trace-id": "Root=1-5e9f0c65-1de4d666d4dd26aced652b6c", "content-length": "0",
      "x-forwarded-for": "127.0.0.1", "x-forwarded-port": "3000", "x-forwarded-proto": "http"},
    "queryStringParameters": {"a": "1", "b": "2,3 4"}, "pathParameters": {"proxy": "x/y"},
    "requestContext": {"accountId": "123456789012", "apiId": "abcdef1234",
      "domainName": "abcdef1234.execute-api.localhost", "domainPrefix": "abcdef1234",
      "http": {"method": "GET", "path": "/items", "protocol": "HTTP/1.1",
        "sourceIp": "127.0.0.1", "userAgent": ""},
      "requestId": "66da07c1-0000-4000-8000-000000000001", "routeKey": "GET /items",
      "stage": "$default", "time": "21/Apr/2020:15:08:21 +0000", "timeEpoch": 1587481701067},
    "body": "{}", "isBase64Encoded": false})"));
}

TEST_CASE("payload 2.0 has no null and no empty member") {
  const json event = parsed(Request(ApiKind::kHttp, PayloadFormat::kV2));
  for (const char* name :
       {"cookies", "queryStringParameters", "pathParameters", "stageVariables", "body"}) {
    CAPTURE(name);
    CHECK_FALSE(event.contains(name));
  }
  CHECK(event.at("isBase64Encoded") == false);
  CHECK(event.at("rawQueryString") == "");
}

TEST_CASE("an HTTP API with payload 1.0 says so, and its route where REST has the resource") {
  Request request(ApiKind::kHttp, PayloadFormat::kV1);
  request.api.stage = "dev";
  const json event = parsed(request);
  CHECK(event.at("version") == "1.0");
  CHECK(event.at("path") == "/dev/items");
  CHECK(event.at("requestContext").at("path") == "/dev/items");
  CHECK(event.at("requestContext").at("resourceId") == "GET /items");
  CHECK(event.at("requestContext").at("extendedRequestId") ==
        event.at("requestContext").at("requestId"));
  CHECK(event.at("headers").at("Content-Length") == "0");
}

TEST_CASE("a function URL's caller is anonymous and its stage the default") {
  Request request(ApiKind::kFunctionUrl, PayloadFormat::kV2);
  request.route.path = "$default";
  request.head.target = "/a%20b";
  const json event = parsed(request);
  CHECK(event.at("routeKey") == "$default");
  CHECK(event.at("rawPath") == "/a%20b");
  CHECK(event.at("requestContext").at("accountId") == "anonymous");
  CHECK(event.at("requestContext").at("stage") == "$default");
  request.access_key = "AKIDEXAMPLE";
  CHECK(parsed(request).at("requestContext").at("accountId") == "123456789012");
}

TEST_CASE("HTTP APIs decode the path, REST APIs keep it, also its trailing slash") {
  Request http(ApiKind::kHttp, PayloadFormat::kV2);
  http.head.target = "/a%20b%2Fc/";
  CHECK(parsed(http).at("rawPath") == "/a b/c/");
  CHECK(parsed(http).at("requestContext").at("http").at("path") == "/a b/c/");
  Request rest(ApiKind::kRest);
  rest.head.target = "/a%20b/";
  CHECK(parsed(rest).at("path") == "/a%20b/");
  CHECK(parsed(rest).at("requestContext").at("path") == "/Prod/a%20b/");
}

TEST_CASE("a stage is in an HTTP API's path, a base path is in place of it") {
  Request request(ApiKind::kHttp, PayloadFormat::kV2);
  request.api.stage = "dev";
  CHECK(parsed(request).at("rawPath") == "/dev/items");
  request.base_path = "/v1";
  CHECK(parsed(request).at("rawPath") == "/v1/items");
  Request rest(ApiKind::kRest);
  rest.base_path = "/v1";
  CHECK(parsed(rest).at("path") == "/v1/items");
  CHECK(parsed(rest).at("requestContext").at("path") == "/v1/items");
}

TEST_CASE("an HTTP API passes text types as text and everything else as Base64") {
  struct Row {
    const char* type;
    const char* body;
    bool base64;
  };
  const Row rows[] = {{"application/json", "{}", false},
                      {"text/plain; charset=utf-8", "x", false},
                      {"application/xml", "<a/>", false},
                      {"application/javascript", "1", false},
                      {"application/vnd.api+json", "{}", false},
                      {"", "plain", false},
                      {"application/x-www-form-urlencoded", "a=1", true},
                      {"multipart/form-data; boundary=x", "--x", true},
                      {"image/png", "\x89PNG", true},
                      {"text/plain", "\xFF", true}};
  for (const Row& row : rows) {
    CAPTURE(row.type);
    for (const ApiKind kind : {ApiKind::kHttp, ApiKind::kFunctionUrl}) {
      Request request(kind, PayloadFormat::kV2);
      if (*row.type != '\0') request.head.headers.add("content-type", row.type);
      CHECK(parsed(request, row.body).at("isBase64Encoded") == row.base64);
    }
  }
  Request form(ApiKind::kHttp, PayloadFormat::kV2);
  form.head.headers.add("Content-Type", "application/x-www-form-urlencoded");
  CHECK(parsed(form, "a=1").at("body") == "YT0x");
}

TEST_CASE("a REST API passes as Base64 only what its binary media types name") {
  Request request(ApiKind::kRest);
  request.head.headers.add("Content-Type", "image/png");
  CHECK(parsed(request, "x").at("isBase64Encoded") == false);
  request.api.binary_media_types = {"image/*"};
  CHECK(parsed(request, "x").at("isBase64Encoded") == true);
  CHECK(parsed(request, "x").at("body") == "eA==");
  request.api.binary_media_types = {"application/json"};
  CHECK(parsed(request, "x").at("isBase64Encoded") == false);
  request.api.binary_media_types = {"*/*"};
  CHECK(parsed(request, "x").at("isBase64Encoded") == true);
  CHECK(parsed(request).at("body").is_null());
}

TEST_CASE("the client's forwarded and trace headers are carried on") {
  Request request(ApiKind::kHttp, PayloadFormat::kV2);
  request.head.headers.add("X-Forwarded-For", "10.0.0.1");
  request.head.headers.add("x-forwarded-for", "10.0.0.2");
  request.head.headers.add("X-Forwarded-Proto", "gopher");
  request.head.headers.add("X-Amzn-Trace-Id", "Root=1-0-0");
  const json headers = parsed(request).at("headers");
  CHECK(headers.at("x-forwarded-for") == "10.0.0.1, 10.0.0.2, 127.0.0.1");
  CHECK(headers.at("x-forwarded-proto") == "http");
  CHECK(headers.at("x-amzn-trace-id") == "Root=1-5e9f0c65-1de4d666d4dd26aced652b6c");
}

TEST_CASE("the authorizer's context stands in the request context") {
  Request request(ApiKind::kRest);
  request.authorizer = R"({"principalId":"me"})";
  CHECK(parsed(request).at("requestContext").at("authorizer").at("principalId") == "me");
  CHECK_FALSE(parsed(Request(ApiKind::kRest)).at("requestContext").contains("authorizer"));
}

TEST_CASE("any bytes of a request give valid JSON") {
  std::mt19937 chance(20261121);
  const auto bytes = [&chance](std::size_t most) {
    std::string text(chance() % (most + 1), '\0');
    for (char& c : text) c = static_cast<char>(chance());
    return text;
  };
  for (int round = 0; round < 2000; ++round) {
    for (const ApiKind kind : {ApiKind::kRest, ApiKind::kHttp, ApiKind::kFunctionUrl}) {
      Request request(kind, chance() % 2 == 0 ? PayloadFormat::kV1 : PayloadFormat::kV2);
      request.head.method = bytes(6);
      request.head.target = "/" + bytes(20) + (chance() % 2 == 0 ? "?" + bytes(20) : "");
      for (unsigned i = 0; i < chance() % 4; ++i) request.head.headers.add(bytes(4), bytes(8));
      request.head.headers.add("cookie", bytes(8));
      if (chance() % 2 == 0) request.head.headers.add("content-type", bytes(8));
      request.path_parameters = {{bytes(3), bytes(8)}};
      const std::string text = request.event(bytes(30));
      CAPTURE(round);
      CHECK(json::accept(text));
    }
  }
}

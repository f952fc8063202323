#include <doctest/doctest.h>

#include <optional>

#include "emulator/services/apigateway/answer/gateway_error.h"
#include "emulator/services/apigateway/answer/http_response.h"
#include "tests/unit/services/apigateway/request.h"

using namespace brume::emulator;
using namespace brume::emulator::gateway;
using brume::emulator::gateway::testing::Request;

namespace {

const Request kRest(ApiKind::kRest);
const Request kHttp1(ApiKind::kHttp, PayloadFormat::kV1);
const Request kHttp2(ApiKind::kHttp, PayloadFormat::kV2);
const Request kUrl(ApiKind::kFunctionUrl, PayloadFormat::kV2);

http::Response answer(const Request& request, std::string payload) {
  return http_response(request.facts(), std::move(payload));
}

std::optional<std::string> header(const http::Response& response, std::string_view name) {
  const std::string* const value = response.headers.find(name);
  return value == nullptr ? std::nullopt : std::optional(*value);
}

}  // namespace

TEST_CASE("status, headers and body of a proxy answer reach the client") {
  for (const Request* request : {&kRest, &kHttp1, &kHttp2, &kUrl}) {
    const auto response =
        answer(*request, R"({"statusCode":201,"headers":{"X-A":"b","Content-Type":"text/css"},)"
                         R"("body":"h\u00e9"})");
    CHECK(response.status == 201);
    CHECK(header(response, "x-a") == "b");
    CHECK(header(response, "content-type") == "text/css");
    CHECK(response.body == "h\xC3\xA9");
  }
}

TEST_CASE("each kind of API names its answers by its own request id") {
  const std::string ok = R"({"statusCode":200})";
  CHECK(header(answer(kRest, ok), "x-amzn-requestid") == "66da07c1-0000-4000-8000-000000000001");
  CHECK(header(answer(kRest, ok), "x-amz-apigw-id") == "TWegAcC4EowCHnA=");
  CHECK(header(answer(kHttp2, ok), "apigw-requestid") == "66da07c1-0000-4000-8000-000000000001");
  CHECK_FALSE(header(answer(kHttp2, ok), "x-amzn-requestid"));
  CHECK(header(answer(kUrl, ok), "x-amzn-requestid"));
}

TEST_CASE("a REST API's answers name the trace, whoever began it") {
  const std::string root = "Root=1-5e9f0c65-1de4d666d4dd26aced652b6c";
  const std::string ok = R"({"statusCode":200})";
  CHECK(header(answer(kRest, ok), "x-amzn-trace-id") == root);
  RequestFacts facts = kRest.facts();
  const std::string sent = root + ";Parent=53995c3f42cd8ad8;Sampled=1";
  facts.trace_root = sent;
  CHECK(header(http_response(facts, ok), "x-amzn-trace-id") == root);
  CHECK_FALSE(header(answer(kHttp2, ok), "x-amzn-trace-id"));
}

TEST_CASE("without a content type a REST API and a function URL say JSON, an HTTP API text") {
  const std::string ok = R"({"statusCode":200,"body":"x"})";
  CHECK(header(answer(kRest, ok), "content-type") == "application/json");
  CHECK(header(answer(kUrl, ok), "content-type") == "application/json");
  CHECK(header(answer(kHttp2, ok), "content-type") == "text/plain;charset=UTF-8");
}

TEST_CASE("JSON without a statusCode is the body in payload 2.0") {
  for (const char* payload :
       {R"({"message":"hi"})", "12", "null", "[1,2]", R"({"headers":[1],"body":{}})",
        R"({"statusCode":null,"body":"x"})"}) {
    CAPTURE(payload);
    for (const Request* request : {&kHttp2, &kUrl}) {
      const auto response = answer(*request, payload);
      CHECK(response.status == 200);
      CHECK(response.body == payload);
      CHECK(header(response, "content-type") == "application/json");
    }
    CHECK(answer(kHttp1, payload).status == 500);
  }
  for (const Request* request : {&kHttp2, &kUrl}) {
    const auto text = answer(*request, R"("hello \"you\"\n")");
    CHECK(text.body == "hello \"you\"\n");
    CHECK(header(text, "content-type") == "application/json");
  }
}

TEST_CASE("a REST answer needs no member and may have no other") {
  CHECK(answer(kRest, "{}").status == 200);
  CHECK(answer(kRest, R"({"body":"x"})").status == 200);
  CHECK(answer(kRest, R"({"statusCode":200,"message":"x"})").status == 502);
  CHECK(answer(kRest, R"({"statusCode":200,"cookies":["a=1"]})").status == 502);
  CHECK(answer(kHttp2, R"({"statusCode":200,"message":"x"})").status == 200);
}

TEST_CASE("what is no answer is refused in each API's own words") {
  for (const char* payload :
       {"", "no json", R"({"statusCode":"ok"})", R"({"statusCode":200.5})", R"({"statusCode":99})",
        R"({"statusCode":101})", R"({"statusCode":600})", R"({"statusCode":200,"headers":[]})",
        R"({"statusCode":200,"headers":{"A":{}}})", R"({"statusCode":200,"body":{}})",
        R"({"statusCode":200,"headers":{"A":"b\r\nC: d"}})",
        R"({"statusCode":200,"headers":{"A b":"c"}})", R"({"statusCode":200,"headers":{"":"c"}})",
        R"({"statusCode":200,"headers":{"A":"\u0000"}})", R"({"statusCode":200} x)",
        R"({"statusCode":200,"isBase64Encoded":"maybe"})"}) {
    CAPTURE(payload);
    const auto rest = answer(kRest, payload);
    CHECK(rest.status == 502);
    CHECK(rest.body == R"({"message":"Internal server error"})");
    CHECK(header(rest, "x-amzn-errortype") == "InternalServerErrorException");
    const auto http = answer(kHttp2, payload);
    CHECK(http.status == 500);
    CHECK(http.body == R"({"message":"Internal Server Error"})");
    const auto url = answer(kUrl, payload);
    CHECK(url.status == 502);
    CHECK(url.body == "Internal Server Error");
  }
}

TEST_CASE("numeric texts are status codes, and scalars header values") {
  const auto response =
      answer(kRest, R"({"statusCode":"404","headers":{"A":1,"B":true,"C":null},"body":12})");
  CHECK(response.status == 404);
  CHECK(header(response, "a") == "1");
  CHECK(header(response, "b") == "true");
  CHECK(header(response, "c") == "");
  CHECK(response.body == "12");
}

TEST_CASE("multi-value headers are merged, a pair in both counting once") {
  const auto response =
      answer(kRest, R"({"headers":{"A":"1","B":"x"},"multiValueHeaders":{"a":["1","2"],)"
                    R"("Set-Cookie":["c=1","d=2","d=2"]}})");
  CHECK(response.headers.all("a") == std::vector<std::string_view>{"1", "2"});
  const auto both = answer(kRest, R"({"headers":{"X-VALUE":"3"},"multiValueHeaders":)"
                                  R"({"x-Value":["1","2"]}})");
  CHECK(both.headers.all("x-value") == std::vector<std::string_view>{"1", "2", "3"});
  for (const http::Header& each : both.headers) CHECK(each.name != "X-VALUE");
  CHECK(response.headers.all("set-cookie") == std::vector<std::string_view>{"c=1", "d=2", "d=2"});
}

TEST_CASE("cookies of payload 2.0 become Set-Cookie headers") {
  const auto response = answer(kHttp2, R"({"statusCode":200,"cookies":["a=1; Secure","b=2"]})");
  CHECK(response.headers.all("set-cookie") == std::vector<std::string_view>{"a=1; Secure", "b=2"});
  CHECK(answer(kHttp2, R"({"statusCode":200,"cookies":["a\n"]})").status == 500);
}

TEST_CASE("Base64 bodies are decoded, by a REST API only for who accepts them") {
  const std::string payload = R"({"statusCode":200,"body":"iVBO","isBase64Encoded":true})";
  CHECK(answer(kHttp2, payload).body == "\x89PN");
  CHECK(answer(kUrl, payload).body == "\x89PN");
  CHECK(answer(kRest, payload).body == "iVBO");
  Request png(ApiKind::kRest);
  png.api.binary_media_types = {"image/png"};
  CHECK(answer(png, payload).body == "iVBO");
  png.head.headers.add("Accept", "image/png, */*");
  CHECK(answer(png, payload).body == "\x89PN");
  png.head.headers.set("Accept", "text/html, image/png");
  CHECK(answer(png, payload).body == "iVBO");
  Request all(ApiKind::kRest);
  all.api.binary_media_types = {"*/*"};
  CHECK(answer(all, payload).body == "\x89PN");
  const std::string broken = R"({"statusCode":200,"body":"!","isBase64Encoded":true})";
  CHECK(answer(kHttp2, broken).status == 500);
  CHECK(answer(all, broken).status == 502);
}

TEST_CASE("headers that the gateway writes itself are remapped or left out") {
  const std::string payload =
      R"({"statusCode":401,"headers":{"WWW-Authenticate":"Basic","Server":"me","date":"d",)"
      R"("Connection":"close","Transfer-Encoding":"chunked","X":"1"}})";
  for (const Request* request : {&kRest, &kUrl}) {
    const auto response = answer(*request, payload);
    CHECK(header(response, "x-amzn-Remapped-WWW-Authenticate") == "Basic");
    CHECK(header(response, "x-amzn-Remapped-Server") == "me");
    CHECK(header(response, "x-amzn-Remapped-date") == "d");
    CHECK_FALSE(header(response, "www-authenticate"));
    CHECK_FALSE(header(response, "transfer-encoding"));
    CHECK(header(response, "x") == "1");
  }
  const auto http = answer(kHttp2, payload);
  CHECK(header(http, "www-authenticate") == "Basic");
  CHECK_FALSE(header(http, "connection"));
  CHECK_FALSE(header(http, "transfer-encoding"));
}

TEST_CASE("answers that can have no body have none") {
  CHECK(answer(kHttp2, R"({"statusCode":204,"body":"x"})").body.empty());
  CHECK(answer(kRest, R"({"statusCode":304,"body":"x"})").body.empty());
}

TEST_CASE("a stream's head comes from its prelude, or is 200") {
  http::ResponseHead head;
  REQUIRE(stream_head(kUrl.facts(), R"({"statusCode":207,"headers":{"A":"b"},"cookies":["c=1"]})",
                      "", head));
  CHECK(head.status == 207);
  CHECK(*head.headers.find("a") == "b");
  CHECK(*head.headers.find("set-cookie") == "c=1");
  http::ResponseHead plain;
  REQUIRE(stream_head(kUrl.facts(), "", "text/html", plain));
  CHECK(plain.status == 200);
  CHECK(*plain.headers.find("content-type") == "text/html");
  CHECK_FALSE(stream_head(kUrl.facts(), "[]", "", plain));
}

TEST_CASE("the gateway's own refusals have each kind's status and words") {
  struct Row {
    Refusal refusal;
    int rest;
    const char* rest_body;
    int http;
    const char* http_body;
  };
  const Row rows[] = {
      {Refusal::kNoRoute, 403, R"({"message":"Missing Authentication Token"})", 404,
       R"({"message":"Not Found"})"},
      {Refusal::kUnauthorized, 401, R"({"message":"Unauthorized"})", 401,
       R"({"message":"Unauthorized"})"},
      {Refusal::kAccessDenied, 403,
       R"({"Message":"User is not authorized to access this resource"})", 403,
       R"({"message":"Forbidden"})"},
      {Refusal::kExplicitDeny, 403,
       R"({"Message":"User is not authorized to access this resource with an explicit deny"})", 403,
       R"({"message":"Forbidden"})"},
      {Refusal::kAuthorizerConfiguration, 500, R"({"message":null})", 500,
       R"({"message":"Internal Server Error"})"},
      {Refusal::kInvalidApiKey, 403, R"({"message":"Forbidden"})", 403,
       R"({"message":"Forbidden"})"},
      {Refusal::kBadBody, 400, R"({"message":"Invalid request body"})", 400,
       R"({"message":"Bad Request"})"},
      {Refusal::kTooLarge, 413, R"({"message":"Request Too Long"})", 413,
       R"({"message":"Request Entity Too Large"})"},
      {Refusal::kThrottled, 500, R"({"message":"Internal server error"})", 503,
       R"({"message":"Service Unavailable"})"},
      {Refusal::kTimeout, 504, R"({"message":"Endpoint request timed out"})", 503,
       R"({"message":"Service Unavailable"})"}};
  for (const Row& row : rows) {
    CAPTURE(row.rest_body);
    const auto rest = refuse(kRest.facts(), row.refusal);
    CHECK(rest.status == row.rest);
    CHECK(rest.body == row.rest_body);
    CHECK(header(rest, "x-amzn-errortype"));
    const auto http = refuse(kHttp2.facts(), row.refusal);
    CHECK(http.status == row.http);
    CHECK(http.body == row.http_body);
  }
  const auto unsigned_call = refuse(kUrl.facts(), Refusal::kMissingSignature);
  CHECK(unsigned_call.body ==
        R"({"Message":"Forbidden. For troubleshooting Function URL authorization issues, see: )"
        R"(https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html"})");
  CHECK(header(unsigned_call, "x-amzn-errortype") == "AccessDeniedException");
  const auto nobodys = refuse(kUrl.facts(), Refusal::kNoRoute);
  CHECK(nobodys.status == 403);
  CHECK(nobodys.body == R"({"Message":null})");
  CHECK(header(nobodys, "x-amzn-errortype") == "AccessDeniedException");
  CHECK(refuse(kUrl.facts(), Refusal::kThrottled).status == 429);
  CHECK(refuse(kRest.facts(), Refusal::kNotEmulated, "VTL").body == R"({"message":"VTL"})");
}

TEST_CASE("a gateway response changes status, headers and body of a refusal") {
  Request request(ApiKind::kRest);
  request.api.gateway_responses["UNAUTHORIZED"] = {
      418,
      {{"gatewayresponse.header.X-A", "'*'"}, {"X-Host", "method.request.header.Host"}},
      {{"application/json",
        R"({"m":$context.error.messageString,"t":"$context.error.responseType",)"
        R"("s":"${context.stage}."})"}}};
  request.api.gateway_responses["DEFAULT_4XX"] = {{}, {{"X-B", "'1'"}}, {}};
  const auto response = refuse(request.facts(), Refusal::kUnauthorized);
  CHECK(response.status == 418);
  CHECK(header(response, "x-a") == "*");
  CHECK(header(response, "x-host") == "abcdef1234.execute-api.localhost:3000");
  CHECK(response.body == R"({"m":"Unauthorized","t":"UNAUTHORIZED","s":"Prod."})");
  const auto other = refuse(request.facts(), Refusal::kInvalidApiKey);
  CHECK(other.status == 403);
  CHECK(header(other, "x-b") == "1");
  CHECK(other.body == R"({"message":"Forbidden"})");
  CHECK_FALSE(header(refuse(request.facts(), Refusal::kBadAnswer), "x-b"));
}

#include <doctest/doctest.h>

#include "emulator/services/apigateway/answer/cors.h"

using namespace brume::emulator;
using namespace brume::emulator::gateway;

namespace {

http::RequestHead preflight(const char* origin) {
  http::RequestHead head;
  head.method = "OPTIONS";
  head.headers = {{"Origin", origin},
                  {"Access-Control-Request-Method", "PUT"},
                  {"Access-Control-Request-Headers", "x-a,x-b"}};
  return head;
}

std::string text(const http::Headers& headers) {
  std::string out;
  for (const auto& [name, value] : headers) out += name + ": " + value + "\n";
  return out;
}

Cors some() {
  Cors cors;
  cors.allow_origins = {"https://a.example", "https://*.b.example"};
  cors.allow_methods = {"GET", "PUT"};
  cors.allow_headers = {"x-a"};
  cors.expose_headers = {"x-e"};
  cors.max_age_s = 600;
  return cors;
}

}  // namespace

TEST_CASE("a preflight of an allowed origin is answered with all that is configured") {
  const auto response = answer_preflight(some(), preflight("https://a.example"));
  REQUIRE(response);
  CHECK(response->status == 204);
  CHECK(text(response->headers) ==
        "Access-Control-Allow-Origin: https://a.example\n"
        "Access-Control-Allow-Methods: GET,PUT\n"
        "Access-Control-Allow-Headers: x-a\n"
        "Access-Control-Expose-Headers: x-e\n"
        "Access-Control-Max-Age: 600\n"
        "Vary: Origin\n");
}

TEST_CASE("a preflight of a foreign origin is answered without permission") {
  const auto response = answer_preflight(some(), preflight("https://evil.example"));
  REQUIRE(response);
  CHECK(response->status == 204);
  CHECK(text(response->headers) == "Vary: Origin\n");
}

TEST_CASE("what is no preflight is left to the routes") {
  http::RequestHead head = preflight("https://a.example");
  head.method = "GET";
  CHECK_FALSE(answer_preflight(some(), head));
  head = preflight("https://a.example");
  head.headers.erase("origin");
  CHECK_FALSE(answer_preflight(some(), head));
  head = preflight("https://a.example");
  head.headers.erase("access-control-request-method");
  CHECK_FALSE(answer_preflight(some(), head));
}

TEST_CASE("wildcards are sent as such, and with credentials as what was asked for") {
  Cors cors;
  cors.allow_origins = cors.allow_methods = cors.allow_headers = {"*"};
  CHECK(text(answer_preflight(cors, preflight("https://a"))->headers) ==
        "Access-Control-Allow-Origin: *\nAccess-Control-Allow-Methods: *\n"
        "Access-Control-Allow-Headers: *\n");
  cors.allow_credentials = true;
  CHECK(text(answer_preflight(cors, preflight("https://a"))->headers) ==
        "Access-Control-Allow-Origin: https://a\nAccess-Control-Allow-Credentials: true\n"
        "Access-Control-Allow-Methods: PUT\nAccess-Control-Allow-Headers: x-a,x-b\n"
        "Vary: Origin\n");
}

TEST_CASE("the function's own CORS headers give way") {
  http::Headers headers = {{"Access-Control-Allow-Origin", "*"},
                           {"access-control-allow-methods", "TRACE"},
                           {"Vary", "Accept"},
                           {"X", "1"}};
  apply_cors(some(), preflight("https://x.b.example"), headers);
  CHECK(text(headers) ==
        "Vary: Accept\nX: 1\nAccess-Control-Allow-Origin: https://x.b.example\n"
        "Access-Control-Expose-Headers: x-e\nVary: Origin\n");
  http::Headers foreign = {{"Access-Control-Allow-Origin", "*"}};
  apply_cors(some(), preflight("https://b.example"), foreign);
  CHECK(text(foreign) == "Vary: Origin\n");
}

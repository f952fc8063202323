#include "emulator/services/s3/protocol/cors.h"

#include <doctest/doctest.h>

using namespace brume::emulator;
using namespace brume::emulator::aws::s3;

namespace {

const std::vector<storage::CorsRule> kRules{
    {.allowed_origins = {"http://localhost:8000", "https://*.localhost"},
     .allowed_methods = {"PUT", "GET"},
     .allowed_headers = {"Content-Type", "x-amz-*"},
     .expose_headers = {"ETag", "x-amz-version-id"},
     .max_age_s = 300},
    {.allowed_origins = {"*"}, .allowed_methods = {"GET"}}};

}  // namespace

TEST_CASE("the first rule that fits admits") {
  const auto rule = [](const char* origin, const char* method,
                       std::vector<std::string> headers = {}) -> std::ptrdiff_t {
    const auto* const found = admitting_rule(kRules, {origin, method, std::move(headers)});
    return found == nullptr ? -1 : found - kRules.data();
  };
  CHECK(rule("http://localhost:8000", "PUT") == 0);
  CHECK(rule("https://a.localhost", "GET", {"content-type", "x-amz-date"}) == 0);
  CHECK(rule("http://a.localhost", "GET") == 1);
  CHECK(rule("http://a.localhost", "PUT") == -1);
  CHECK(rule("http://a.localhost", "GET", {"content-type"}) == -1);
  CHECK(rule("http://localhost:8000", "PUT", {"authorization"}) == -1);
  CHECK(rule("http://localhost:8000", "DELETE") == -1);
}

TEST_CASE("the browser is told what the rule allows") {
  const CorsRequest preflight =
      read_preflight({{"Origin", "http://localhost:8000"},
                      {"Access-Control-Request-Method", "PUT"},
                      {"Access-Control-Request-Headers", "Content-Type, X-Amz-Date"}});
  http::Headers headers;
  add_cors_headers(headers, *admitting_rule(kRules, preflight), preflight);
  CHECK(*headers.find("Access-Control-Allow-Origin") == "http://localhost:8000");
  CHECK(*headers.find("Access-Control-Allow-Credentials") == "true");
  CHECK(*headers.find("Access-Control-Allow-Methods") == "PUT, GET");
  CHECK(*headers.find("Access-Control-Allow-Headers") == "content-type, x-amz-date");
  CHECK(*headers.find("Access-Control-Expose-Headers") == "ETag, x-amz-version-id");
  CHECK(*headers.find("Access-Control-Max-Age") == "300");
  http::Headers anyone;
  add_cors_headers(anyone, kRules[1], {"http://localhost:9", "GET"});
  CHECK(*anyone.find("Access-Control-Allow-Origin") == "*");
  CHECK_FALSE(anyone.has("Access-Control-Allow-Credentials"));
}

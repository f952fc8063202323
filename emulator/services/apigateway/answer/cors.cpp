#include "emulator/services/apigateway/answer/cors.h"

#include <algorithm>

#include "emulator/services/apigateway/event/lambda_proxy_response.h"
#include "emulator/text/ascii.h"
#include "emulator/text/wildcard.h"

namespace brume::emulator::gateway {
namespace {

std::string comma_list(const std::vector<std::string>& values) {
  std::string out;
  for (const std::string& value : values) {
    if (!out.empty()) out += ',';
    out += value;
  }
  return out;
}

bool has_wildcard(const std::vector<std::string>& values) {
  return std::find(values.begin(), values.end(), "*") != values.end();
}

// With credentials browsers take "*" by the letter, so what was asked for is named instead.
void add_list(http::Headers& headers, const char* name, const std::vector<std::string>& values,
              const std::string* asked_for) {
  if (values.empty()) return;
  if (asked_for != nullptr && has_wildcard(values)) {
    if (is_safe_header(name, *asked_for)) headers.add(name, *asked_for);
    return;
  }
  headers.add(name, comma_list(values));
}

void add_origin(const Cors& cors, const std::string& origin, http::Headers& headers) {
  const bool any = has_wildcard(cors.allow_origins) && !cors.allow_credentials;
  headers.add("Access-Control-Allow-Origin", any ? "*" : origin);
  if (cors.allow_credentials) headers.add("Access-Control-Allow-Credentials", "true");
}

// Caches must not give one origin's answer to another.
void add_vary(const Cors& cors, http::Headers& headers) {
  if (has_wildcard(cors.allow_origins) && !cors.allow_credentials) return;
  for (const std::string_view value : headers.all("vary")) {
    if (value.find("Origin") != std::string_view::npos || value == "*") return;
  }
  headers.add("Vary", "Origin");
}

void erase_cors(http::Headers& headers) {
  for (const char* name : {"access-control-allow-origin", "access-control-allow-credentials",
                           "access-control-allow-methods", "access-control-allow-headers",
                           "access-control-expose-headers", "access-control-max-age"}) {
    if (headers.has(name)) headers.erase(name);
  }
}

}  // namespace

bool is_allowed_origin(const Cors& cors, std::string_view origin) {
  return std::any_of(
      cors.allow_origins.begin(), cors.allow_origins.end(), [origin](const std::string& pattern) {
        return equal_ignoring_case(pattern, origin) || matches_wildcard(pattern, origin);
      });
}

std::optional<http::Response> answer_preflight(const Cors& cors, const http::RequestHead& head) {
  const std::string* const origin = head.headers.find("origin");
  const std::string* const method = head.headers.find("access-control-request-method");
  if (head.method != "OPTIONS" || origin == nullptr || method == nullptr) return std::nullopt;
  http::Response response;
  response.status = 204;
  if (is_allowed_origin(cors, *origin) && is_safe_header("Origin", *origin)) {
    const bool credentials = cors.allow_credentials;
    add_origin(cors, *origin, response.headers);
    add_list(response.headers, "Access-Control-Allow-Methods", cors.allow_methods,
             credentials ? method : nullptr);
    add_list(response.headers, "Access-Control-Allow-Headers", cors.allow_headers,
             credentials ? head.headers.find("access-control-request-headers") : nullptr);
    add_list(response.headers, "Access-Control-Expose-Headers", cors.expose_headers, nullptr);
    if (cors.max_age_s) {
      response.headers.add("Access-Control-Max-Age", std::to_string(*cors.max_age_s));
    }
  }
  add_vary(cors, response.headers);
  return response;
}

void apply_cors(const Cors& cors, const http::RequestHead& head, http::Headers& headers) {
  erase_cors(headers);
  const std::string* const origin = head.headers.find("origin");
  if (origin != nullptr && is_allowed_origin(cors, *origin) && is_safe_header("Origin", *origin)) {
    add_origin(cors, *origin, headers);
    add_list(headers, "Access-Control-Expose-Headers", cors.expose_headers, nullptr);
  }
  add_vary(cors, headers);
}

}  // namespace brume::emulator::gateway

#include "emulator/services/s3/protocol/cors.h"

#include <algorithm>

#include "emulator/text/ascii.h"
#include "emulator/text/split.h"
#include "emulator/text/wildcard.h"

namespace brume::emulator::aws::s3 {
namespace {

const std::string* matching_origin(const storage::CorsRule& rule, const std::string& origin) {
  for (const std::string& allowed : rule.allowed_origins) {
    if (matches_wildcard(allowed, origin, Wildcards::kStar)) return &allowed;
  }
  return nullptr;
}

bool admits_header(const storage::CorsRule& rule, const std::string& header) {
  return std::any_of(rule.allowed_headers.begin(), rule.allowed_headers.end(),
                     [&](const std::string& allowed) {
                       return matches_wildcard(lower_case(allowed), header, Wildcards::kStar);
                     });
}

bool admits(const storage::CorsRule& rule, const CorsRequest& request) {
  const auto& methods = rule.allowed_methods;
  return matching_origin(rule, request.origin) != nullptr &&
         std::find(methods.begin(), methods.end(), request.method) != methods.end() &&
         std::all_of(request.headers.begin(), request.headers.end(),
                     [&](const std::string& header) { return admits_header(rule, header); });
}

std::string joined(const std::vector<std::string>& texts) {
  std::string out;
  for (const std::string& text : texts) out.append(out.empty() ? "" : ", ").append(text);
  return out;
}

}  // namespace

CorsRequest read_preflight(const http::Headers& headers) {
  CorsRequest request;
  if (const std::string* const origin = headers.find("Origin")) request.origin = *origin;
  if (const std::string* const method = headers.find("Access-Control-Request-Method")) {
    request.method = *method;
  }
  if (const std::string* const asked = headers.find("Access-Control-Request-Headers")) {
    for (const std::string_view name : split(*asked, ',')) {
      std::string header = lower_case(trimmed(name));
      if (!header.empty()) request.headers.push_back(std::move(header));
    }
  }
  return request;
}

const storage::CorsRule* admitting_rule(const std::vector<storage::CorsRule>& rules,
                                        const CorsRequest& request) {
  for (const storage::CorsRule& rule : rules) {
    if (admits(rule, request)) return &rule;
  }
  return nullptr;
}

void add_cors_headers(http::Headers& headers, const storage::CorsRule& rule,
                      const CorsRequest& request) {
  const std::string* const origin = matching_origin(rule, request.origin);
  const bool anyone = origin != nullptr && *origin == "*";
  headers.add("Access-Control-Allow-Origin", anyone ? "*" : request.origin);
  if (!anyone) headers.add("Access-Control-Allow-Credentials", "true");
  headers.add("Access-Control-Allow-Methods", joined(rule.allowed_methods));
  if (!request.headers.empty()) {
    headers.add("Access-Control-Allow-Headers", joined(request.headers));
  }
  if (!rule.expose_headers.empty()) {
    headers.add("Access-Control-Expose-Headers", joined(rule.expose_headers));
  }
  if (rule.max_age_s) headers.add("Access-Control-Max-Age", std::to_string(*rule.max_age_s));
  headers.add("Vary", "Origin, Access-Control-Request-Headers, Access-Control-Request-Method");
}

}  // namespace brume::emulator::aws::s3

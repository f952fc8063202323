#include "emulator/services/apigateway/authorize/identity.h"

#include <algorithm>

#include "emulator/base/account.h"
#include "emulator/services/apigateway/event/request_variables.h"
#include "emulator/text/json_text.h"
#include "emulator/text/query_string.h"

namespace brume::emulator::gateway {
namespace {

constexpr std::string_view kAlgorithm = "AWS4-HMAC-SHA256";

// "AKID/20260101/us-east-1/execute-api/aws4_request" -> "AKID".
std::string access_key_of(std::string_view credential) {
  const std::size_t slash = credential.find('/');
  return slash == std::string_view::npos ? std::string() : std::string(credential.substr(0, slash));
}

// Source: AWS General Reference, "Authenticating requests: using the Authorization header".
std::string from_header(std::string_view header) {
  if (!header.starts_with(kAlgorithm)) return {};
  const bool complete = header.find("SignedHeaders=") != std::string_view::npos &&
                        header.find("Signature=") != std::string_view::npos;
  const std::size_t credential = header.find("Credential=");
  if (!complete || credential == std::string_view::npos) return {};
  return access_key_of(header.substr(credential + 11));
}

std::string from_query(std::string_view query) {
  if (query.find("X-Amz-Signature=") == std::string_view::npos) return {};
  const auto parameters = parse_query_by_name(query);
  const std::string* const algorithm = find_last_parameter(parameters, "X-Amz-Algorithm");
  const std::string* const credential = find_last_parameter(parameters, "X-Amz-Credential");
  if (algorithm == nullptr || *algorithm != kAlgorithm || credential == nullptr) return {};
  return access_key_of(*credential);
}

}  // namespace

std::optional<std::vector<std::string>> identity_of(const RequestFacts& facts,
                                                    const Authorizer& authorizer) {
  std::vector<std::string> identity;
  for (const std::string& source : authorizer.identity_sources) {
    auto value = request_variable(facts, source);
    if (!value || value->empty()) return std::nullopt;
    identity.push_back(std::move(*value));
  }
  return identity;
}

std::string signing_access_key(const http::RequestHead& head) {
  const std::string* const header = head.headers.find("authorization");
  std::string key = header == nullptr ? std::string() : from_header(*header);
  return key.empty() ? from_query(head.query()) : key;
}

std::string iam_context(ApiKind kind, const std::string& access_key) {
  if (kind == ApiKind::kRest) return {};
  const std::string iam = JsonObject()
                              .text("accessKey", access_key)
                              .text("accountId", kAccountId)
                              .text("callerId", access_key)
                              .raw("cognitoIdentity", "null")
                              .raw("principalOrgId", "null")
                              .text("userArn", "arn:aws:iam::" + std::string(kAccountId) + ":root")
                              .text("userId", access_key)
                              .finish();
  return JsonObject().raw("iam", iam).finish();
}

}  // namespace brume::emulator::gateway

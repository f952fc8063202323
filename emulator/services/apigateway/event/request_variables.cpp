#include "emulator/services/apigateway/event/request_variables.h"

#include "emulator/base/account.h"
#include "emulator/services/apigateway/event/aws_time.h"
#include "emulator/text/query_string.h"

namespace brume::emulator::gateway {
namespace {

bool take_prefix(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}

std::optional<std::string> header(const RequestFacts& facts, std::string_view name) {
  const std::string* const value = facts.head.headers.find(name);
  return value == nullptr ? std::nullopt : std::optional(*value);
}

std::optional<std::string> query_parameter(const RequestFacts& facts, std::string_view name) {
  const auto query = parse_query_by_name(facts.head.query());
  const std::string* const value = find_last_parameter(query, name);
  return value == nullptr ? std::nullopt : std::optional(*value);
}

std::optional<std::string> path_parameter(const RequestFacts& facts, std::string_view name) {
  for (const auto& [parameter, value] : facts.path_parameters) {
    if (parameter == name) return value;
  }
  return std::nullopt;
}

std::optional<std::string> context_variable(const RequestFacts& facts, std::string_view name) {
  if (name == "requestId") return std::string(facts.request_id);
  if (name == "extendedRequestId") return std::string(facts.extended_request_id);
  if (name == "apiId") return facts.api.id;
  if (name == "stage") return facts.api.stage;
  if (name == "accountId") return std::string(kAccountId);
  if (name == "httpMethod") return facts.head.method;
  if (name == "path") return staged_path(facts);
  if (name == "protocol") return facts.head.version_minor == 0 ? "HTTP/1.0" : "HTTP/1.1";
  if (name == "resourcePath") return facts.route.path;
  if (name == "resourceId") return facts.route.resource_id;
  if (name == "routeKey") return route_key(facts.route);
  if (name == "requestTime") {
    const auto time = request_time(facts.at);
    return std::string(time.data(), time.size());
  }
  if (name == "requestTimeEpoch") return std::to_string(epoch_ms(facts.at));
  if (name == "domainName") return domain_name(facts);
  if (name == "identity.sourceIp") return facts.head.remote_address;
  if (name == "identity.userAgent") return header(facts, "user-agent");
  return std::nullopt;
}

}  // namespace

std::optional<std::string> request_variable(const RequestFacts& facts, std::string_view name) {
  take_prefix(name, "$");
  if (take_prefix(name, "context.")) return context_variable(facts, name);
  if (take_prefix(name, "stageVariables.")) {
    const auto found = facts.api.stage_variables.find(std::string(name));
    return found == facts.api.stage_variables.end() ? std::nullopt : std::optional(found->second);
  }
  take_prefix(name, "method.");
  if (!take_prefix(name, "request.")) return std::nullopt;
  if (take_prefix(name, "header.")) return header(facts, name);
  if (take_prefix(name, "multivalueheader.")) return header(facts, name);
  if (take_prefix(name, "querystring.")) return query_parameter(facts, name);
  if (take_prefix(name, "multivaluequerystring.")) return query_parameter(facts, name);
  if (take_prefix(name, "path.")) return path_parameter(facts, name);
  return std::nullopt;
}

}  // namespace brume::emulator::gateway

#include "emulator/services/apigateway/answer/gateway_response.h"

#include <algorithm>

#include "emulator/services/apigateway/event/request_variables.h"
#include "emulator/text/json_text.h"
#include "emulator/text/split.h"

namespace brume::emulator::gateway {
namespace {

constexpr std::string_view kResponseHeaderPrefix = "gatewayresponse.header.";

std::string json_quoted(std::string_view text) {
  std::string out;
  append_json_string(out, text);
  return out;
}

std::string error_variable(const GatewayError& error, std::string_view name) {
  if (name == "message") return std::string(error.message);
  if (name == "messageString") return error.message.empty() ? "null" : json_quoted(error.message);
  if (name == "responseType") return std::string(error.type);
  if (name == "validationErrorString") return std::string(error.details);
  return {};
}

// Empty when there is none.
std::string variable(const RequestFacts& facts, const GatewayError& error, std::string_view name) {
  if (name.starts_with("context.error.")) return error_variable(error, name.substr(14));
  return request_variable(facts, name).value_or("");
}

bool is_name_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
         c == '_' || c == '-';
}

// Replaces $context.x, ${context.x} and $stageVariables.x; whatever else stays as it is.
std::string render(const RequestFacts& facts, const GatewayError& error, std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::size_t dollar = std::min(text.find('$'), text.size());
    out += text.substr(0, dollar);
    text.remove_prefix(dollar);
    if (text.empty()) break;
    std::size_t begin = 1;
    const bool braces = text.starts_with("${");
    if (braces) ++begin;
    std::size_t end = begin;
    while (end < text.size() && is_name_character(text[end])) ++end;
    // A full stop behind a name ends a sentence.
    while (!braces && end > begin && text[end - 1] == '.') --end;
    const std::string_view name = text.substr(begin, end - begin);
    if (braces && end < text.size() && text[end] == '}') ++end;
    const bool known = name.starts_with("context.") || name.starts_with("stageVariables.");
    out += known ? variable(facts, error, name) : std::string(text.substr(0, end));
    text.remove_prefix(end);
  }
  return out;
}

// "'*'" is a literal, everything else a parameter of the request.
std::string mapped_header_value(const RequestFacts& facts, const GatewayError& error,
                                std::string_view mapping) {
  mapping = trimmed(mapping);
  if (mapping.size() >= 2 && mapping.front() == '\'' && mapping.back() == '\'') {
    return std::string(mapping.substr(1, mapping.size() - 2));
  }
  return variable(facts, error, mapping);
}

const Api::GatewayResponse* find_response(const RequestFacts& facts, const GatewayError& error) {
  const auto& responses = facts.api.gateway_responses;
  auto found = responses.find(std::string(error.type));
  if (found == responses.end()) {
    found = responses.find(error.status < 500 ? "DEFAULT_4XX" : "DEFAULT_5XX");
  }
  return found == responses.end() ? nullptr : &found->second;
}

// The template for what the client accepts; JSON where it does not say, then the first.
const std::pair<const std::string, std::string>* find_template(
    const RequestFacts& facts, const Api::GatewayResponse& response) {
  const std::string* const accept = facts.head.headers.find("accept");
  const auto& templates = response.templates;
  auto found = templates.end();
  if (accept != nullptr) {
    const std::string first = media_type(std::string_view(*accept).substr(0, accept->find(',')));
    found = templates.find(first);
  }
  if (found == templates.end()) found = templates.find("application/json");
  if (found == templates.end()) found = templates.begin();
  return found == templates.end() ? nullptr : &*found;
}

}  // namespace

void apply_gateway_response(const RequestFacts& facts, const GatewayError& error,
                            http::Response& response) {
  const Api::GatewayResponse* const custom = find_response(facts, error);
  if (custom == nullptr) return;
  if (custom->status) response.status = *custom->status;
  for (const auto& [name, mapping] : custom->headers) {
    std::string_view header = name;
    if (header.starts_with(kResponseHeaderPrefix))
      header.remove_prefix(kResponseHeaderPrefix.size());
    std::string value = mapped_header_value(facts, error, mapping);
    const bool unsafe = value.find_first_of(std::string_view("\r\n\0", 3)) != std::string::npos;
    if (!value.empty() && !unsafe) response.headers.set(header, std::move(value));
  }
  const auto* const chosen = find_template(facts, *custom);
  if (chosen == nullptr) return;
  response.headers.set("Content-Type", chosen->first);
  response.body = render(facts, error, chosen->second);
}

}  // namespace brume::emulator::gateway

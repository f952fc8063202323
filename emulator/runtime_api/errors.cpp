#include "emulator/runtime_api/errors.h"

#include <cctype>

#include "emulator/text/json_text.h"
#include "runtime/wire/limits.h"

namespace brume::emulator::runtime_api {
namespace {

http::Response json(int status, std::string body) {
  return {status, {{"Content-Type", "application/json"}}, std::move(body)};
}

http::Response error(int status, std::string_view type, std::string_view message) {
  return json(status,
              JsonObject().text("errorMessage", message).text("errorType", type).finish() + "\n");
}

bool is_upper(char c) {
  return c >= 'A' && c <= 'Z';
}
bool is_letter(char c) {
  return is_upper(c) || (c >= 'a' && c <= 'z');
}

// (Runtime|Function)\.[A-Z][a-zA-Z]+ anywhere in it.
bool has_known_form(std::string_view type) {
  for (const std::string_view family : {"Runtime.", "Function."}) {
    for (auto at = type.find(family); at != type.npos; at = type.find(family, at + 1)) {
      const std::string_view name = type.substr(at + family.size());
      if (name.size() >= 2 && is_upper(name[0]) && is_letter(name[1])) return true;
    }
  }
  return false;
}

}  // namespace

http::Response accepted() {
  return json(202, "{\"status\":\"OK\"}\n");
}

http::Response not_found() {
  return {404, {{"Content-Type", "text/plain; charset=utf-8"}}, "404 page not found\n"};
}

http::Response invalid_request_id() {
  return error(400, "InvalidRequestID", "Invalid request ID");
}

http::Response invalid_response_mode() {
  return error(400, "InvalidFunctionResponseMode", "Invalid function response mode");
}

http::Response truncated_request() {
  return error(400, "TruncatedHTTPRequest", "HTTP request detected as truncated");
}

http::Response too_large() {
  return error(413, "RequestEntityTooLarge",
               "Exceeded maximum allowed payload size (" + std::to_string(wire::kMaxPayloadBytes) +
                   " bytes).");
}

http::Response invalid_transition(std::string_view from, std::string_view to) {
  std::string text = "State transition from ";
  text += from;
  text += " to ";
  text += to;
  text += " failed for runtime. Error: State transition is not allowed";
  return error(403, "InvalidStateTransition", text);
}

std::string too_large_text(std::size_t bytes) {
  return "Response payload size (" + std::to_string(bytes) +
         " bytes) exceeded maximum allowed payload size (" +
         std::to_string(wire::kMaxPayloadBytes) + " bytes).";
}

std::string known_error_type(std::string_view header) {
  if (has_known_form(header)) return std::string(header);
  return header.starts_with("Function.") ? "Function.Unknown" : "Runtime.Unknown";
}

}  // namespace brume::emulator::runtime_api

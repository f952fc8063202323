#include "emulator/service/management_request.h"

#include "emulator/text/json_text.h"

namespace brume::emulator {

http::Response json_response(int status, std::string body) {
  return {status, {{"Content-Type", "application/json"}}, std::move(body) + "\n"};
}

http::Response refusal(int status, std::string_view message) {
  return json_response(status, JsonObject().text("message", message).finish());
}

void ManagementRequest::respond(int status, std::string json) const {
  exchange->respond(json_response(status, std::move(json)));
}

void ManagementRequest::refuse(int status, std::string_view message) const {
  exchange->respond(refusal(status, message));
}

}  // namespace brume::emulator

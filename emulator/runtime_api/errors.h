// The answers of the Runtime API. Pure. Source: AWS's runtime interface emulator.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "emulator/http/message.h"

namespace brume::emulator::runtime_api {

http::Response accepted();            // 202 {"status":"OK"}
http::Response not_found();           // there is no such path
http::Response invalid_request_id();  // 400: it is not the current invocation's
http::Response invalid_response_mode();
http::Response truncated_request();
http::Response too_large();  // 413
// 403. Both states in AWS's names: "Ready", "ResponseSent".
http::Response invalid_transition(std::string_view from, std::string_view to);

// What the function's caller is told of an answer of so many bytes.
std::string too_large_text(std::size_t bytes);

// What the header Lambda-Runtime-Function-Error-Type counts as.
std::string known_error_type(std::string_view header);

}  // namespace brume::emulator::runtime_api

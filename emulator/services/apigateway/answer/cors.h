// CORS of HTTP APIs and function URLs: preflights are answered here, and the function's own CORS
// headers give way. REST APIs have none: their preflights are OPTIONS routes like any other. Pure.
//
// Sources: API Gateway, "Configure CORS for HTTP APIs"; Lambda API, Cors.
#pragma once

#include <optional>

#include "emulator/http/message.h"
#include "emulator/services/apigateway/model/api.h"

namespace brume::emulator::gateway {

// The answer to a preflight; nothing for other requests. Preflights need no route, no
// authorizer and no function.
std::optional<http::Response> answer_preflight(const Cors& cors, const http::RequestHead& head);

// Replaces what the function said about CORS.
void apply_cors(const Cors& cors, const http::RequestHead& head, http::Headers& headers);

// "https://*.example.com" allows "https://a.example.com"; "*", "http://*" and "https://*" too.
bool is_allowed_origin(const Cors& cors, std::string_view origin);

}  // namespace brume::emulator::gateway

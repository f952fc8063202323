// A function's reply -> the HTTP answer: payload 1.0 for REST APIs and HTTP APIs, 2.0 for HTTP
// APIs and function URLs. An invalid answer is refused as AWS refuses it. Pure.
//
// Sources: API Gateway, "Output format of a Lambda function for proxy integration", "Create AWS
// Lambda proxy integrations for HTTP APIs", "Important notes" (remapped headers); Lambda,
// "Invoking Lambda function URLs".
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "emulator/http/message.h"
#include "emulator/services/apigateway/event/request_facts.h"

namespace brume::emulator::gateway {

// `payload`: of a reply that is not a function error.
http::Response http_response(const RequestFacts& facts, std::string payload);

// A streamed answer's head: the prelude's text, or empty when the function wrote none. `type` is
// the stream's content type, or empty. Nothing of it malformed: returns false.
bool stream_head(const RequestFacts& facts, std::string_view prelude, std::string_view type,
                 http::ResponseHead& head);

// Passes the function's header on as this kind of API does: as it is, under another name, or not.
void pass_header(ApiKind kind, std::string name, std::string value, http::Headers& headers);

}  // namespace brume::emulator::gateway

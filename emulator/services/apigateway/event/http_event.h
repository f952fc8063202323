// A request and its route -> the event that the function gets, as text. Payload 1.0 for REST APIs
// and HTTP APIs, 2.0 for HTTP APIs and function URLs. Pure.
//
// Any bytes of a request give valid JSON: what is not UTF-8 in a header, a path or a query becomes
// U+FFFD. Sources: API Gateway, "Create AWS Lambda proxy integrations for HTTP APIs"; Lambda,
// "Using AWS Lambda with Amazon API Gateway", "Invoking Lambda function URLs".
#pragma once

#include <string>
#include <string_view>

#include "emulator/services/apigateway/event/request_facts.h"

namespace brume::emulator::gateway {

std::string http_event(const RequestFacts& facts, std::string_view body);

}  // namespace brume::emulator::gateway

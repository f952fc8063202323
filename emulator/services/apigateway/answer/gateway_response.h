// AWS::ApiGateway::GatewayResponse: what a REST API makes of an answer that it gives itself. Pure.
//
// Its templates know $context and $stageVariables, not the rest of VTL.
// Source: API Gateway, "Set up gateway responses".
#pragma once

#include <string>
#include <string_view>

#include "emulator/http/message.h"
#include "emulator/services/apigateway/event/request_facts.h"

namespace brume::emulator::gateway {

struct GatewayError {
  int status;                  // AWS's default
  std::string_view type;       // "UNAUTHORIZED"
  std::string_view message;    // $context.error.message; empty: null
  std::string_view details{};  // $context.error.validationErrorString
};

// Changes `response`, AWS's default answer, as the API says for this type of error, or else for
// DEFAULT_4XX or DEFAULT_5XX.
void apply_gateway_response(const RequestFacts& facts, const GatewayError& error,
                            http::Response& response);

}  // namespace brume::emulator::gateway

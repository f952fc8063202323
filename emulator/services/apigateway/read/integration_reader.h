// Where a route leads: `x-amazon-apigateway-integration`, the Integration of an
// AWS::ApiGateway::Method, an AWS::ApiGatewayV2::Integration -> Integration.
// Loading only; any thread.
#pragma once

#include "emulator/services/apigateway/read/api_context.h"

namespace brume::emulator::gateway {

// `route`: "GET /items", for messages. What is not emulated becomes Integration::kUnsupported with
// a warning. `${stageVariables.x}` stays in function and uri until the stage is known.
Integration read_integration(const Value& written, ApiKind kind, const std::string& route,
                             ApiContext& context);

}  // namespace brume::emulator::gateway

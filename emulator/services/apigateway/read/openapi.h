// An OpenAPI 2.0 or 3.0 document with API Gateway's extensions -> the routes, authorizers, CORS,
// binary media types and gateway responses of an API.
// Source: "OpenAPI extensions for API Gateway" in the API Gateway developer guide.
// Loading only; any thread.
#pragma once

#include "emulator/services/apigateway/read/api_context.h"

namespace brume::emulator::gateway {

// Fills `api`, whose id, kind and logical_id are known. Integrations may still hold
// `${stageVariables.x}`.
void read_openapi(const Value& document, Api& api, ApiContext& context);

}  // namespace brume::emulator::gateway

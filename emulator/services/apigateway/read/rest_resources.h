// A REST API made of AWS::ApiGateway::Resource and ::Method instead of an OpenAPI document, and
// what else belongs to one API by its RestApiId: authorizers, gateway responses.
// Loading only; any thread.
#pragma once

#include "emulator/services/apigateway/read/api_context.h"

namespace brume::emulator::gateway {

// Adds to what the API's body gave.
void read_rest_resources(const Resource& rest_api, Api& api, ApiContext& context);

}  // namespace brume::emulator::gateway

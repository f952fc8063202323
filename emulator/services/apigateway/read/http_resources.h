// An HTTP API made of AWS::ApiGatewayV2::Route and ::Integration, or by quick create, instead of an
// OpenAPI document. Loading only; any thread.
#pragma once

#include "emulator/services/apigateway/read/api_context.h"

namespace brume::emulator::gateway {

// Adds to what the API's body gave.
void read_http_resources(const Resource& http_api, Api& api, ApiContext& context);

}  // namespace brume::emulator::gateway

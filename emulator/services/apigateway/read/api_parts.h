// The parts of an API that OpenAPI and CloudFormation spell nearly alike: CORS, gateway responses,
// and a route's place among the others. Loading only; any thread.
#pragma once

#include <string>
#include <string_view>

#include "emulator/services/apigateway/read/api_context.h"

namespace brume::emulator::gateway {

// Adds the route after checking its path; what AWS refuses is reported and left out.
void add_route(Api& api, Route route, ApiContext& context);

// "/items/{id}" and "/items/{name}" are one place: "/items/{}".
std::string path_shape(std::string_view path);

// CORS in the spelling of OpenAPI, AWS::ApiGatewayV2::Api or AWS::Lambda::Url.
Cors read_cors(const Value& written);

// One of `x-amazon-apigateway-gateway-responses`, or an AWS::ApiGateway::GatewayResponse.
Api::GatewayResponse read_gateway_response(const Value& written, ApiContext& context);

// Six letters and digits, the same for the same API and path.
std::string resource_id_of(const Api& api, std::string_view path);

}  // namespace brume::emulator::gateway

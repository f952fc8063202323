// Authorizers in their three spellings: an OpenAPI security scheme with
// `x-amazon-apigateway-authorizer`, AWS::ApiGateway::Authorizer, AWS::ApiGatewayV2::Authorizer.
// Loading only; any thread.
#pragma once

#include <optional>

#include "emulator/services/apigateway/read/api_context.h"

namespace brume::emulator::gateway {

// A security scheme of an OpenAPI document.
struct SecurityScheme {
  enum class Kind { kAuthorizer, kIam, kApiKey, kOther };
  Kind kind = Kind::kOther;
  Authorizer authorizer = {};  // kAuthorizer
};
SecurityScheme read_security_scheme(const std::string& name, const Value& scheme, ApiKind kind,
                                    ApiContext& context);

// `properties`: of one of the two resources.
Authorizer read_authorizer(const std::string& name, const Value& properties, ApiKind kind,
                           ApiContext& context);

Authorizer iam_authorizer();

}  // namespace brume::emulator::gateway

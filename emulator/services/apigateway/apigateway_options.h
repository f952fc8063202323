// What a user may choose of the HTTP gateway. A value.
#pragma once

#include <string>

namespace brume::emulator::gateway {

struct ApiGatewayOptions {
  bool disable_authorizers = false;  // every request passes its authorizer
  std::string trusted_keys = {};     // JWKS text of `brume token`, or empty
};

}  // namespace brume::emulator::gateway

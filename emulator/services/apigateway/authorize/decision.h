// What an authorizer says of a request. Value type.
#pragma once

#include <optional>
#include <string>

#include "emulator/services/apigateway/answer/gateway_error.h"

namespace brume::emulator::gateway {

struct Decision {
  std::optional<Refusal> refusal = {};  // empty: the request may pass
  std::string detail = {};              // of the refusal, where it takes one
  std::string challenge = {};           // www-authenticate of the refusal; empty: none
  std::string context = {};             // JSON text for requestContext.authorizer; empty: none
  std::string usage_key = {};           // usageIdentifierKey: counts as the request's API key
  std::string access_key = {};          // AWS_IAM: of the request's signature
};

}  // namespace brume::emulator::gateway

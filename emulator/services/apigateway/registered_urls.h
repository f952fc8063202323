// Function URLs made through the Lambda API, as the registry shows them: an Api of one route each.
// Those of the template are among its own APIs. Pure.
#pragma once

#include <vector>

#include "emulator/resource/registry.h"
#include "emulator/services/apigateway/model/api.h"

namespace brume::emulator::gateway {

std::vector<Api> registered_urls(const Registry& registry);

}  // namespace brume::emulator::gateway

// The API Gateway service: REST APIs, HTTP APIs and function URLs on the public HTTP port.
#pragma once

#include <memory>

#include "emulator/service/kernel.h"
#include "emulator/service/service.h"
#include "emulator/services/apigateway/apigateway_options.h"

namespace brume::emulator::gateway {

std::unique_ptr<Service> make_service(const Kernel& kernel, ApiGatewayOptions options);

}  // namespace brume::emulator::gateway

// AWS::Lambda::Url -> an Api of one route. Loading only; any thread.
#pragma once

#include <vector>

#include "emulator/services/apigateway/read/api_context.h"

namespace brume::emulator::gateway {

std::vector<Api> read_function_urls(ApiContext& context);

}  // namespace brume::emulator::gateway

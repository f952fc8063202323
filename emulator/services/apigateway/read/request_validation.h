// What a REST method demands of its requests, from an OpenAPI operation.
// Loading only; any thread.
#pragma once

#include <string>

#include "emulator/services/apigateway/read/api_context.h"

namespace brume::emulator::gateway {

// `validator`: one of `x-amazon-apigateway-request-validators`, or nullptr. `path_item` may hold
// parameters for all its operations.
RequestValidation read_validation(const Value& operation, const Value& path_item,
                                  const Value* validator, const Value& document,
                                  ApiContext& context);

}  // namespace brume::emulator::gateway

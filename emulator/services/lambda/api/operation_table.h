// The table of the Lambda API's operations: which one a request asks for. Pure.
#pragma once

#include <string_view>

#include "emulator/services/lambda/api/operation.h"

namespace brume::emulator::aws::lambda {

// The operation of a request with its path's parameters; null when there is none.
const Operation* find_operation(std::string_view method, std::string_view path,
                                PathParameters& parameters);

}  // namespace brume::emulator::aws::lambda

// A function's settings in the Lambda API -> its AsyncPolicy.
// Pure.
#pragma once

#include <string>

#include "emulator/async/async_policy.h"
#include "emulator/services/lambda/api/functions.h"

namespace brume::emulator::aws::lambda {

// `qualifier`: as the function was called, or empty. A function that is gone has the defaults.
AsyncPolicy async_policy(const Functions& functions, const std::string& function,
                         const std::string& qualifier);

}  // namespace brume::emulator::aws::lambda

// Provisioned concurrency: kept and shown as ready. Environments start in less than a millisecond
// here, so that none is started ahead of its calls. Loop thread.
#pragma once

#include <string>

#include "emulator/services/lambda/api/context.h"

namespace brume::emulator::aws::lambda {

// Of all versions and aliases of the function.
int provisioned_in_all(const Context& context, const std::string& function);

}  // namespace brume::emulator::aws::lambda

// The STS service: its API, and nothing else.
#pragma once

#include <memory>

#include "emulator/service/kernel.h"
#include "emulator/service/service.h"

namespace brume::emulator::aws::sts {

std::unique_ptr<emulator::Service> make_service(const Kernel& kernel);

}  // namespace brume::emulator::aws::sts

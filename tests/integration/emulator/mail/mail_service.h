// Mail: a service that AWS does not have. It shows what a new service is: this folder, and its line
// in a list of services. Its one mailbox is written to by an operation and by deliveries, and feeds
// the function `hello`.
#pragma once

#include <memory>

#include "emulator/service/kernel.h"
#include "emulator/service/service.h"

namespace brume::emulator::testing {

std::unique_ptr<Service> make_mail_service(const Kernel& kernel);

}  // namespace brume::emulator::testing

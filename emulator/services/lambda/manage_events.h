// /_brume/events: what other commands ask of the asynchronous queue; lambda_service.h has the list.
#pragma once

#include "emulator/async/async_queue.h"
#include "emulator/service/management_request.h"

namespace brume::emulator::aws::lambda {

void manage_events(AsyncQueue& queue, const ManagementRequest& request);

}  // namespace brume::emulator::aws::lambda

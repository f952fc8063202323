// The door for asynchronous invocations: an event is taken now and run on its own later. Event
// sources – the Lambda API's Event type, schedules, storage – know this and not the queue behind
// it.
//
// Loop thread.
#pragma once

#include <string>

#include "emulator/base/callback.h"
#include "emulator/base/result.h"
#include "emulator/invoke/event.h"

namespace brume::emulator {

class AsyncInvoker {
 public:
  virtual ~AsyncInvoker() = default;
  // `function` as Invoker::invoke() takes it. An event without a request id gets one, and keeps it
  // whenever it is tried again. `accepted` runs exactly once, on the loop thread, perhaps from
  // inside this call: with success once the event can no longer be lost, else with the reason it
  // was not taken: kNotFound, kPayloadTooLarge, kUnavailable.
  virtual void accept(const std::string& function, Event event,
                      Callback<void(Status)> accepted) = 0;
};

}  // namespace brume::emulator

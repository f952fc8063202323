// Target: what messages can be sent to by ARN. Each service that can be sent to brings one.
//
// Loop thread.
#pragma once

#include "emulator/base/callback.h"
#include "emulator/base/result.h"
#include "emulator/delivery/message.h"

namespace brume::emulator::delivery {

class Target {
 public:
  virtual ~Target() = default;
  // `taken` runs exactly once, on the loop thread, perhaps from inside this call: with success once
  // the target can no longer lose the message, else with the reason why it was not taken.
  // kThrottled, kUnavailable and kInternal may pass, and the message is tried again. kNotFound:
  // nothing has this ARN. Other errors are there to stay.
  virtual void deliver(Message message, Callback<void(Status)> taken) = 0;
};

// Whether it is worth while to try again.
inline bool may_pass(const Error& error) {
  return error.code == Error::Code::kThrottled || error.code == Error::Code::kUnavailable ||
         error.code == Error::Code::kInternal;
}

}  // namespace brume::emulator::delivery

// FunctionTarget: Lambda functions as targets of messages. Each becomes an event of the
// asynchronous queue, which has taken it when the event is stored.
//
// Loop thread. The queue outlives it.
#pragma once

#include "emulator/async/async_invoker.h"
#include "emulator/delivery/target.h"

namespace brume::emulator {

// Why something of Lambda gets no message.
inline constexpr const char* kNotAFunction = "it is not the ARN of a function";

class FunctionTarget final : public delivery::Target {
 public:
  explicit FunctionTarget(AsyncInvoker& invoker) : invoker_(invoker) {}
  // Errors as AsyncInvoker::accept() has them; kInvalidArgument: not the ARN of a function.
  void deliver(delivery::Message message, Callback<void(Status)> taken) override;

 private:
  AsyncInvoker& invoker_;
};

}  // namespace brume::emulator

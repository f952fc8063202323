// What happens to invocations of type Event: accepted now, run on their own. The seam between the
// API and the queue behind it.
//
// Loop thread.
#pragma once

#include <string>

#include "emulator/base/clock.h"
#include "emulator/base/log.h"
#include "emulator/base/result.h"
#include "emulator/invoke/event.h"

namespace brume::emulator {
class Invoker;
}

namespace brume::emulator::aws::lambda {

class AsyncInvoker {
 public:
  virtual ~AsyncInvoker() = default;
  // `function` as Invoker::invoke() takes it; the event has its request id. Once this returns
  // success the event is the callee's to run.
  virtual Status accept(const std::string& function, Event event) = 0;
};

// Runs each event once, at once, and says in the log when it failed.
class ImmediateInvoker final : public AsyncInvoker {
 public:
  // REQUIRES: all outlive it
  ImmediateInvoker(Invoker& invoker, Clock& clock, LogSink& log)
      : invoker_(invoker), clock_(clock), log_(log) {}
  Status accept(const std::string& function, Event event) override;

 private:
  void on_end(const std::string& function, const std::string& request_id, Result<Reply> reply);

  Invoker& invoker_;
  Clock& clock_;
  LogSink& log_;
};

}  // namespace brume::emulator::aws::lambda

// ImmediateInvoker: the AsyncInvoker without a queue. It runs each event once, at once, and says in
// the log when that failed; nothing is kept.
//
// Loop thread.
#pragma once

#include <string>

#include "emulator/base/clock.h"
#include "emulator/base/log.h"
#include "emulator/invoke/async_invoker.h"

namespace brume::emulator {

class Invoker;

class ImmediateInvoker final : public AsyncInvoker {
 public:
  // REQUIRES: all outlive it
  ImmediateInvoker(Invoker& invoker, Clock& clock, LogSink& log)
      : invoker_(invoker), clock_(clock), log_(log) {}
  void accept(const std::string& function, Event event, Callback<void(Status)> accepted) override;

 private:
  void on_end(const std::string& function, const std::string& request_id, Result<Reply> reply);

  Invoker& invoker_;
  Clock& clock_;
  LogSink& log_;
};

}  // namespace brume::emulator

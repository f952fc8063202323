// InvocationWatch: sees one invocation from its START to its end, for whoever keeps a record of it.
//
// Loop thread. Kept by the invocation it sees.
#pragma once

#include <string_view>

#include "emulator/base/clock.h"
#include "emulator/base/log.h"
#include "emulator/invoke/event.h"
#include "emulator/invoke/worker/function_config.h"

namespace brume::emulator {

class InvocationWatch {
 public:
  virtual ~InvocationWatch() = default;
  // START: when the function began, by the emulator's clock.
  virtual void on_run(WallTime at) = 0;
  virtual void on_log(LogRecord::Kind kind, std::string_view line) = 0;
  // Of an answer that is streamed to its caller, and not in the reply.
  virtual void on_piece(std::string_view data) = 0;
  // Last of all, before the caller is answered. The event's texts may be taken out of it.
  virtual void on_end(const FunctionConfig& function, Event& event, const Reply& reply) = 0;
};

}  // namespace brume::emulator

// What everything under the door to user code shares. Referenced, not owned; cli/ wires it.
#pragma once

#include <functional>
#include <memory>

#include "emulator/base/clock.h"
#include "emulator/base/clock_events.h"
#include "emulator/base/ids.h"
#include "emulator/base/log.h"
#include "emulator/base/pending_work.h"
#include "emulator/base/timers.h"
#include "emulator/invoke/invocation_watch.h"
#include "emulator/invoke/worker/symbolizer.h"
#include "emulator/invoke/worker/worker.h"

namespace brume::emulator {

struct InvokeServices {
  // wall(): the time in events and logs; monotonic(): the machine's, for durations.
  const Clock& clock;
  Timers& timers;
  Ids& ids;
  LogSink& log;
  WorkerLauncher& launcher;
  Symbolizer& symbolizer;
  // Gets the process id of a worker that waits for a debugger; empty: no worker waits for one.
  std::function<void(const FunctionConfig&, int pid)> on_debuggable = {};
  // Makes the watch of an invocation that begins; empty, or null: none.
  std::function<std::shared_ptr<InvocationWatch>(const FunctionConfig&)> watch = {};
  PendingWork* pending_work = nullptr;  // held while an invocation runs
  ClockEvents* clock_events = nullptr;  // gets each invocation's end
  // The clock's wall() is moved by hand, and does not go on while a function runs.
  bool clock_stands_still = false;
};

}  // namespace brume::emulator

// What everything under the door to user code shares. Referenced, not owned; cli/ wires it.
#pragma once

#include <functional>

#include "emulator/base/clock.h"
#include "emulator/base/ids.h"
#include "emulator/base/log.h"
#include "emulator/base/timers.h"
#include "emulator/invoke/symbolizer.h"
#include "emulator/invoke/worker.h"

namespace brume::emulator {

struct InvokeServices {
  Clock& clock;
  Timers& timers;
  Ids& ids;
  LogSink& log;
  WorkerLauncher& launcher;
  Symbolizer& symbolizer;
  // Told the process id of a worker that waits for a debugger; empty: nobody asks for one.
  std::function<void(const FunctionConfig&, int pid)> on_debuggable = {};
};

}  // namespace brume::emulator

// Brings a debugger and a worker that waits for one together. Main thread.
#pragma once

#include <optional>
#include <string>

#include "emulator/base/result.h"
#include "emulator/loop/child_process.h"

namespace brume::emulator::cli {

struct DebuggerOptions {
  std::string command;  // "gdb", or a whole command line; empty: none
  int port = 0;         // of a gdbserver; 0: none

  bool wanted() const { return !command.empty() || port != 0; }
};

class Debugger {
 public:
  explicit Debugger(DebuggerOptions options) : options_(std::move(options)) {}

  // Starts it on the process. A plain "gdb" gets a breakpoint on `symbol` and runs up to it; a
  // command line with arguments of its own gets only `-p <pid>`.
  Status attach(int pid, const std::string& symbol);
  // Until the person leaves it. REQUIRES: the process has been ended, else this waits for that too.
  void wait();

 private:
  DebuggerOptions options_;
  std::optional<ChildProcess> process_;
};

}  // namespace brume::emulator::cli

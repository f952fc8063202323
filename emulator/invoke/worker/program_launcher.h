// Starts the programs of functions that are no libraries: the seam between the Runtime API, which
// speaks to them, and brume-host, which runs them.
//
// Loop thread. Outlives the processes it launched.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "emulator/invoke/worker/worker_process.h"

namespace brume::emulator {

struct ProgramSpec {
  const FunctionConfig* function;  // with a program; outlives the process
  std::string log_stream;
  std::vector<std::string> variables = {};  // "NAME=value": what its environment has besides
};

class ProgramLauncher {
 public:
  virtual ~ProgramLauncher() = default;
  // Failure to start is reported by on_process_exit.
  virtual std::unique_ptr<WorkerProcess> launch_program(const ProgramSpec& spec,
                                                        WorkerProcess::Events& events) = 0;
};

}  // namespace brume::emulator

// What `brume start`, `start-api` and `start-lambda` do after their options are parsed: run an
// emulator in front of a person until it is stopped. Diagnostics and the log go to standard error,
// the table of what is served to standard output; Ctrl-C stops it, twice at once.
//
// Main thread; blocks.
#pragma once

#include <filesystem>
#include <string>

#include "emulator/app/emulator.h"
#include "emulator/app/log_output.h"

namespace brume::emulator::app {

struct RunOptions {
  std::string command;  // "start", for messages
  EmulatorOptions emulator;
  std::filesystem::path log_file = {};  // empty: standard error
  LogFormat log_format = LogFormat::kText;
};

// Returns the exit code.
int run_emulator(RunOptions options);

}  // namespace brume::emulator::app

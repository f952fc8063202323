// The worker's life after loading: initialise, then one invocation after the other until the
// emulator closes its end. One thread; the ABI's functions may be called from others.
#pragma once

#include <cstdint>
#include <string>

#include "runtime/host/library.h"

namespace brume::host {

// What of brume_context stays the same for an environment's life.
struct Identity {
  std::string function_name, function_version, log_group, log_stream;
  std::uint32_t memory_mb = 0;
};

// The ends of the environment's pipes that it has, in blocking mode.
struct Channels {
  int requests;  // read
  int answers;   // written
  int log;       // what its standard output and error were at first
};

// Sends the failure as the reason why this environment cannot start.
void report_init_failure(int answers, const std::string& type, const std::string& message);

// Runs brume_init, if there is one. False when it failed; the failure has been sent then.
bool initialise(int answers, const Library& library);

// Serves until the emulator closes its end of `requests`; returns the process's exit status.
int serve(const Channels& channels, const Library& library, const Identity& identity);

}  // namespace brume::host

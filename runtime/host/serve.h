// The worker's life after loading: initialise, then one invocation after the other until the
// emulator closes the socket. One thread; the ABI's functions may be called from others.
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

// Both ends at the emulator, as the environment's own descriptors.
struct Channels {
  int socket;
  int log;  // what its standard output and error were at first
};

// Sends the failure as the reason why this environment cannot start.
void report_init_failure(int socket, const std::string& type, const std::string& message);

// Runs brume_init, if there is one. False when it failed; the failure has been sent then.
bool initialise(int socket, const Library& library);

// Serves until the socket is closed; returns the process's exit status.
int serve(const Channels& channels, const Library& library, const Identity& identity);

}  // namespace brume::host

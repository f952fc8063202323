// A worker whose function is a program of its own, that speaks Lambda's Runtime API: makes the file
// system it sees, then becomes it. In the forked child.
#pragma once

#include <string>

#include "runtime/wire/control.h"

namespace brume::host {

// Where the program finds the pipe for framed records of the log. Source: AWS's runtime interface
// clients, _LAMBDA_TELEMETRY_LOG_FD.
inline constexpr int kTelemetryLog = 3;

// Takes the message's mount steps. Empty, or what could not be done.
std::string make_file_system(const wire::SpawnMessage& spawn);
// What this process may mount, the program it becomes may mount, too: in a user's namespace the
// kernel would take that away.
void keep_mount_capability();
// Does not return when it can be run; else why not, in the words of AWS ("fork/exec …").
std::string run_program(const wire::SpawnMessage& spawn);

}  // namespace brume::host

// The pipes and sockets between the emulator and its workers. All are close-on-exec.
#pragma once

#include "emulator/base/result.h"
#include "runtime/wire/fd.h"

namespace brume::emulator {

// kUnavailable: "what: " and what errno says.
Error system_error(const char* what);

// Each false with errno set.
bool set_non_blocking(const wire::UniqueFd& fd);
// Packets, both ways; ours does not wait.
bool packet_socket(wire::UniqueFd& ours, wire::UniqueFd& theirs);
bool pipe_of(wire::UniqueFd& read_end, wire::UniqueFd& write_end);

}  // namespace brume::emulator

// What `brume` exits with.
#pragma once

#include "emulator/template/load/load.h"

namespace brume::emulator::app {

inline constexpr int kExitOk = 0;
inline constexpr int kExitFailed = 1;  // function error, timeout, invalid template, failed build
inline constexpr int kExitUsage = 2;   // wrong options, unknown function, unreadable file

// For a template that did not load: one that cannot be read is wrong usage.
int exit_code_of_rejected(const LoadOptions& options);

}  // namespace brume::emulator::app

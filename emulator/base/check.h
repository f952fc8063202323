// BRUME_CHECK: an assertion that stays on in release builds. For bugs, never for bad input.
#pragma once

namespace brume::emulator {

// Prints the failed condition with its place to standard error and aborts.
[[noreturn]] void check_failed(const char* condition, const char* file, int line);

}  // namespace brume::emulator

#define BRUME_CHECK(condition)        \
  ((condition) ? static_cast<void>(0) \
               : ::brume::emulator::check_failed(#condition, __FILE__, __LINE__))

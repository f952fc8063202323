// Clock: the only source of "now". Real in UvClock (loop/), movable in VirtualTime.
// Nothing outside loop/ and cli/ asks the operating system for the time.
#pragma once

#include <chrono>

namespace brume::emulator {

using WallTime = std::chrono::sys_time<std::chrono::microseconds>;  // UTC
using Duration = std::chrono::microseconds;
using MonotonicTime = std::chrono::time_point<std::chrono::steady_clock, Duration>;

class Clock {
 public:
  virtual ~Clock() = default;
  // What functions see in their events and log lines.
  virtual WallTime wall() const = 0;
  // For durations; never jumps back.
  virtual MonotonicTime monotonic() const = 0;
};

}  // namespace brume::emulator

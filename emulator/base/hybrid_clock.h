// HybridClock: tells the instant by the emulator's clock, which users may move, and how long things
// take by the machine's. For code that functions' real speed and their notion of time meet in:
// wall() is what functions and logs see and what expires, monotonic() what timeouts are counted by.
//
// As thread-safe as its two clocks, which outlive it.
#pragma once

#include "emulator/base/clock.h"

namespace brume::emulator {

class HybridClock final : public Clock {
 public:
  HybridClock(const Clock& emulated, const Clock& machine)
      : emulated_(emulated), machine_(machine) {}
  WallTime wall() const override { return emulated_.wall(); }
  MonotonicTime monotonic() const override { return machine_.monotonic(); }

 private:
  const Clock& emulated_;
  const Clock& machine_;
};

}  // namespace brume::emulator

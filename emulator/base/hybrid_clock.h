// HybridClock: wall() is the emulator's clock, which users may move; monotonic() is the machine's.
// For code that runs functions: they see the emulator's time in events and logs, and they take real
// time, by which timeouts are counted.
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

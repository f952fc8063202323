// Timers: one-shot timers on the loop thread. Twins: UvTimers (loop/) and VirtualTime (base/).
#pragma once

#include <memory>

#include "emulator/base/callback.h"
#include "emulator/base/clock.h"

namespace brume::emulator {

// A running timer. Destroying it cancels it: the callback then never runs.
class TimerToken {
 public:
  virtual ~TimerToken() = default;
};
using Timer = std::unique_ptr<TimerToken>;

class Timers {
 public:
  virtual ~Timers() = default;
  // Runs `due` once, on the loop thread, not before `delay` has passed; never from inside start().
  [[nodiscard]] virtual Timer start(Duration delay, Callback<void()> due) = 0;
};

}  // namespace brume::emulator

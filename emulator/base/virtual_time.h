// VirtualTime: the twin of the real clock and timers whose time moves only when it is told to.
// Timers fire in the order of their instants, equal instants in the order they were started.
// Tests and the simulation move it themselves; for users, VirtualClockDriver does.
//
// Single-threaded. Outlives the timers it handed out.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>

#include "emulator/base/clock.h"
#include "emulator/base/timers.h"

namespace brume::emulator {

class VirtualTime final : public Clock, public Timers {
 public:
  explicit VirtualTime(WallTime start);
  ~VirtualTime() override;

  WallTime wall() const override { return start_ + elapsed_; }
  MonotonicTime monotonic() const override { return MonotonicTime(elapsed_); }
  [[nodiscard]] Timer start(Duration delay, Callback<void()> due) override;

  // Moves time forward, firing every timer on the way at its own instant, including those that
  // firing timers start.
  void advance(Duration by);
  // Fires the next timer, moving time to it. False when none is left.
  bool advance_to_next();
  std::size_t pending() const { return queue_.size(); }

  // When the next timer is due; in the past or now for one that was started without a delay.
  std::optional<WallTime> next_due() const;
  // Fires what is due now and was started before this call.
  void fire_due();
  // Moves time forward, firing nothing. REQUIRES: no timer is due before `instant`
  void move_to(WallTime instant);
  // Runs when a timer is started that is due at once, though nobody may be moving the time.
  void on_due_at_once(std::function<void()> callback) { on_due_at_once_ = std::move(callback); }

 private:
  class Token;
  struct Due {
    Duration at;
    std::uint64_t sequence;
    auto operator<=>(const Due&) const = default;
  };

  WallTime start_;
  Duration elapsed_{0};
  std::uint64_t next_sequence_ = 0;
  std::map<Due, Callback<void()>> queue_;
  std::function<void()> on_due_at_once_;
};

}  // namespace brume::emulator

// VirtualTime: the twin of the real clock and timers whose time moves only by advance().
// Timers fire in the order of their instants, equal instants in the order they were started.
//
// Single-threaded. Outlives the timers it handed out.
#pragma once

#include <cstdint>
#include <map>

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
};

}  // namespace brume::emulator

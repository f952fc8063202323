// VirtualClockDriver: moves the emulator's time while the rest of the emulator works. Every timer
// fires at its own instant, in order; the clock goes on to the next instant only when nothing is
// under way any more that the last one began (PendingWork). The loop turns in between, so requests
// that come meanwhile are served, at the instant at which the clock then stands.
//
// Time stands still until it is moved to an instant, or let run by itself. A running clock does not
// wait for what is under way, as a real one would not. Timers without a delay fire at once in any
// case. Only one move at a time; a running clock goes on after it.
//
// Loop thread. REQUIRES: what it is given outlives it, and nobody else listens to the pending work
#pragma once

#include <optional>

#include "emulator/base/callback.h"
#include "emulator/base/pending_work.h"
#include "emulator/base/result.h"
#include "emulator/base/virtual_time.h"

namespace brume::emulator {

// How finely a running clock moves, in real time.
inline constexpr Duration kClockTick = std::chrono::milliseconds(10);

class VirtualClockDriver {
 public:
  enum class End { kReached, kStopped };

  // `machine`, `turns`: of the real loop.
  VirtualClockDriver(VirtualTime& time, PendingWork& pending_work, const Clock& machine,
                     Timers& turns);
  ~VirtualClockDriver();
  VirtualClockDriver(const VirtualClockDriver&) = delete;
  VirtualClockDriver& operator=(const VirtualClockDriver&) = delete;

  const Clock& clock() const { return time_; }
  // Of the next timer, if any.
  std::optional<WallTime> next_due() const { return time_.next_due(); }

  // `done` runs once, never from inside this call: when all that was due up to `target` has ended,
  // or from inside cancel_move(). kInvalidArgument: `target` has passed; kUnavailable: there is a
  // move already; then `done` is dropped.
  Status move_to(WallTime target, Callback<void(End)> done);
  std::optional<WallTime> moving_to() const;
  // Ends a move where it is.
  void cancel_move();

  // From now on time runs by itself, `speed` seconds in a second. REQUIRES: speed > 0
  void run(double speed);
  std::optional<double> speed() const;

  // Ends a move and a run: time stands still.
  void stop();

 private:
  struct Move {
    WallTime target;
    Callback<void(End)> done;
  };
  struct Run {
    double speed;
    WallTime from;
    MonotonicTime since;  // of the machine's clock, when the emulator's stood at `from`
  };

  void turn_soon(Duration delay = Duration{0});
  void turn();
  void step_move();
  void step_run();
  void end_move(End end);

  VirtualTime& time_;
  PendingWork& pending_work_;
  const Clock& machine_;
  Timers& turns_;
  std::optional<Move> move_;
  std::optional<Run> run_;
  Timer turn_;
  bool turning_soon_ = false;  // turn_ is due at once
};

}  // namespace brume::emulator

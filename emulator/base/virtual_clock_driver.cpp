#include "emulator/base/virtual_clock_driver.h"

#include <algorithm>
#include <utility>

namespace brume::emulator {

VirtualClockDriver::VirtualClockDriver(VirtualTime& time, PendingWork& pending_work,
                                       const Clock& machine, Timers& turns)
    : time_(time), pending_work_(pending_work), machine_(machine), turns_(turns) {
  time_.on_due_at_once([this] { turn_soon(); });
  pending_work_.on_idle([this] {
    if (move_) turn_soon();
  });
}

VirtualClockDriver::~VirtualClockDriver() {
  time_.on_due_at_once({});
  pending_work_.on_idle({});
}

Status VirtualClockDriver::move_to(WallTime target, Callback<void(End)> done) {
  if (move_) return Error{Error::Code::kUnavailable, "the clock is being moved already"};
  if (target < time_.wall()) {
    return Error{Error::Code::kInvalidArgument, "time only goes forward"};
  }
  move_.emplace(Move{target, std::move(done)});
  turn_soon();
  return Done{};
}

std::optional<WallTime> VirtualClockDriver::moving_to() const {
  return move_ ? std::optional(move_->target) : std::nullopt;
}

void VirtualClockDriver::run(double speed) {
  BRUME_CHECK(speed > 0);
  run_ = Run{speed, time_.wall(), machine_.monotonic()};
  turn_soon();
}

std::optional<double> VirtualClockDriver::speed() const {
  return run_ ? std::optional(run_->speed) : std::nullopt;
}

void VirtualClockDriver::cancel_move() {
  if (move_) end_move(End::kStopped);
}

void VirtualClockDriver::stop() {
  run_.reset();
  cancel_move();
}

void VirtualClockDriver::turn_soon(Duration delay) {
  if (turning_soon_) return;
  turning_soon_ = delay == Duration{0};
  turn_ = turns_.start(delay, [this] { turn(); });
}

// One look at what is next. What is to be done at this instant comes before any other instant.
void VirtualClockDriver::turn() {
  const Timer fired = std::move(turn_);
  turning_soon_ = false;
  time_.fire_due();
  const auto due = time_.next_due();
  if (due && *due <= time_.wall()) return turn_soon();
  if (move_) {
    step_move();
  } else if (run_) {
    step_run();
  }
}

void VirtualClockDriver::step_move() {
  if (!pending_work_.idle()) return;  // on_idle brings us back
  const auto due = time_.next_due();
  if (due && *due <= move_->target) {
    time_.move_to(*due);
    turn_soon();
  } else {
    time_.move_to(move_->target);
    end_move(End::kReached);
  }
}

void VirtualClockDriver::step_run() {
  const std::chrono::duration<double, Duration::period> real = machine_.monotonic() - run_->since;
  const WallTime now = run_->from + std::chrono::duration_cast<Duration>(real * run_->speed);
  const auto due = time_.next_due();
  if (due && *due <= now) {
    time_.move_to(*due);
    return turn_soon();
  }
  time_.move_to(std::max(now, time_.wall()));
  turn_soon(kClockTick);
}

void VirtualClockDriver::end_move(End end) {
  Callback<void(End)> done = std::move(move_->done);
  move_.reset();
  if (run_) run(run_->speed);  // from where the clock stands now
  done(end);
}

}  // namespace brume::emulator

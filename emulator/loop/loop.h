// Loop: the one thread that owns all state, on a libuv loop. Clock and Timers are its real twins.
//
// Everything is called on the loop's thread but post(), the only door from other threads.
// Watchers and timers must be gone before the Loop is destroyed.
#pragma once

#include <functional>
#include <memory>

#include "emulator/base/callback.h"
#include "emulator/base/clock.h"
#include "emulator/base/timers.h"

struct uv_loop_s;

namespace brume::emulator {

// Watches one file descriptor, which it does not own. Destroying it ends the watch; that is
// allowed inside its own callback.
class FdWatch {
 public:
  virtual ~FdWatch() = default;
  enum Events : unsigned { kReadable = 1, kWritable = 2 };
  // Replaces what is watched for; 0 pauses.
  virtual void set_events(unsigned events) = 0;
};

// Catches a signal instead of its default action while it lives.
class SignalWatch {
 public:
  virtual ~SignalWatch() = default;
};

class Loop final : public Clock, public Timers {
 public:
  Loop();
  ~Loop() override;
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;

  // Until stop(), or until no handle or timer is left.
  void run();
  // Any number of times from callbacks of this loop.
  void stop();
  // Runs what is ready now, waiting for the next event if `wait`. False when nothing is left.
  bool run_once(bool wait);

  // Whether exactly one request is outstanding: then the loop may poll for the answer before it
  // sleeps, see busy_poll.h.
  void set_alone(bool alone);

  // Runs `task` on the loop's thread. Thread-safe. Does not keep run() from returning.
  void post(Callback<void()> task);
  // Runs `work` on a worker thread, then `done` on the loop's thread. When the loop goes first, it
  // waits for `work`, and `done` is dropped.
  void run_blocking(Callback<void()> work, Callback<void()> done);

  // `on_ready` gets the events that are ready, kReadable also for a hang-up or an error.
  [[nodiscard]] std::unique_ptr<FdWatch> watch(int fd, unsigned events,
                                               std::function<void(unsigned events)> on_ready);
  [[nodiscard]] std::unique_ptr<SignalWatch> watch_signal(int signal,
                                                          std::function<void()> on_signal);

  WallTime wall() const override;
  MonotonicTime monotonic() const override;
  // Not earlier than `delay` from now, in steps of a millisecond, rounded up.
  [[nodiscard]] Timer start(Duration delay, Callback<void()> due) override;

  // For loop/ only.
  uv_loop_s* uv();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace brume::emulator

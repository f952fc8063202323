#include "emulator/loop/loop.h"

#include <uv.h>

#include <mutex>
#include <utility>
#include <vector>

#include "emulator/loop/busy_poll.h"
#include "emulator/loop/uv_handle.h"

namespace brume::emulator {
namespace {

// Timers that nobody uses any more: most live for the length of one call, and closing a handle
// costs the loop a turn of its own.
using SpareTimers = std::vector<UvHandle<uv_timer_t>>;

class UvTimer final : public TimerToken {
 public:
  UvTimer(uv_loop_t* loop, SpareTimers& spares, Duration delay, Callback<void()> due)
      : due_(std::move(due)), spares_(spares), handle_(take_handle(loop)) {
    handle_->data = this;
    uv_timer_start(
        handle_.get(), [](uv_timer_t* timer) { static_cast<UvTimer*>(timer->data)->on_due(); },
        wait_ms(loop, delay), 0);
  }
  ~UvTimer() override {
    uv_timer_stop(handle_.get());
    spares_.push_back(std::move(handle_));
  }
  UvTimer(const UvTimer&) = delete;
  UvTimer& operator=(const UvTimer&) = delete;

 private:
  UvHandle<uv_timer_t> take_handle(uv_loop_t* loop) {
    UvHandle<uv_timer_t> handle;
    if (spares_.empty()) {
      handle.reset(new uv_timer_t);
      uv_timer_init(loop, handle.get());
    } else {
      handle = std::move(spares_.back());
      spares_.pop_back();
    }
    return handle;
  }

  // libuv counts in whole milliseconds, cut: from 10.9 ms, 1 ms later is its 11.0. So the instant
  // is rounded up, not the delay.
  static std::uint64_t wait_ms(uv_loop_t* loop, Duration delay) {
    if (delay <= Duration{0}) return 0;
    uv_update_time(loop);  // it would count from when it last looked at the clock
    const std::chrono::nanoseconds now(uv_hrtime());
    const auto due = std::chrono::ceil<std::chrono::milliseconds>(now + delay).count();
    return static_cast<std::uint64_t>(due) - uv_now(loop);
  }

  void on_due() {
    // The callback may destroy this timer.
    auto due = std::move(due_);
    due();
  }

  Callback<void()> due_;
  SpareTimers& spares_;
  UvHandle<uv_timer_t> handle_;
};

class UvFdWatch final : public FdWatch {
 public:
  UvFdWatch(uv_loop_t* loop, int fd, std::function<void(unsigned)> on_ready)
      : on_ready_(std::make_shared<std::function<void(unsigned)>>(std::move(on_ready))),
        handle_(new uv_poll_t) {
    BRUME_CHECK(uv_poll_init(loop, handle_.get(), fd) == 0);
    handle_->data = this;
  }

  void set_events(unsigned events) override {
    if (events == 0) {
      uv_poll_stop(handle_.get());
      return;
    }
    const int wanted = ((events & kReadable) != 0 ? UV_READABLE | UV_DISCONNECT : 0) |
                       ((events & kWritable) != 0 ? UV_WRITABLE : 0);
    uv_poll_start(handle_.get(), wanted, [](uv_poll_t* poll, int status, int ready) {
      static_cast<UvFdWatch*>(poll->data)->on_poll(status, ready);
    });
  }

 private:
  void on_poll(int status, int ready) {
    unsigned events = 0;
    if (status < 0 || (ready & (UV_READABLE | UV_DISCONNECT)) != 0) events |= kReadable;
    if (status < 0 || (ready & UV_WRITABLE) != 0) events |= kWritable;
    // Kept alive: the callback may destroy this watch.
    const auto on_ready = on_ready_;
    (*on_ready)(events);
  }

  std::shared_ptr<std::function<void(unsigned)>> on_ready_;
  UvHandle<uv_poll_t> handle_;
};

class UvSignalWatch final : public SignalWatch {
 public:
  UvSignalWatch(uv_loop_t* loop, int signal, std::function<void()> on_signal)
      : on_signal_(std::make_shared<std::function<void()>>(std::move(on_signal))),
        handle_(new uv_signal_t) {
    uv_signal_init(loop, handle_.get());
    handle_->data = this;
    uv_signal_start(
        handle_.get(),
        [](uv_signal_t* watch, int) {
          const auto callback = static_cast<UvSignalWatch*>(watch->data)->on_signal_;
          (*callback)();
        },
        signal);
    // Listening for a signal is no work that run() should wait for.
    uv_unref(reinterpret_cast<uv_handle_t*>(handle_.get()));
  }

 private:
  std::shared_ptr<std::function<void()>> on_signal_;
  UvHandle<uv_signal_t> handle_;
};

struct BlockingWork {
  uv_work_t request;
  Callback<void()> work;
  Callback<void()> done;
  const bool& loop_ends;
};

}  // namespace

struct Loop::State {
  uv_loop_t loop;
  uv_async_t wake;
  std::mutex mutex;  // guards `posted`
  std::vector<Callback<void()>> posted;
  SpareTimers spare_timers;
  std::unique_ptr<BusyPoll> lookout;
  bool stopped = false;
  bool ends = false;

  void run_posted() {
    std::vector<Callback<void()>> tasks;
    {
      const std::lock_guard lock(mutex);
      tasks.swap(posted);
    }
    for (auto& task : tasks) task();
  }
};

Loop::Loop() : state_(std::make_unique<State>()) {
  BRUME_CHECK(uv_loop_init(&state_->loop) == 0);
  state_->wake.data = state_.get();
  uv_async_init(&state_->loop, &state_->wake,
                [](uv_async_t* wake) { static_cast<State*>(wake->data)->run_posted(); });
  uv_unref(reinterpret_cast<uv_handle_t*>(&state_->wake));
  state_->lookout = std::make_unique<BusyPoll>(state_->loop);
}

Loop::~Loop() {
  state_->ends = true;
  state_->lookout.reset();
  state_->spare_timers.clear();
  uv_close(reinterpret_cast<uv_handle_t*>(&state_->wake), nullptr);
  // Lets the close callbacks run that free the handles.
  while (uv_run(&state_->loop, UV_RUN_NOWAIT) != 0) continue;
  BRUME_CHECK(uv_loop_close(&state_->loop) == 0);
}

uv_loop_s* Loop::uv() {
  return &state_->loop;
}
void Loop::run() {
  state_->stopped = false;
  while (!state_->stopped && run_once(true)) continue;
}
void Loop::stop() {
  state_->stopped = true;
  uv_stop(&state_->loop);
}
bool Loop::run_once(bool wait) {
  if (wait) state_->lookout->before_wait();
  return uv_run(&state_->loop, wait ? UV_RUN_ONCE : UV_RUN_NOWAIT) != 0;
}

void Loop::set_alone(bool alone) {
  state_->lookout->set_alone(alone);
}

void Loop::post(Callback<void()> task) {
  {
    const std::lock_guard lock(state_->mutex);
    state_->posted.push_back(std::move(task));
  }
  uv_async_send(&state_->wake);
}

void Loop::run_blocking(Callback<void()> work, Callback<void()> done) {
  auto* const job = new BlockingWork{{}, std::move(work), std::move(done), state_->ends};
  job->request.data = job;
  uv_queue_work(
      &state_->loop, &job->request,
      [](uv_work_t* request) { static_cast<BlockingWork*>(request->data)->work(); },
      [](uv_work_t* request, int) {
        const std::unique_ptr<BlockingWork> finished(static_cast<BlockingWork*>(request->data));
        // Who waited for it may have gone already.
        if (!finished->loop_ends) finished->done();
      });
}

std::unique_ptr<FdWatch> Loop::watch(int fd, unsigned events,
                                     std::function<void(unsigned)> on_ready) {
  auto watch = std::make_unique<UvFdWatch>(&state_->loop, fd, std::move(on_ready));
  watch->set_events(events);
  return watch;
}

std::unique_ptr<SignalWatch> Loop::watch_signal(int signal, std::function<void()> on_signal) {
  return std::make_unique<UvSignalWatch>(&state_->loop, signal, std::move(on_signal));
}

WallTime Loop::wall() const {
  return std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now());
}

MonotonicTime Loop::monotonic() const {
  return std::chrono::time_point_cast<Duration>(std::chrono::steady_clock::now());
}

Timer Loop::start(Duration delay, Callback<void()> due) {
  return std::make_unique<UvTimer>(&state_->loop, state_->spare_timers, delay, std::move(due));
}

}  // namespace brume::emulator

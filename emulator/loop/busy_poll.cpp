#include "emulator/loop/busy_poll.h"

#include <poll.h>
#include <sched.h>

namespace brume::emulator {
namespace {

// For how long to look.
constexpr std::uint64_t kLookNs = 50'000;
// A wait so short would have been caught by looking, were it not for the time that waking took.
constexpr std::uint64_t kShortNs = 100'000;

// A loop that always finds something to do lets others of its processor have a turn so often. They
// would otherwise wait for the system's next tick, up to 4 ms: the workers it has given work to.
constexpr std::uint64_t kTurnNs = 100'000;

// One alone among many is chance.
constexpr unsigned kAloneInARow = 4;

}  // namespace

BusyPoll::BusyPoll(uv_loop_t& loop) : loop_(loop), waited_(new uv_check_t) {
  uv_check_init(&loop, waited_.get());
  waited_->data = this;
  uv_check_start(waited_.get(),
                 [](uv_check_t* check) { static_cast<BusyPoll*>(check->data)->on_waited(); });
  uv_unref(reinterpret_cast<uv_handle_t*>(waited_.get()));
}

void BusyPoll::before_wait() {
  wait_began_ns_ = 0;
  if (uv_backend_timeout(&loop_) == 0) return;
  wait_began_ns_ = uv_hrtime();
  if (last_was_short_ && wait_began_ns_ - yielded_ns_ > kTurnNs) {
    ::sched_yield();
    yielded_ns_ = uv_hrtime();
  }
  if (!last_was_short_ || alone_in_a_row_ < kAloneInARow) return;
  pollfd events{uv_backend_fd(&loop_), POLLIN, 0};
  while (::poll(&events, 1, 0) == 0 && uv_hrtime() - wait_began_ns_ < kLookNs) ::sched_yield();
}

void BusyPoll::on_waited() {
  if (wait_began_ns_ != 0) last_was_short_ = uv_hrtime() - wait_began_ns_ < kShortNs;
}

}  // namespace brume::emulator

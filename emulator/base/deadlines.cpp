#include "emulator/base/deadlines.h"

namespace brume::emulator::gateway {

Deadlines::Token Deadlines::start(Duration timeout, Waiter& waiter) {
  const Key key{clock_.monotonic() + timeout, next_++};
  waiters_.emplace_hint(waiters_.end(), key, &waiter);  // most wait equally long
  if (!timer_ || key.first < armed_for_) arm(key.first);
  return {*this, key};
}

void Deadlines::arm(MonotonicTime at) {
  const MonotonicTime now = clock_.monotonic();
  armed_for_ = at;
  timer_ = timers_.start(at > now ? at - now : Duration(0), [this] { on_due(); });
}

// The timer may be that of a call that has ended since: then nothing is due yet.
void Deadlines::on_due() {
  const Timer fired = std::move(timer_);
  const MonotonicTime now = clock_.monotonic();
  while (!waiters_.empty() && waiters_.begin()->first.first <= now) {
    Waiter* const waiter = waiters_.begin()->second;
    waiters_.erase(waiters_.begin());
    waiter->on_deadline();
  }
  if (!waiters_.empty() && !timer_) arm(waiters_.begin()->first.first);
}

}  // namespace brume::emulator::gateway

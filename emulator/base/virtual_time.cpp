#include "emulator/base/virtual_time.h"

#include <algorithm>

namespace brume::emulator {

class VirtualTime::Token final : public TimerToken {
 public:
  Token(VirtualTime& owner, Due due) : owner_(owner), due_(due) {}
  ~Token() override { owner_.queue_.erase(due_); }

 private:
  VirtualTime& owner_;
  Due due_;
};

VirtualTime::VirtualTime(WallTime start) : start_(start) {}
VirtualTime::~VirtualTime() = default;

Timer VirtualTime::start(Duration delay, Callback<void()> due) {
  const Due key{elapsed_ + std::max(delay, Duration{0}), next_sequence_++};
  queue_.emplace(key, std::move(due));
  if (key.at == elapsed_ && on_due_at_once_) on_due_at_once_();
  return std::make_unique<Token>(*this, key);
}

void VirtualTime::advance(Duration by) {
  const Duration target = elapsed_ + by;
  while (!queue_.empty() && queue_.begin()->first.at <= target) advance_to_next();
  elapsed_ = target;
}

bool VirtualTime::advance_to_next() {
  if (queue_.empty()) return false;
  const auto next = queue_.begin();
  elapsed_ = std::max(elapsed_, next->first.at);
  Callback<void()> due = std::move(next->second);
  queue_.erase(next);
  due();
  return true;
}

std::optional<WallTime> VirtualTime::next_due() const {
  if (queue_.empty()) return std::nullopt;
  return start_ + queue_.begin()->first.at;
}

void VirtualTime::fire_due() {
  const std::uint64_t later = next_sequence_;
  while (!queue_.empty() && queue_.begin()->first.at <= elapsed_ &&
         queue_.begin()->first.sequence < later) {
    advance_to_next();
  }
}

void VirtualTime::move_to(WallTime instant) {
  const auto due = next_due();
  BRUME_CHECK(instant >= wall() && (!due || *due >= instant));
  elapsed_ = instant - start_;
}

}  // namespace brume::emulator

// The timeouts of integrations. One timer for all of them: most calls end long before
// their deadline, and starting and ending one must cost little.
//
// Loop thread. Owned by the Gateway; outlives its tokens.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <utility>

#include "emulator/base/clock.h"
#include "emulator/base/timers.h"

namespace brume::emulator::gateway {

class Deadlines {
 public:
  // Called at most once, and not after its token is destroyed.
  class Waiter {
   public:
    virtual void on_deadline() = 0;

   protected:
    ~Waiter() = default;
  };

  class Token;

  Deadlines(const Clock& clock, Timers& timers) : clock_(clock), timers_(timers) {}

  // REQUIRES: the waiter outlives the token
  [[nodiscard]] Token start(Duration timeout, Waiter& waiter);

  std::size_t waiting() const { return waiters_.size(); }

 private:
  using Key = std::pair<MonotonicTime, std::uint64_t>;

  void arm(MonotonicTime at);
  void on_due();

  const Clock& clock_;
  Timers& timers_;
  std::map<Key, Waiter*> waiters_;
  std::uint64_t next_ = 0;
  MonotonicTime armed_for_;
  Timer timer_;
};

// Destroying it, or assigning an empty one, ends the wait.
class Deadlines::Token {
 public:
  Token() = default;
  Token(Deadlines& deadlines, const Key& key) : deadlines_(&deadlines), key_(key) {}
  Token(Token&& other) noexcept
      : deadlines_(std::exchange(other.deadlines_, nullptr)), key_(other.key_) {}
  Token& operator=(Token&& other) noexcept {
    release();
    deadlines_ = std::exchange(other.deadlines_, nullptr);
    key_ = other.key_;
    return *this;
  }
  ~Token() { release(); }

 private:
  void release() {
    if (deadlines_ != nullptr) std::exchange(deadlines_, nullptr)->waiters_.erase(key_);
  }

  Deadlines* deadlines_ = nullptr;
  Key key_;
};

}  // namespace brume::emulator::gateway

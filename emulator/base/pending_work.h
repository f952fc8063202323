// PendingWork: counts the work under way. The clock's driver waits until it is zero before it moves
// the time on. A component holds a token while it has work under way that needs no timer
// to go on: an event that may run now, an invocation, a write that is being stored.
//
// Loop thread. Outlives its tokens.
#pragma once

#include <cstddef>
#include <functional>
#include <utility>

#include "emulator/base/check.h"

namespace brume::emulator {

class PendingWork {
 public:
  // Work under way, until it is destroyed.
  class Token {
   public:
    Token() = default;
    explicit Token(PendingWork& pending_work) : pending_work_(&pending_work) {
      ++pending_work.count_;
    }
    Token(Token&& other) noexcept : pending_work_(std::exchange(other.pending_work_, nullptr)) {}
    Token& operator=(Token&& other) noexcept {
      if (this == &other) return *this;
      reset();
      pending_work_ = std::exchange(other.pending_work_, nullptr);
      return *this;
    }
    ~Token() { reset(); }

    explicit operator bool() const { return pending_work_ != nullptr; }
    void reset() {
      if (pending_work_ != nullptr) std::exchange(pending_work_, nullptr)->end();
    }

   private:
    PendingWork* pending_work_ = nullptr;
  };

  [[nodiscard]] Token begin() { return Token(*this); }
  bool idle() const { return count_ == 0; }
  // Called synchronously when the last token is destroyed. Do no work in the callback; schedule it.
  void on_idle(std::function<void()> callback) { on_idle_ = std::move(callback); }

 private:
  void end() {
    BRUME_CHECK(count_ > 0);
    if (--count_ == 0 && on_idle_) on_idle_();
  }

  std::size_t count_ = 0;
  std::function<void()> on_idle_;
};

}  // namespace brume::emulator

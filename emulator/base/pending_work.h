// Activity: what is still being worked on, so that whoever moves the clock can wait until all that
// was due has ended. A component holds a token while it has work under way that needs no timer to
// go on: an event that may run now, an invocation, a write that is being stored.
//
// Loop thread. Outlives its tokens.
#pragma once

#include <cstddef>
#include <functional>
#include <utility>

#include "emulator/base/check.h"

namespace brume::emulator {

class Activity {
 public:
  // Work under way, until it is destroyed.
  class Token {
   public:
    Token() = default;
    explicit Token(Activity& activity) : activity_(&activity) { ++activity.count_; }
    Token(Token&& other) noexcept : activity_(std::exchange(other.activity_, nullptr)) {}
    Token& operator=(Token&& other) noexcept {
      if (this == &other) return *this;
      reset();
      activity_ = std::exchange(other.activity_, nullptr);
      return *this;
    }
    ~Token() { reset(); }

    explicit operator bool() const { return activity_ != nullptr; }
    void reset() {
      if (activity_ != nullptr) std::exchange(activity_, nullptr)->end();
    }

   private:
    Activity* activity_ = nullptr;
  };

  [[nodiscard]] Token begin() { return Token(*this); }
  bool idle() const { return count_ == 0; }
  // Called each time the last token goes, from inside whatever let it go: only note it there.
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

// Callback<void(Args...)>: move-only, runs at most once, and may be dropped only after it ran or
// was released on purpose. The way every asynchronous step of the emulator reports its end.
#pragma once

#include <memory>
#include <type_traits>
#include <utility>

#include "emulator/base/check.h"

namespace brume::emulator {

template <typename Signature>
class Callback;

template <typename... Args>
class Callback<void(Args...)> {
 public:
  Callback() = default;
  template <typename Function>
  requires(!std::is_same_v<std::decay_t<Function>, Callback>)
      Callback(Function function)  // NOLINT(google-explicit-constructor)
      : target_(std::make_unique<Target<Function>>(std::move(function))) {}

  explicit operator bool() const { return target_ != nullptr; }

  // Runs the function and forgets it. REQUIRES: has not run yet.
  void operator()(Args... args) {
    BRUME_CHECK(target_ != nullptr);
    auto target = std::move(target_);
    target->run(std::forward<Args>(args)...);
  }

 private:
  struct Base {
    virtual ~Base() = default;
    virtual void run(Args... args) = 0;
  };
  template <typename Function>
  struct Target final : Base {
    explicit Target(Function&& target) : function(std::move(target)) {}
    void run(Args... args) override { function(std::forward<Args>(args)...); }
    Function function;
  };

  std::unique_ptr<Base> target_;
};

}  // namespace brume::emulator

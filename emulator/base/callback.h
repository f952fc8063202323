// Callback<void(Args...)>: move-only, runs at most once, and may be dropped only after it ran or
// was released on purpose. The way every asynchronous step of the emulator reports its end.
// A function no larger than three words lies in the Callback itself, any other on the heap.
#pragma once

#include <cstddef>
#include <memory>
#include <new>
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
      Callback(Function function) {  // NOLINT(google-explicit-constructor)
    using Held = std::conditional_t<kFits<Function>, Function, Boxed<Function>>;
    ::new (static_cast<void*>(held_)) Held(std::move(function));
    ways_ = &kWays<Held>;
  }
  Callback(Callback&& other) noexcept { take(other); }
  Callback& operator=(Callback&& other) noexcept {
    if (this == &other) return *this;
    drop();
    take(other);
    return *this;
  }
  ~Callback() { drop(); }

  explicit operator bool() const { return ways_ != nullptr; }

  // Runs the function and forgets it. REQUIRES: has not run yet.
  void operator()(Args... args) {
    BRUME_CHECK(ways_ != nullptr);
    Callback once(std::move(*this));
    once.ways_->run(once.held_, std::forward<Args>(args)...);
  }

 private:
  static constexpr std::size_t kRoom = 3 * sizeof(void*);

  template <typename Function>
  struct Boxed {
    explicit Boxed(Function&& boxed) : function(std::make_unique<Function>(std::move(boxed))) {}
    void operator()(Args&&... args) { (*function)(std::forward<Args>(args)...); }
    std::unique_ptr<Function> function;
  };

  template <typename Function>
  static constexpr bool kFits =
      sizeof(Function) <= kRoom &&
      alignof(Function) <= alignof(void*) && std::is_nothrow_move_constructible_v<Function>;

  struct Ways {
    void (*run)(void* held, Args&&... args);
    void (*move)(void* to, void* from);  // leaves nothing behind
    void (*drop)(void* held);
  };
  template <typename Held>
  static constexpr Ways kWays = {
      .run = [](void* held,
                Args&&... args) { (*static_cast<Held*>(held))(std::forward<Args>(args)...); },
      .move =
          [](void* to, void* from) {
            ::new (to) Held(std::move(*static_cast<Held*>(from)));
            std::destroy_at(static_cast<Held*>(from));
          },
      .drop = [](void* held) { std::destroy_at(static_cast<Held*>(held)); }};

  void take(Callback& other) {
    ways_ = std::exchange(other.ways_, nullptr);
    if (ways_ != nullptr) ways_->move(held_, other.held_);
  }
  void drop() {
    const Ways* const ways = std::exchange(ways_, nullptr);
    if (ways != nullptr) ways->drop(held_);
  }

  const Ways* ways_ = nullptr;
  alignas(void*) std::byte held_[kRoom];
};

}  // namespace brume::emulator

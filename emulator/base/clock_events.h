// ClockEvents: what happened while the emulator's time moved: a schedule fired, an invocation
// ended, an event was tried again. The client that moves the clock listens. Publish an event where
// it happens; a listener is optional.
//
// Loop thread.
#pragma once

#include <functional>
#include <string_view>
#include <utility>

#include "emulator/base/clock.h"

namespace brume::emulator {

// Its views are valid until publish() returns.
struct ClockEvent {
  WallTime at;                       // of the emulator's clock
  std::string_view what;             // "schedule", "invocation", "retry": one word
  std::string_view who;              // the function's or the schedule's name
  std::string_view request_id = {};  // of the invocation it belongs to
  std::string_view text = {};        // what a person wants to know beyond that: "success in 3 ms"
};

class ClockEvents {
 public:
  using Listener = std::function<void(const ClockEvent&)>;

  void publish(const ClockEvent& event) const {
    if (listener_) listener_(event);
  }
  // Whether a text is worth composing.
  bool has_listener() const { return static_cast<bool>(listener_); }
  // Replaces the listener; empty: none.
  void subscribe(Listener listener) { listener_ = std::move(listener); }

 private:
  Listener listener_;
};

}  // namespace brume::emulator

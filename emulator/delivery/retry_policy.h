// RetryPolicy: how often, how long and with what pauses a message is tried again. The pause doubles
// from attempt to attempt, without jitter. The defaults are EventBridge's.
// Source: RetryPolicy of the EventBridge and the EventBridge Scheduler API.
//
// Pure. Any thread.
#pragma once

#include <chrono>
#include <limits>
#include <optional>

#include "emulator/base/clock.h"

namespace brume::emulator::delivery {

struct RetryPolicy {
  static constexpr int kAnyAttempts = std::numeric_limits<int>::max();
  static constexpr Duration kAnyAge = Duration::max();

  int attempts_max = 185;  // besides the first
  Duration age_max = std::chrono::hours(24);
  Duration back_off_first = std::chrono::seconds(1);
  Duration back_off_longest = std::chrono::minutes(5);
  // A target that is not there is waited for, however long it takes; else its messages are given
  // up.
  bool waits_for_target = false;

  // After so many failed attempts. REQUIRES: attempts > 0
  Duration back_off(int attempts) const;
  // How long to wait before the next attempt of a message of that age; absent: it is given up.
  // REQUIRES: attempts > 0
  std::optional<Duration> next(int attempts, Duration age) const;

  bool operator==(const RetryPolicy&) const = default;
};

}  // namespace brume::emulator::delivery

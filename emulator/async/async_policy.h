// What is to be done with a function's asynchronous events: how often and how long they are tried,
// and where the outcome goes. Source: Lambda, EventInvokeConfig and DeadLetterConfig.
// A value.
#pragma once

#include <chrono>
#include <string>

#include "emulator/base/clock.h"
#include "emulator/delivery/retry_policy.h"
#include "emulator/invoke/limits.h"

namespace brume::emulator {

// An event that cannot run, or cannot be stored, is tried again with these pauses. That does not
// count as an attempt.
// Source: Lambda, "Asynchronous invocation": 1 s to 5 min.
inline constexpr delivery::RetryPolicy kQueueRetries{
    .attempts_max = delivery::RetryPolicy::kAnyAttempts,
    .age_max = delivery::RetryPolicy::kAnyAge,
    .back_off_first = kFirstBackOff,
    .back_off_longest = kBackOffAtMost};

struct AsyncPolicy {
  std::string function_arn;  // with its qualifier, "$LATEST" when it was called without one
  int retries_max = 2;
  Duration age_max = std::chrono::hours(6);
  std::string on_success = {};   // ARN, or empty
  std::string on_failure = {};   // ARN, or empty
  std::string dead_letter = {};  // ARN of a queue or topic, or empty
};

}  // namespace brume::emulator

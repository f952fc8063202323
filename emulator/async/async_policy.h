// What is to be done with a function's asynchronous events: how often and how long they are tried,
// and where the outcome goes. Source: Lambda, EventInvokeConfig and DeadLetterConfig.
// A value.
#pragma once

#include <chrono>
#include <string>

#include "emulator/base/clock.h"

namespace brume::emulator {

struct AsyncPolicy {
  std::string function_arn;  // with its qualifier, "$LATEST" when it was called without one
  int retries_max = 2;
  Duration age_max = std::chrono::hours(6);
  std::string on_success = {};   // ARN, or empty
  std::string on_failure = {};   // ARN, or empty
  std::string dead_letter = {};  // ARN of a queue or topic, or empty
};

}  // namespace brume::emulator

// What a dead-letter target gets of a message that was given up: its payload, and why, in the
// message attributes of EventBridge's dead letters.
// Source: "Using dead-letter queues to process undelivered events" of the EventBridge user guide,
// "Retrieve the dead-letter event" of the Scheduler's.
//
// Pure. Any thread.
#pragma once

#include "emulator/base/result.h"
#include "emulator/delivery/message.h"
#include "emulator/delivery/retry_policy.h"

namespace brume::emulator::delivery {

// How the last attempt ended.
struct Failure {
  int attempts = 1;  // all, the first included
  Error error;
};

// REQUIRES: message.dead_letter
Message dead_letter_of(const Message& message, const RetryPolicy& policy, const Failure& failure);

}  // namespace brume::emulator::delivery

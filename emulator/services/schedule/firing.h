// What a firing sends to a target. Source: "Input transformation" of the EventBridge user guide;
// "Adding context attributes" of the Scheduler user guide.
//
// Pure. Any thread.
#pragma once

#include <string>
#include <string_view>

#include "emulator/services/schedule/schedule.h"

namespace brume::emulator::schedule {

struct Firing {
  WallTime due;              // as planned
  std::string id;            // the event's, a UUID; the same for all targets
  std::string execution_id;  // of this attempt to deliver it
  int attempt = 1;
};

// JSON text.
std::string payload_of(const Schedule& schedule, const Target& target, const Firing& firing);
// The same but for the words that change with each attempt, the Scheduler's
// <aws.scheduler.execution-id> and <aws.scheduler.attempt-number>: as it waits to be delivered.
std::string payload_of_all_attempts(const Schedule& schedule, const Target& target,
                                    const Firing& firing);
// With these words replaced.
std::string payload_of_attempt(std::string payload, std::string_view execution_id, int attempt);

}  // namespace brume::emulator::schedule

// What became of an asynchronous event, and the JSON record of it that destinations get. Pure.
// Source: Lambda, asynchronous invocation, destinations.
#pragma once

#include <optional>
#include <string>

#include "emulator/async/async_policy.h"
#include "emulator/async/event_table.h"

namespace brume::emulator {

struct AsyncOutcome {
  std::string condition;            // of failed_events.h
  std::string reason;               // one sentence for a person
  std::optional<Reply> reply = {};  // of the last attempt, if that decided
};

std::string outcome_record(const StoredEvent& event, const AsyncPolicy& policy,
                           const AsyncOutcome& outcome, WallTime now);

}  // namespace brume::emulator

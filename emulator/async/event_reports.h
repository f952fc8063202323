// The asynchronous events as `brume events` and /_brume/events tell of them: JSON texts. Pure.
#pragma once

#include <string>
#include <vector>

#include "emulator/async/async_queue.h"

namespace brume::emulator {

// So many failed events are shown at once, the oldest first.
inline constexpr int kFailedShown = 1000;

// {"functions": [{"function", "waiting", "delayed", "running", "failed", "oldest", "nextDue"}]}
std::string depths_json(const std::vector<AsyncQueue::Depth>& depths);
// {"failed": [{"id", "function", "requestId", "condition", "reason", "attempts", "accepted",
// "failed", "destination", "record", "payload"}]}
std::string failed_json(const std::vector<FailedEvent>& failed);
// {"sent", "kept"}
std::string redriven_json(const FailedEvents::RedriveResult& redriven);

}  // namespace brume::emulator

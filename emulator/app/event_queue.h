// The asynchronous queue of a running emulator: its database in .brume, and what other commands ask
// of it, under /_brume/events:
//   GET  events                       how many there are, by function
//   GET  events/failed?function=&id=  what failed and has no destination; ?after=ID goes on
//   POST events/redrive?function=&id= sends it again: that, or with ?all=1 everything
//
// Loop thread. REQUIRES: the hosting outlives it
#pragma once

#include <filesystem>
#include <memory>
#include <string_view>

#include "emulator/app/function_runtime.h"
#include "emulator/app/management.h"
#include "emulator/async/async_queue.h"

namespace brume::emulator::cli {

// Of the state folder.
inline constexpr const char* kEventsFile = "events.db";

using AsyncPolicyOf = std::function<AsyncPolicy(const std::string&, const std::string&)>;

// `file`: or ":memory:", which keeps nothing. kUnavailable and kInvalidArgument: it cannot be
// opened, or is no such database; the message names it.
Result<std::unique_ptr<AsyncQueue>> open_event_queue(Hosting& hosting, LogSink& log,
                                                     const std::filesystem::path& file,
                                                     AsyncPolicyOf policy_of);

// For Management::add_topic.
void answer_events(AsyncQueue& queue, const Management::Exchange& exchange, std::string_view what,
                   const Management::Parameters& parameters);

}  // namespace brume::emulator::cli

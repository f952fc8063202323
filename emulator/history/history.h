// The history: recorded invocations in a database file of their own, which `brume start --record`
// writes and other commands read, also while it writes.
//
// Blocking. The thread of the database.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/history/record.h"
#include "emulator/store/database.h"

namespace brume::emulator {

// Makes the file and its folder when they are not there, for their owner's eyes only: events and
// environments may hold secrets. ":memory:" keeps nothing. kUnavailable, kInvalidArgument.
Result<Database> open_history(const std::filesystem::path& file);

using Records = std::vector<std::shared_ptr<const RecordedInvocation>>;
// Gives each its id, and lets the oldest go until the limits are kept. Returns how many went.
// REQUIRES: within a transaction
Result<std::int64_t> add_to_history(Database& history, const Records& records,
                                    const HistoryLimits& limits);

struct HistoryFilter {
  std::string function = {};  // its name; empty: any
  bool failed_only = false;
  std::int64_t last = 50;  // so many of them
};
// The oldest first. Without events, answers, logs and environments.
Result<std::vector<RecordedInvocation>> list_history(Database& history,
                                                     const HistoryFilter& filter);
// `name`: an id, a request id or the beginning of one, or "last"; the latest it fits. kNotFound.
Result<RecordedInvocation> find_in_history(Database& history, const std::string& name);

struct HistoryTotals {
  std::int64_t kept = 0;
  std::int64_t bytes = 0;
  std::int64_t dropped = 0;  // because the limits were reached
};
Result<HistoryTotals> totals_of(Database& history);

}  // namespace brume::emulator

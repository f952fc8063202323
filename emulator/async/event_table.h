// The rows of the asynchronous queue: events that wait for their function. Fresh ones in the order
// of their ids, delayed ones in that of the instant they are due.
//
// The thread of its Database, which outlives it. Functions report the database's errors.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "emulator/base/clock.h"
#include "emulator/invoke/event.h"
#include "emulator/store/database.h"

namespace brume::emulator {

struct StoredEvent {
  std::int64_t id = 0;
  std::string function;  // its name
  // What Event holds, without what lives in this process only: stream, debugger, log tail.
  Event event;
  WallTime accepted{};
  int attempts = 0;  // how often it ran
  int setbacks = 0;  // how often it could not
  // What the last attempt answered, an error, and which version did; empty: there was none.
  std::string last_response = {};
  std::string last_version = {};
};

// Where a function's reader is: what it has not been given yet lies behind.
struct EventCursor {
  std::int64_t fresh_id = 0;
  WallTime due{};
  std::int64_t due_id = 0;
};

struct EventBatch {
  std::vector<StoredEvent> events;
  EventCursor cursor;                     // behind these
  bool more_fresh = false;                // there are fresh ones behind it
  std::optional<WallTime> next_due = {};  // of the delayed ones behind it
};

// How many events of a function there are.
struct EventDepth {
  std::string function;
  std::int64_t fresh = 0;  // these may be running
  std::int64_t delayed = 0;
  std::optional<WallTime> oldest = {};    // when it was accepted
  std::optional<WallTime> next_due = {};  // of the delayed ones
};

class EventTable {
 public:
  // Makes the tables of the queue if need be: those of failed_events.h, too.
  static Result<std::shared_ptr<EventTable>> open(Database& database);
  ~EventTable();

  // Never given out twice in a process.
  std::int64_t new_id() { return next_id_++; }

  // As a fresh one; gives it its id.
  Status add(StoredEvent& event);
  Status remove(std::int64_t id);
  // It is not to be tried before `due`; what its last attempt answered is kept, too.
  // REQUIRES: due is after the epoch
  Status delay(const StoredEvent& event, WallTime due);

  // What lies behind the cursor and is fresh, or due by `now`: at most `count_max` of each kind,
  // and no more than fit into `bytes_max`, but for the first.
  struct LoadLimits {
    WallTime now;
    int count_max;
    std::size_t bytes_max;
  };
  Result<EventBatch> load(const std::string& function, const EventCursor& cursor,
                          const LoadLimits& reach);

  // Of all functions that have events, by name.
  Result<std::vector<EventDepth>> depths();

 private:
  struct Statements;
  EventTable();
  Status prepare(Database& database);
  Status load_fresh(const std::string& function, const LoadLimits& reach, EventBatch& into);
  Status load_due(const std::string& function, const LoadLimits& reach, EventBatch& into);
  Status load_next_due(const std::string& function, EventBatch& into);

  std::unique_ptr<Statements> statements_;
  std::int64_t next_id_ = 1;
};

// Microseconds since the epoch, as columns hold instants.
std::int64_t column_of(WallTime at);
WallTime time_of_column(std::int64_t value);

}  // namespace brume::emulator

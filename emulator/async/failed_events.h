// The events that failed for good and found no destination: kept until they are sent again. Also
// outcomes whose destination is not emulated, failures and successes alike.
//
// The thread of its Database, which outlives it. Functions report the database's errors.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "emulator/async/event_table.h"

namespace brume::emulator {

// Why an event's way ended. Source: Lambda, the record that destinations get.
inline constexpr const char* kConditionSuccess = "Success";
inline constexpr const char* kConditionRetriesExhausted = "RetriesExhausted";
inline constexpr const char* kConditionEventAgeExceeded = "EventAgeExceeded";
inline constexpr const char* kConditionZeroReservedConcurrency = "ZeroReservedConcurrency";
// The name is not from AWS's documentation, which only says that such events go where failures go.
inline constexpr const char* kConditionRecursiveLoop = "RecursiveInvocationDetected";

struct FailedEvent {
  StoredEvent stored;  // its id is the failed event's own
  WallTime failed{};
  std::string condition;
  std::string reason;            // one sentence for a person
  std::string destination = {};  // the ARN it could not be sent to, or empty
  std::string document = {};     // JSON text: what would have been sent there, or empty
};

class FailedEvents {
 public:
  static Result<std::shared_ptr<FailedEvents>> open(Database& database,
                                                    std::shared_ptr<EventTable> table);
  ~FailedEvents();

  // Gives it its id.
  Status keep(FailedEvent& event);

  // Empty members let everything through.
  struct Filter {
    std::string function = {};
    std::string id = {};        // its number, or its request id
    std::int64_t after_id = 0;  // only those with a higher number
  };
  // The oldest first, `count_max` at most.
  Result<std::vector<FailedEvent>> list(const Filter& filter, int count_max);
  Result<std::map<std::string, std::int64_t>> counts();  // by function

  struct RedriveResult {
    std::vector<std::string> functions;  // that have events to run now
    std::int64_t sent = 0;
    // Outcomes of successes, whose destination is still not emulated: they stay.
    std::int64_t kept = 0;
  };
  // Puts them into the queue again as if they were accepted now, each whole or not at all. What
  // succeeded does not run again: its outcome goes to its destination, where that is a function.
  Result<RedriveResult> redrive(const Filter& filter, WallTime now);

 private:
  struct Statements;
  explicit FailedEvents(std::shared_ptr<EventTable> table);
  Status prepare(Database& database);
  // False: it stays.
  Result<bool> send_again(FailedEvent event, WallTime now, RedriveResult& into);

  std::shared_ptr<EventTable> table_;
  std::unique_ptr<Statements> statements_;
};

}  // namespace brume::emulator

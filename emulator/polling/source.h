// Source: where the records of an event source mapping come from – a queue, a stream's shards.
// The Poller asks for records, runs the function, and settles; everything that differs between
// sources is the source's: visibility timeouts, checkpoints, retries and their delays, bisecting,
// record ages, tumbling windows, dead letters and on-failure destinations.
//
// Loop thread. A source serves one Poller, and outlives it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "emulator/base/callback.h"
#include "emulator/base/clock.h"
#include "emulator/base/result.h"
#include "emulator/polling/event_source_mapping.h"

namespace brume::emulator::polling {

struct Record {
  std::string json{};          // as it stands in "Records" of the event
  std::string item_id{};       // what batchItemFailures calls it: message id, sequence number
  std::string order_key{};     // records of one key stay in order: a message group; empty: no order
  std::string trace_header{};  // of the call that wrote it, or empty
  std::uint64_t receipt = 0;   // the source's own: which receive of the record this is
};

// Records that one invocation gets together.
struct Batch {
  // Batches of one lane run one after the other: a shard, or a part of it. Empty: no such order.
  std::string lane{};
  std::vector<Record> records{};
  // It is complete: a batch that is tried again, a window's last one, or nothing more fits into it.
  bool sealed = false;
  // More members of the event, as JSON text behind "Records": `"window":{…},"state":{…}`.
  std::string members{};
  // From then on it may not run any more: the visibility timeout, or the record age, is over.
  std::optional<WallTime> expires{};
};

// What the Poller wants next.
struct Demand {
  std::size_t records = 1;  // at most
  std::size_t bytes = 0;    // of their JSON texts and of the members, a comma each included
  // Absent: until there is something.
  std::optional<Duration> wait{};
  // More for the open batch of this lane; absent: any lane may answer.
  std::optional<std::string> lane{};
};

// What became of a batch.
struct Failures {
  enum class Cause {
    kNone,           // success
    kFiltered,       // success: these records did not match the filter, and were not sent
    kFunctionError,  // it failed, timed out or crashed
    kItemFailures,   // the function named `items`
    kBadResponse,    // it answered, but not as ReportBatchItemFailures demands
    kRefused,        // it can never run: too large, or part of a loop
    kExpired,        // Batch::expires passed before there was a place to run it
    kReturned,       // not run: the mapping was disabled or deleted, or the emulator stops
  };
  Cause cause = Cause::kNone;
  // Indexes of the records that failed, ascending. With a cause from kFunctionError on: all of
  // them, but for kItemFailures.
  std::vector<std::size_t> items{};
  // Of the invocation, as far as there was one; for on-failure records and for the state of a
  // tumbling window.
  std::string request_id{};
  std::string executed_version{};
  bool function_error = false;
  std::string response{};

  bool success() const { return cause == Cause::kNone || cause == Cause::kFiltered; }
  // It counts as an attempt: the function has had the records.
  bool attempted() const {
    return cause == Cause::kFunctionError || cause == Cause::kItemFailures ||
           cause == Cause::kBadResponse;
  }
};

// A receive under way. Destroying it ends it: its callback then never runs, and records that the
// source had already taken for it are as if they had never been received. Allowed in its callback.
class Receive {
 public:
  virtual ~Receive() = default;
};

class Source {
 public:
  virtual ~Source() = default;

  // The mapping as it is from now on; called before the first receive and on each update.
  virtual void configure(const EventSourceMapping& mapping) = 0;

  // Answers as soon as there is something – woken, not by looking again and again – or with an
  // empty batch when `demand.wait` is over. Never from inside this call. One receive without a lane
  // is under way at a time, and one for each open batch.
  //
  // Without a lane, the records are of one lane, and nothing of that lane (if it has a name) nor of
  // their order keys is unsettled, whatever the source's own timeouts say. They are within the
  // demand, but for a first record that is larger alone. With a lane, they follow those of its open
  // batch; an empty sealed batch says that the next one does not fit.
  [[nodiscard]] virtual std::unique_ptr<Receive> receive(
      Demand demand, Callback<void(Result<Batch>)> received) = 0;

  // Deletes or checkpoints what succeeded, makes available again what failed, gives up what has
  // failed too often or is too old. Until it is done, the records are unsettled. Never answers from
  // inside this call. On an error nothing has changed, and the Poller settles again.
  // Filtered records are settled on their own, before the others of their receive.
  virtual void settle(const Batch& batch, const Failures& failures,
                      Callback<void(Status)> settled) = 0;
};

}  // namespace brume::emulator::polling

// The outbox's rows: messages that a committed change has left to be delivered. A message enters in
// the transaction of its change and goes once its target has taken it, so that each is delivered at
// least once, whenever a process dies. What its retries need stands in its row.
//
// The thread of the Database.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <vector>

#include "emulator/base/clock.h"
#include "emulator/base/result.h"
#include "emulator/delivery/message.h"
#include "emulator/delivery/retry_policy.h"
#include "emulator/store/database.h"

namespace brume::emulator::delivery {

// The SQL that makes its table, for the database's migrations.
extern const char* const kOutboxTable;

struct OutboxRow {
  std::int64_t id = 0;  // in the order of the changes; never used twice
  Message message;
  RetryPolicy policy;
  WallTime accepted{};
  int attempts = 0;  // that failed
};

// REQUIRES: it is called in the transaction of the change
Status put_in_outbox(Database& database, const Message& message, const RetryPolicy& policy,
                     WallTime now);

struct OutboxQuery {
  WallTime now;
  std::set<std::int64_t> except = {};  // these are being delivered
  int count_max = 1;
  std::size_t bytes_max = SIZE_MAX;  // of payloads; the first row comes in any case
};
struct OutboxBatch {
  std::vector<OutboxRow> rows;            // new ones first, in order; then as they are due
  bool more = false;                      // others are due, too
  std::optional<WallTime> next_due = {};  // of those that are not due yet
};
Result<OutboxBatch> read_outbox(Database& database, const OutboxQuery& query);

// An attempt failed: it is not tried again before `due`. REQUIRES: due is after the epoch
Status postpone_in_outbox(Database& database, std::int64_t id, int attempts, WallTime due);
// It waits until its target is there; those that wait so are due again.
Status park_in_outbox(Database& database, std::int64_t id);
Status unpark_outbox(Database& database);
Status remove_from_outbox(Database& database, std::int64_t id);

}  // namespace brume::emulator::delivery

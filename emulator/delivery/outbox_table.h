// The outbox: messages that a committed change has left to be handed to the asynchronous queue. A
// message enters in the transaction of its change and goes once the queue has taken it, so that
// each is told at least once, whoever dies when.
//
// The thread of the Database.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "emulator/base/result.h"
#include "emulator/services/s3/objects/notifications.h"
#include "emulator/store/database.h"

namespace brume::emulator::storage {

// The SQL that makes its table, for the database's migrations.
extern const char* const kOutboxTable;

struct OutboxRow {
  std::int64_t id = 0;  // in the order of the changes
  Message message;
};

Status add_to_outbox(Database& database, const Message& message);
// At most `max`, behind `after`, in order.
Result<std::vector<OutboxRow>> read_outbox(Database& database, std::int64_t after, int max);
Status remove_from_outbox(Database& database, std::int64_t id);

}  // namespace brume::emulator::storage

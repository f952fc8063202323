#include "emulator/delivery/outbox_table.h"

namespace brume::emulator::storage {

// AUTOINCREMENT: an id is never used twice, so that whoever has read up to one misses none.
const char* const kOutboxTable =
    "CREATE TABLE outbox (id INTEGER PRIMARY KEY AUTOINCREMENT, target INTEGER NOT NULL,"
    " arn TEXT NOT NULL, payload TEXT NOT NULL, trace TEXT NOT NULL);";

Status add_to_outbox(Database& database, const Message& message) {
  auto insert =
      database.prepare("INSERT INTO outbox (target, arn, payload, trace) VALUES (?1, ?2, ?3, ?4)");
  if (!insert) return std::move(insert).error();
  return insert->run(static_cast<int>(message.target), message.arn, message.payload,
                     message.trace_header);
}

Result<std::vector<OutboxRow>> read_outbox(Database& database, std::int64_t after, int max) {
  auto select = database.prepare(
      "SELECT id, target, arn, payload, trace FROM outbox WHERE id > ?1 ORDER BY id LIMIT ?2");
  if (!select) return std::move(select).error();
  if (Status started = select->start(after, max); !started) return std::move(started).error();
  std::vector<OutboxRow> rows;
  while (true) {
    const auto row = select->next();
    if (!row) return row.error();
    if (!row.value()) return rows;
    rows.push_back({select->integer(0),
                    {static_cast<Notification::Target>(select->integer(1)), select->copy(2),
                     select->copy(3), select->copy(4)}});
  }
}

Status remove_from_outbox(Database& database, std::int64_t id) {
  auto remove = database.prepare("DELETE FROM outbox WHERE id = ?1");
  if (!remove) return std::move(remove).error();
  return remove->run(id);
}

}  // namespace brume::emulator::storage

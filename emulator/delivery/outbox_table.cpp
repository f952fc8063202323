#include "emulator/delivery/outbox_table.h"

#include <limits>

#include "emulator/base/check.h"

namespace brume::emulator::delivery {
namespace {

// `due` of messages that wait for their target. That of new ones is 0: one index serves all orders.
constexpr std::int64_t kParked = std::numeric_limits<std::int64_t>::max();

#define BRUME_OUTBOX_COLUMNS                                                                 \
  "id, attempts, accepted, attempts_max, age_max, back_off_first, back_off_longest, waits, " \
  "target, payload, trace, source, source_arn, subject, dead_letter, attributes"

std::int64_t outbox_time(WallTime at) {
  return at.time_since_epoch().count();
}

OutboxRow outbox_row(const Statement& row) {
  OutboxRow result;
  result.id = row.integer(0);
  result.attempts = static_cast<int>(row.integer(1));
  result.accepted = WallTime(Duration(row.integer(2)));
  result.policy = {.attempts_max = static_cast<int>(row.integer(3)),
                   .age_max = Duration(row.integer(4)),
                   .back_off_first = Duration(row.integer(5)),
                   .back_off_longest = Duration(row.integer(6)),
                   .waits_for_target = row.integer(7) != 0};
  result.message = {.target = row.copy(8),
                    .payload = row.copy(9),
                    .trace_header = row.copy(10),
                    .source = row.copy(11),
                    .source_arn = row.copy(12),
                    .subject = row.copy(13),
                    .dead_letter = row.copy(14),
                    .attributes = row.copy(15)};
  return result;
}

Status read_due(Database& database, const OutboxQuery& query, OutboxBatch& into) {
  auto select = database.prepare("SELECT " BRUME_OUTBOX_COLUMNS
                                 " FROM outbox WHERE due <= ?1 ORDER BY due, id");
  if (!select) return std::move(select).error();
  if (Status started = select->start(outbox_time(query.now)); !started) return started;
  std::size_t bytes = 0;
  while (true) {
    const auto row = select->next();
    if (!row) return row.error();
    if (!row.value()) return Done{};
    if (query.except.contains(select->integer(0))) continue;
    const bool full = into.rows.size() >= static_cast<std::size_t>(query.count_max) ||
                      (!into.rows.empty() && bytes >= query.bytes_max);
    if (full) {
      into.more = true;
      return Done{};
    }
    into.rows.push_back(outbox_row(*select));
    bytes += into.rows.back().message.payload.size();
  }
}

Status read_next_due(Database& database, WallTime now, OutboxBatch& into) {
  auto select = database.prepare(
      "SELECT due FROM outbox WHERE due > ?1 AND due < ?2 ORDER BY due, id LIMIT 1");
  if (!select) return std::move(select).error();
  if (Status started = select->start(outbox_time(now), kParked); !started) return started;
  const auto row = select->next();
  if (!row) return row.error();
  if (row.value()) into.next_due = WallTime(Duration(select->integer(0)));
  return Done{};
}

}  // namespace

// AUTOINCREMENT: an id is never used twice.
const char* const kOutboxTable =
    "CREATE TABLE outbox (id INTEGER PRIMARY KEY AUTOINCREMENT, due INTEGER NOT NULL,"
    " attempts INTEGER NOT NULL, accepted INTEGER NOT NULL, attempts_max INTEGER NOT NULL,"
    " age_max INTEGER NOT NULL, back_off_first INTEGER NOT NULL,"
    " back_off_longest INTEGER NOT NULL, waits INTEGER NOT NULL, target TEXT NOT NULL,"
    " payload BLOB NOT NULL, trace TEXT NOT NULL, source TEXT NOT NULL, source_arn TEXT NOT NULL,"
    " subject TEXT NOT NULL, dead_letter TEXT NOT NULL, attributes TEXT NOT NULL);"
    "CREATE INDEX outbox_by_due ON outbox (due, id);";

Status put_in_outbox(Database& database, const Message& message, const RetryPolicy& policy,
                     WallTime now) {
  auto insert = database.prepare(
      "INSERT INTO outbox (due, attempts, accepted, attempts_max, age_max, back_off_first,"
      " back_off_longest, waits, target, payload, trace, source, source_arn, subject, dead_letter,"
      " attributes)"
      " VALUES (0, 0, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)");
  if (!insert) return std::move(insert).error();
  return insert->run(outbox_time(now), policy.attempts_max, policy.age_max.count(),
                     policy.back_off_first.count(), policy.back_off_longest.count(),
                     policy.waits_for_target ? 1 : 0, message.target, Blob{message.payload},
                     message.trace_header, message.source, message.source_arn, message.subject,
                     message.dead_letter, message.attributes);
}

Result<OutboxBatch> read_outbox(Database& database, const OutboxQuery& query) {
  BRUME_CHECK(query.count_max > 0);
  OutboxBatch batch;
  if (Status read = read_due(database, query, batch); !read) return std::move(read).error();
  if (Status read = read_next_due(database, query.now, batch); !read) {
    return std::move(read).error();
  }
  return batch;
}

Status postpone_in_outbox(Database& database, std::int64_t id, int attempts, WallTime due) {
  BRUME_CHECK(outbox_time(due) > 0);
  auto update = database.prepare("UPDATE outbox SET due = ?2, attempts = ?3 WHERE id = ?1");
  if (!update) return std::move(update).error();
  return update->run(id, outbox_time(due), attempts);
}

Status park_in_outbox(Database& database, std::int64_t id) {
  auto update = database.prepare("UPDATE outbox SET due = ?2 WHERE id = ?1");
  if (!update) return std::move(update).error();
  return update->run(id, kParked);
}

Status unpark_outbox(Database& database) {
  auto update = database.prepare("UPDATE outbox SET due = 0 WHERE due = ?1");
  if (!update) return std::move(update).error();
  return update->run(kParked);
}

Status remove_from_outbox(Database& database, std::int64_t id) {
  auto remove = database.prepare("DELETE FROM outbox WHERE id = ?1");
  if (!remove) return std::move(remove).error();
  return remove->run(id);
}

}  // namespace brume::emulator::delivery

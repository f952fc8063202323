#include "emulator/async/event_table.h"

namespace brume::emulator {
namespace {

// `due` is 0 for fresh events: then one index serves both orders.
const std::vector<std::string> kMigrations = {
    "CREATE TABLE events ("
    "  id INTEGER PRIMARY KEY, function TEXT NOT NULL, due INTEGER NOT NULL,"
    "  qualifier TEXT NOT NULL, request_id TEXT NOT NULL, trace TEXT NOT NULL,"
    "  client_context TEXT NOT NULL, cognito TEXT NOT NULL, payload BLOB NOT NULL,"
    "  accepted INTEGER NOT NULL, attempts INTEGER NOT NULL, setbacks INTEGER NOT NULL);"
    "CREATE INDEX events_by_function ON events (function, due, id);"
    "CREATE TABLE failed ("
    "  id INTEGER PRIMARY KEY, function TEXT NOT NULL, qualifier TEXT NOT NULL,"
    "  request_id TEXT NOT NULL, trace TEXT NOT NULL, client_context TEXT NOT NULL,"
    "  cognito TEXT NOT NULL, payload BLOB NOT NULL, accepted INTEGER NOT NULL,"
    "  attempts INTEGER NOT NULL, failed INTEGER NOT NULL, condition TEXT NOT NULL,"
    "  reason TEXT NOT NULL, destination TEXT NOT NULL, document BLOB NOT NULL);"
    "CREATE INDEX failed_by_function ON failed (function, id);"
    "CREATE INDEX failed_by_request ON failed (request_id);",
    "ALTER TABLE events ADD COLUMN response BLOB NOT NULL DEFAULT '';"
    "ALTER TABLE events ADD COLUMN version TEXT NOT NULL DEFAULT ''"};

#define BRUME_EVENT_COLUMNS                                                                  \
  "id, function, qualifier, request_id, trace, client_context, cognito, payload, accepted, " \
  "attempts, setbacks, due, response, version"

StoredEvent event_of(const Statement& row) {
  StoredEvent event;
  event.id = row.integer(0);
  event.function = row.copy(1);
  event.event.qualifier = row.copy(2);
  event.event.request_id = row.copy(3);
  event.event.trace_header = row.copy(4);
  event.event.client_context = row.copy(5);
  event.event.cognito_identity = row.copy(6);
  event.event.payload = row.copy(7);
  event.accepted = time_of_column(row.integer(8));
  event.attempts = static_cast<int>(row.integer(9));
  event.setbacks = static_cast<int>(row.integer(10));
  event.last_response = row.copy(12);
  event.last_version = row.copy(13);
  return event;
}

std::size_t bytes_of(const EventBatch& batch) {
  std::size_t bytes = 0;
  for (const StoredEvent& event : batch.events) {
    bytes += event.event.payload.size() + event.last_response.size();
  }
  return bytes;
}

}  // namespace

std::int64_t column_of(WallTime at) {
  return at.time_since_epoch().count();
}

WallTime time_of_column(std::int64_t value) {
  return WallTime(Duration(value));
}

struct EventTable::Statements {
  Statement add, remove, delay, fresh, due, next_due, depths;
};

EventTable::EventTable() = default;
EventTable::~EventTable() = default;

Result<std::shared_ptr<EventTable>> EventTable::open(Database& database) {
  Status made = database.migrate(kMigrations);
  if (!made) return std::move(made).error();
  std::shared_ptr<EventTable> table(new EventTable);
  made = table->prepare(database);
  if (!made) return std::move(made).error();
  auto last = database.prepare(
      "SELECT max(coalesce((SELECT max(id) FROM events), 0),"
      " coalesce((SELECT max(id) FROM failed), 0))");
  if (!last) return std::move(last).error();
  auto row = last->next();
  if (!row) return std::move(row).error();
  table->next_id_ = last->integer(0) + 1;
  return table;
}

Status EventTable::prepare(Database& database) {
  constexpr const char* kSql[] = {
      "INSERT INTO events (" BRUME_EVENT_COLUMNS
      ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, 0, '', '')",
      "DELETE FROM events WHERE id = ?1",
      "UPDATE events SET due = ?2, attempts = ?3, setbacks = ?4, response = ?5, version = ?6"
      " WHERE id = ?1",
      "SELECT " BRUME_EVENT_COLUMNS
      " FROM events WHERE function = ?1 AND due = 0 AND id > ?2 ORDER BY id LIMIT ?3",
      "SELECT " BRUME_EVENT_COLUMNS
      " FROM events WHERE function = ?1 AND (due, id) > (?2, ?3) AND due > 0 AND due <= ?4"
      " ORDER BY due, id LIMIT ?5",
      "SELECT due FROM events WHERE function = ?1 AND (due, id) > (?2, ?3) AND due > 0"
      " ORDER BY due, id LIMIT 1",
      "SELECT function, sum(due = 0), sum(due > 0), min(accepted),"
      " coalesce(min(CASE WHEN due > 0 THEN due END), 0)"
      " FROM events GROUP BY function ORDER BY function"};
  std::vector<Statement> made;
  for (const char* sql : kSql) {
    auto statement = database.prepare(sql);
    if (!statement) return std::move(statement).error();
    made.push_back(std::move(*statement));
  }
  statements_.reset(new Statements{std::move(made[0]), std::move(made[1]), std::move(made[2]),
                                   std::move(made[3]), std::move(made[4]), std::move(made[5]),
                                   std::move(made[6])});
  return Done{};
}

Status EventTable::add(StoredEvent& stored) {
  stored.id = new_id();
  const Event& event = stored.event;
  return statements_->add.run(stored.id, stored.function, event.qualifier, event.request_id,
                              event.trace_header, event.client_context, event.cognito_identity,
                              Blob{event.payload}, column_of(stored.accepted), stored.attempts,
                              stored.setbacks);
}

Status EventTable::remove(std::int64_t id) {
  return statements_->remove.run(id);
}

Status EventTable::delay(const StoredEvent& event, WallTime due) {
  BRUME_CHECK(column_of(due) > 0);
  return statements_->delay.run(event.id, column_of(due), event.attempts, event.setbacks,
                                Blob{event.last_response}, event.last_version);
}

Status EventTable::load_fresh(const std::string& function, const LoadLimits& reach,
                              EventBatch& into) {
  Statement& rows = statements_->fresh;
  // One more than asked for tells whether there is more.
  Status done = rows.start(function, into.cursor.fresh_id, reach.count_max + 1);
  if (!done) return done;
  for (int count = 0; true; ++count) {
    const auto row = rows.next();
    if (!row) return row.error();
    if (!row.value()) return Done{};
    into.more_fresh =
        count == reach.count_max || (!into.events.empty() && bytes_of(into) >= reach.bytes_max);
    if (into.more_fresh) break;
    into.events.push_back(event_of(rows));
    into.cursor.fresh_id = rows.integer(0);
  }
  rows.stop();
  return Done{};
}

Status EventTable::load_due(const std::string& function, const LoadLimits& reach,
                            EventBatch& into) {
  Statement& rows = statements_->due;
  Status done = rows.start(function, column_of(into.cursor.due), into.cursor.due_id,
                           column_of(reach.now), reach.count_max);
  if (!done) return done;
  while (into.events.empty() || bytes_of(into) < reach.bytes_max) {
    const auto row = rows.next();
    if (!row) return row.error();
    if (!row.value()) return Done{};
    into.events.push_back(event_of(rows));
    into.cursor.due = time_of_column(rows.integer(11));
    into.cursor.due_id = rows.integer(0);
  }
  rows.stop();
  return Done{};
}

Status EventTable::load_next_due(const std::string& function, EventBatch& into) {
  Statement& rows = statements_->next_due;
  Status done = rows.start(function, column_of(into.cursor.due), into.cursor.due_id);
  if (!done) return done;
  const auto row = rows.next();
  if (!row) return row.error();
  if (row.value()) into.next_due = time_of_column(rows.integer(0));
  rows.stop();
  return Done{};
}

Result<EventBatch> EventTable::load(const std::string& function, const EventCursor& cursor,
                                    const LoadLimits& reach) {
  EventBatch batch;
  batch.cursor = cursor;
  Status done = load_due(function, reach, batch);
  if (done) done = load_fresh(function, reach, batch);
  if (done) done = load_next_due(function, batch);
  if (!done) return std::move(done).error();
  return batch;
}

Result<std::vector<EventDepth>> EventTable::depths() {
  std::vector<EventDepth> depths;
  Statement& rows = statements_->depths;
  rows.stop();
  while (true) {
    const auto row = rows.next();
    if (!row) return row.error();
    if (!row.value()) return depths;
    EventDepth depth{rows.copy(0), rows.integer(1), rows.integer(2),
                     time_of_column(rows.integer(3))};
    if (rows.integer(4) > 0) depth.next_due = time_of_column(rows.integer(4));
    depths.push_back(std::move(depth));
  }
}

}  // namespace brume::emulator

#include "emulator/async/failed_events.h"

#include <algorithm>
#include <charconv>

#include "emulator/text/function_arn.h"

namespace brume::emulator {
namespace {

// So many at a time: memory holds no more of them.
constexpr int kRedrivePage = 100;

#define BRUME_FAILED_COLUMNS                                                                 \
  "id, function, qualifier, request_id, trace, client_context, cognito, payload, accepted, " \
  "attempts, failed, condition, reason, destination, document"

FailedEvent failed_of(const Statement& row) {
  FailedEvent failed;
  StoredEvent& stored = failed.stored;
  stored.id = row.integer(0);
  stored.function = row.copy(1);
  stored.event.qualifier = row.copy(2);
  stored.event.request_id = row.copy(3);
  stored.event.trace_header = row.copy(4);
  stored.event.client_context = row.copy(5);
  stored.event.cognito_identity = row.copy(6);
  stored.event.payload = row.copy(7);
  stored.accepted = time_of_column(row.integer(8));
  stored.attempts = static_cast<int>(row.integer(9));
  failed.failed = time_of_column(row.integer(10));
  failed.condition = row.copy(11);
  failed.reason = row.copy(12);
  failed.destination = row.copy(13);
  failed.document = row.copy(14);
  return failed;
}

// -1: no number.
std::int64_t number_of(const std::string& text) {
  std::int64_t number = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), number);
  return failed == std::errc() && end == text.data() + text.size() ? number : -1;
}

}  // namespace

struct FailedEvents::Statements {
  Statement add, remove, list, counts;
};

FailedEvents::FailedEvents(std::shared_ptr<EventTable> table) : table_(std::move(table)) {}
FailedEvents::~FailedEvents() = default;

Result<std::shared_ptr<FailedEvents>> FailedEvents::open(Database& database,
                                                         std::shared_ptr<EventTable> table) {
  std::shared_ptr<FailedEvents> failed(new FailedEvents(std::move(table)));
  Status made = failed->prepare(database);
  if (!made) return std::move(made).error();
  return failed;
}

Status FailedEvents::prepare(Database& database) {
  constexpr const char* kSql[] = {
      "INSERT INTO failed (" BRUME_FAILED_COLUMNS
      ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)",
      "DELETE FROM failed WHERE id = ?1",
      "SELECT " BRUME_FAILED_COLUMNS
      " FROM failed WHERE id > ?1 AND (?2 = '' OR function = ?2)"
      " AND (?3 = '' OR request_id = ?3 OR id = ?4) ORDER BY id LIMIT ?5",
      "SELECT function, count(*) FROM failed GROUP BY function"};
  std::vector<Statement> made;
  for (const char* sql : kSql) {
    auto statement = database.prepare(sql);
    if (!statement) return std::move(statement).error();
    made.push_back(std::move(*statement));
  }
  statements_.reset(new Statements{std::move(made[0]), std::move(made[1]), std::move(made[2]),
                                   std::move(made[3])});
  return Done{};
}

Status FailedEvents::keep(FailedEvent& failed) {
  StoredEvent& stored = failed.stored;
  stored.id = table_->new_id();
  const Event& event = stored.event;
  return statements_->add.run(stored.id, stored.function, event.qualifier, event.request_id,
                              event.trace_header, event.client_context, event.cognito_identity,
                              Blob{event.payload}, column_of(stored.accepted), stored.attempts,
                              column_of(failed.failed), failed.condition, failed.reason,
                              failed.destination, Blob{failed.document});
}

Result<std::vector<FailedEvent>> FailedEvents::list(const Filter& filter, int count_max) {
  std::vector<FailedEvent> found;
  Statement& rows = statements_->list;
  Status done =
      rows.start(filter.after_id, filter.function, filter.id, number_of(filter.id), count_max);
  if (!done) return std::move(done).error();
  while (true) {
    const auto row = rows.next();
    if (!row) return row.error();
    if (!row.value()) return found;
    found.push_back(failed_of(rows));
  }
}

Result<std::map<std::string, std::int64_t>> FailedEvents::counts() {
  std::map<std::string, std::int64_t> counts;
  Statement& rows = statements_->counts;
  rows.stop();
  while (true) {
    const auto row = rows.next();
    if (!row) return row.error();
    if (!row.value()) return counts;
    counts[rows.copy(0)] = rows.integer(1);
  }
}

Result<bool> FailedEvents::send_again(FailedEvent failed, WallTime now, RedriveResult& into) {
  StoredEvent again = std::move(failed.stored);
  const std::int64_t id = again.id;
  if (failed.condition == kConditionSuccess) {
    auto target = function_of_arn(failed.destination);
    if (!target) return false;
    again.function = std::move(target->function);
    again.event.qualifier = std::move(target->qualifier);
    again.event.payload = std::move(failed.document);
  }
  again.accepted = now;
  again.attempts = 0;
  Status done = table_->add(again);
  if (done) done = statements_->remove.run(id);
  if (!done) return std::move(done).error();
  auto& functions = into.functions;
  if (std::find(functions.begin(), functions.end(), again.function) == functions.end()) {
    functions.push_back(again.function);
  }
  return true;
}

Result<FailedEvents::RedriveResult> FailedEvents::redrive(const Filter& filter, WallTime now) {
  RedriveResult redriven;
  Filter next = filter;
  while (true) {
    auto page = list(next, kRedrivePage);
    if (!page) return std::move(page).error();
    if (page->empty()) return redriven;
    next.after_id = page->back().stored.id;
    for (FailedEvent& each : *page) {
      const auto sent = send_again(std::move(each), now, redriven);
      if (!sent) return sent.error();
      ++(sent.value() ? redriven.sent : redriven.kept);
    }
  }
}

}  // namespace brume::emulator

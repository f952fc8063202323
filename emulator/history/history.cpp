#include "emulator/history/history.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "emulator/invoke/outcome.h"

namespace brume::emulator {
namespace {

// Steps are only ever added. No index but the id: rows come at one end and go at the other, and
// whoever looks for a request id can wait for a scan better than every invocation for an index.
const std::vector<std::string>& schema() {
  static const std::vector<std::string> steps{
      "CREATE TABLE invocations("
      " id INTEGER PRIMARY KEY, function TEXT NOT NULL, version TEXT NOT NULL,"
      " qualifier TEXT NOT NULL, request_id TEXT NOT NULL, trace_header TEXT NOT NULL,"
      " client_context TEXT NOT NULL, cognito_identity TEXT NOT NULL, at_us INTEGER NOT NULL,"
      " ended TEXT NOT NULL, is_streamed INTEGER NOT NULL, left_out_bytes INTEGER NOT NULL,"
      " duration_us INTEGER NOT NULL, init_us INTEGER NOT NULL, billed_ms INTEGER NOT NULL,"
      " memory_mb INTEGER NOT NULL, bytes INTEGER NOT NULL, environment TEXT NOT NULL,"
      " event TEXT NOT NULL, answer TEXT NOT NULL, streamed TEXT NOT NULL, log TEXT NOT NULL);"
      "CREATE TABLE totals(kept INTEGER, bytes INTEGER, dropped INTEGER);"
      "INSERT INTO totals VALUES(0, 0, 0);"};
  return steps;
}

constexpr const char* kSummary =
    "id, function, version, qualifier, request_id, trace_header, client_context,"
    " cognito_identity, at_us, ended, is_streamed, left_out_bytes, duration_us, init_us,"
    " billed_ms, memory_mb";

Reply::End end_of(std::string_view words) {
  using End = Reply::End;
  for (const End end : {End::kSuccess, End::kFunctionError, End::kTimeout, End::kCrash,
                        End::kOutOfMemory, End::kInitError}) {
    if (end_words(end) == words) return end;
  }
  return End::kCrash;  // of a newer program
}

std::int64_t stored_bytes(const RecordedInvocation& record) {
  constexpr std::size_t kRow = 512;  // names, ids, numbers, the index
  return static_cast<std::int64_t>(kRow + record.environment.size() + record.event.size() +
                                   record.answer.size() + record.streamed.size() +
                                   record.log.size() + record.client_context.size());
}

RecordedInvocation read_summary(const Statement& row) {
  RecordedInvocation record;
  record.id = row.integer(0);
  record.function = row.copy(1);
  record.version = row.copy(2);
  record.qualifier = row.copy(3);
  record.request_id = row.copy(4);
  record.trace_header = row.copy(5);
  record.client_context = row.copy(6);
  record.cognito_identity = row.copy(7);
  record.at = WallTime(Duration(row.integer(8)));
  record.end = end_of(row.text(9));
  record.is_streamed = row.integer(10) != 0;
  record.left_out_bytes = static_cast<std::uint64_t>(row.integer(11));
  record.duration = Duration(row.integer(12));
  if (row.integer(13) >= 0) record.init_duration = Duration(row.integer(13));
  record.billed_ms = row.integer(14);
  record.max_memory_mb = static_cast<int>(row.integer(15));
  return record;
}

Status insert(Statement& statement, std::int64_t id, const RecordedInvocation& record) {
  return statement.run(id, record.function, record.version, record.qualifier, record.request_id,
                       record.trace_header, record.client_context, record.cognito_identity,
                       std::int64_t{record.at.time_since_epoch().count()}, end_words(record.end),
                       record.is_streamed ? 1 : 0, static_cast<std::int64_t>(record.left_out_bytes),
                       std::int64_t{record.duration.count()},
                       std::int64_t{record.init_duration ? record.init_duration->count() : -1},
                       std::int64_t{record.billed_ms}, record.max_memory_mb, stored_bytes(record),
                       record.environment, record.event, record.answer, record.streamed,
                       record.log);
}

// Lets the oldest go until `totals` keep the limits.
Status drop_oldest(Database& history, const HistoryLimits& limits, HistoryTotals& totals) {
  auto oldest = history.prepare("SELECT id, bytes FROM invocations ORDER BY id");
  auto remove = history.prepare("DELETE FROM invocations WHERE id <= ?1");
  if (!oldest) return std::move(oldest).error();
  if (!remove) return std::move(remove).error();
  std::int64_t last = 0;
  Status started = oldest->start();
  if (!started) return started;
  while (totals.kept > limits.invocations_max || totals.bytes > limits.bytes_max) {
    auto row = oldest->next();
    if (!row) return std::move(row).error();
    if (!*row) break;
    last = oldest->integer(0);
    --totals.kept;
    totals.bytes -= oldest->integer(1);
    ++totals.dropped;
  }
  oldest->stop();
  return remove->run(last);
}

Status make_file(const std::filesystem::path& file) {
  std::error_code failed;
  std::filesystem::create_directories(file.parent_path(), failed);
  if (failed) {
    return Error{Error::Code::kUnavailable,
                 "cannot make " + file.parent_path().string() + ": " + failed.message()};
  }
  const int made = ::open(file.c_str(), O_CREAT | O_CLOEXEC | O_RDWR, 0600);
  if (made < 0) {
    return Error{Error::Code::kUnavailable,
                 "cannot write " + file.string() + ": " + std::strerror(errno)};
  }
  ::close(made);
  return Done{};
}

}  // namespace

Result<Database> open_history(const std::filesystem::path& file) {
  if (file != ":memory:") {
    Status made = make_file(file);
    if (!made) return std::move(made).error();
  }
  auto history = Database::open(file);
  if (!history) return history;
  Status migrated = history->migrate(schema());
  if (!migrated) return std::move(migrated).error();
  return history;
}

Result<HistoryTotals> totals_of(Database& history) {
  auto read = history.prepare("SELECT kept, bytes, dropped FROM totals");
  if (!read) return std::move(read).error();
  auto row = read->next();
  if (!row) return std::move(row).error();
  return HistoryTotals{read->integer(0), read->integer(1), read->integer(2)};
}

Result<std::int64_t> add_to_history(Database& history, const Records& records,
                                    const HistoryLimits& limits) {
  auto totals = totals_of(history);
  if (!totals) return std::move(totals).error();
  const std::int64_t dropped_before = totals->dropped;
  auto statement = history.prepare(
      "INSERT INTO invocations(id, function, version, qualifier, request_id, trace_header,"
      " client_context, cognito_identity, at_us, ended, is_streamed, left_out_bytes, duration_us,"
      " init_us, billed_ms, memory_mb, bytes, environment, event, answer, streamed, log)"
      " VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14,?15,?16,?17,?18,?19,?20,?21,?22)");
  if (!statement) return std::move(statement).error();
  for (const auto& record : records) {
    // Those that were dropped keep their numbers.
    const std::int64_t id = ++totals->kept + totals->dropped;
    Status added = insert(*statement, id, *record);
    if (!added) return std::move(added).error();
    totals->bytes += stored_bytes(*record);
  }
  if (totals->kept > limits.invocations_max || totals->bytes > limits.bytes_max) {
    Status dropped = drop_oldest(history, limits, *totals);
    if (!dropped) return std::move(dropped).error();
  }
  auto update = history.prepare("UPDATE totals SET kept = ?1, bytes = ?2, dropped = ?3");
  if (!update) return std::move(update).error();
  Status updated = update->run(totals->kept, totals->bytes, totals->dropped);
  if (!updated) return std::move(updated).error();
  return totals->dropped - dropped_before;
}

Result<std::vector<RecordedInvocation>> list_history(Database& history,
                                                     const HistoryFilter& filter) {
  auto read = history.prepare("SELECT " + std::string(kSummary) +
                              " FROM invocations WHERE (?1 = '' OR function = ?1)"
                              " AND (?2 = 0 OR ended <> 'success') ORDER BY id DESC LIMIT ?3");
  if (!read) return std::move(read).error();
  Status started = read->start(filter.function, filter.failed_only ? 1 : 0, filter.last);
  if (!started) return std::move(started).error();
  std::vector<RecordedInvocation> found;
  while (true) {
    auto row = read->next();
    if (!row) return std::move(row).error();
    if (!*row) break;
    found.push_back(read_summary(*read));
  }
  std::reverse(found.begin(), found.end());
  return found;
}

Result<RecordedInvocation> find_in_history(Database& history, const std::string& name) {
  const bool number =
      !name.empty() && name.size() < 18 &&
      std::all_of(name.begin(), name.end(), [](char c) { return c >= '0' && c <= '9'; });
  const std::string select = "SELECT " + std::string(kSummary) +
                             ", environment, event, answer, streamed, log FROM invocations WHERE ";
  std::vector<std::string> conditions;
  if (number) conditions.push_back("id = CAST(?1 AS INTEGER)");
  if (!name.empty()) {
    conditions.push_back("?1 = 'last' OR substr(request_id, 1, length(?1)) = ?1");
  }
  for (const std::string& condition : conditions) {
    auto read = history.prepare(select + condition + " ORDER BY id DESC LIMIT 1");
    if (!read) return std::move(read).error();
    Status started = read->start(name);
    if (!started) return std::move(started).error();
    auto row = read->next();
    if (!row) return std::move(row).error();
    if (!*row) continue;
    RecordedInvocation record = read_summary(*read);
    record.environment = read->copy(16);
    record.event = read->copy(17);
    record.answer = read->copy(18);
    record.streamed = read->copy(19);
    record.log = read->copy(20);
    return record;
  }
  return Error{Error::Code::kNotFound,
               "there is no invocation '" + name + "' in " + history.file().string()};
}

}  // namespace brume::emulator

#include "emulator/store/database.h"

#include <sqlite3.h>

namespace brume::emulator {
namespace {

// Another process that looks at the file for a moment.
constexpr int kBusyTimeoutMs = 2000;

// A checkpoint waits for the disk: every 16 MB, not every 4.
constexpr const char* kSettings =
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA temp_store=MEMORY;"
    "PRAGMA wal_autocheckpoint=4000;";

}  // namespace

void Database::Close::operator()(sqlite3* connection) const {
  sqlite3_close_v2(connection);
}

Database::Database(std::filesystem::path file, sqlite3* connection)
    : file_(std::move(file)), connection_(connection) {}

Result<Database> Database::open(const std::filesystem::path& file) {
  sqlite3* connection = nullptr;
  const int opened =
      sqlite3_open_v2(file.c_str(), &connection,
                      SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, nullptr);
  BRUME_CHECK(connection != nullptr);
  Database database(file, connection);
  if (opened != SQLITE_OK) return database_error(connection, file.string(), "opening it");
  sqlite3_extended_result_codes(connection, 1);
  sqlite3_busy_timeout(connection, kBusyTimeoutMs);
  Status set = database.execute(kSettings);
  if (!set) return std::move(set).error();
  return database;
}

Result<Statement> Database::prepare(const std::string& sql) {
  sqlite3_stmt* statement = nullptr;
  const int prepared =
      sqlite3_prepare_v3(connection_.get(), sql.c_str(), static_cast<int>(sql.size()) + 1,
                         SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
  if (prepared != SQLITE_OK) return database_error(connection_.get(), file_.string(), sql);
  return Statement(file_.string(), statement);
}

Status Database::execute(const std::string& sql) {
  if (sqlite3_exec(connection_.get(), sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK) {
    return Done{};
  }
  return database_error(connection_.get(), file_.string(), sql);
}

Status Database::transact(const std::function<Status()>& work) {
  Status done = execute("BEGIN IMMEDIATE");
  if (!done) return done;
  done = work();
  if (done) done = execute("COMMIT");
  // Some errors have rolled back already.
  if (!done && sqlite3_get_autocommit(connection_.get()) == 0) {
    sqlite3_exec(connection_.get(), "ROLLBACK", nullptr, nullptr, nullptr);
  }
  return done;
}

Result<std::int64_t> Database::version() {
  auto read = prepare("PRAGMA user_version");
  if (!read) return std::move(read).error();
  auto row = read->next();
  if (!row) return std::move(row).error();
  return read->integer(0);
}

Status Database::migrate(const std::vector<std::string>& steps) {
  const auto found = version();
  if (!found) return found.error();
  const auto known = static_cast<std::int64_t>(steps.size());
  if (found.value() > known) {
    return Error{Error::Code::kInvalidArgument,
                 file_.string() + ": written by a newer brume (version " +
                     std::to_string(found.value()) + "; this one knows " + std::to_string(known) +
                     ")"};
  }
  for (std::int64_t step = found.value(); step < known; ++step) {
    Status done = transact([&] {
      Status ran = execute(steps[static_cast<std::size_t>(step)]);
      if (ran) ran = execute("PRAGMA user_version=" + std::to_string(step + 1));
      return ran;
    });
    if (!done) return done;
  }
  return Done{};
}

std::int64_t Database::changes() const {
  return sqlite3_changes64(connection_.get());
}

Status Database::limit_pages(std::int64_t pages_max) {
  return execute("PRAGMA max_page_count=" + std::to_string(pages_max));
}

}  // namespace brume::emulator

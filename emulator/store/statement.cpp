#include "emulator/store/statement.h"

#include <sqlite3.h>

namespace brume::emulator {
namespace {

constexpr std::size_t kSqlShownBytes = 60;

Error::Code code_of(int result) {
  switch (result & 0xFF) {
    case SQLITE_FULL:
    case SQLITE_IOERR:
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
    case SQLITE_NOMEM:
      return Error::Code::kUnavailable;
    case SQLITE_NOTADB:
    case SQLITE_CORRUPT:
      return Error::Code::kInvalidArgument;
    default:
      return Error::Code::kInternal;
  }
}

}  // namespace

Error database_error(sqlite3* connection, const std::string& file, const std::string& doing) {
  return Error{code_of(sqlite3_extended_errcode(connection)),
               file + ": " + sqlite3_errmsg(connection) + " (" + doing + ")"};
}

void Statement::Finalize::operator()(sqlite3_stmt* statement) const {
  sqlite3_finalize(statement);
}

Status Statement::check(int code) const {
  if (code == SQLITE_OK) return Done{};
  std::string doing = sqlite3_sql(statement_.get());
  if (doing.size() > kSqlShownBytes) doing = doing.substr(0, kSqlShownBytes) + "…";
  return database_error(sqlite3_db_handle(statement_.get()), file_, doing);
}

Result<bool> Statement::next() {
  const int code = sqlite3_step(statement_.get());
  if (code == SQLITE_ROW) return true;
  Status ended = check(code == SQLITE_DONE ? SQLITE_OK : code);
  stop();
  if (!ended) return std::move(ended).error();
  return false;
}

void Statement::stop() {
  sqlite3_reset(statement_.get());
}

int Statement::bind(int index, std::int64_t value) {
  return sqlite3_bind_int64(statement_.get(), index, value);
}

int Statement::bind(int index, std::string_view text) {
  const char* const data = text.data() == nullptr ? "" : text.data();
  return sqlite3_bind_text64(statement_.get(), index, data, text.size(), SQLITE_TRANSIENT,
                             SQLITE_UTF8);
}

int Statement::bind(int index, Blob blob) {
  const char* const data = blob.bytes.data() == nullptr ? "" : blob.bytes.data();
  return sqlite3_bind_blob64(statement_.get(), index, data, blob.bytes.size(), SQLITE_TRANSIENT);
}

std::int64_t Statement::integer(int column) const {
  return sqlite3_column_int64(statement_.get(), column);
}

std::string_view Statement::text(int column) const {
  const void* const bytes = sqlite3_column_blob(statement_.get(), column);
  if (bytes == nullptr) return {};
  const int size = sqlite3_column_bytes(statement_.get(), column);
  return {static_cast<const char*>(bytes), static_cast<std::size_t>(size)};
}

}  // namespace brume::emulator

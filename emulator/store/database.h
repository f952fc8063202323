// Database: one SQLite connection to a file, or to memory. In write-ahead mode, synchronous=NORMAL:
// what is committed survives the death of this process, though perhaps not of the machine's power.
//
// Any thread, one at a time. Errors name the file and what was done: kUnavailable when the disk is
// full, slow to unlock or failing, kInvalidArgument for a file that is no database of ours,
// kInternal for a mistake in the SQL.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "emulator/base/result.h"
#include "emulator/store/statement.h"

struct sqlite3;

namespace brume::emulator {

class Database {
 public:
  // ":memory:" keeps nothing. The file is made when it is not there; its folder must be.
  static Result<Database> open(const std::filesystem::path& file);

  // Brings the tables up to date: runs the steps that have not run yet, each once in the file's
  // life and whole or not at all. Steps are only ever added. kInvalidArgument for a file that a
  // newer program has written.
  Status migrate(const std::vector<std::string>& steps);

  // Lives as long as it is needed, but no longer than this.
  Result<Statement> prepare(const std::string& sql);
  // Any number of statements without parameters and rows.
  Status execute(const std::string& sql);
  // `work` whole or, when it or the commit fails, not at all.
  Status transact(const std::function<Status()>& work);

  const std::filesystem::path& file() const { return file_; }
  // Rows that the last statement inserted, changed or deleted.
  std::int64_t changes() const;
  // In pages of 4096 bytes; above it the disk counts as full.
  Status limit_pages(std::int64_t pages_max);

 private:
  struct Close {
    void operator()(sqlite3* connection) const;
  };
  Database(std::filesystem::path file, sqlite3* connection);
  Result<std::int64_t> version();

  std::filesystem::path file_;
  std::unique_ptr<sqlite3, Close> connection_;
};

}  // namespace brume::emulator

// Statement: prepared SQL with parameters ?1, ?2 …, run any number of times.
//
// The thread of its Database, which outlives it.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "emulator/base/result.h"

struct sqlite3;
struct sqlite3_stmt;

namespace brume::emulator {

// Bytes that are not text.
struct Blob {
  std::string_view bytes;
};

class Statement {
 public:
  // Binds the parameters and runs to the end. For what returns no rows.
  template <typename... Values>
  Status run(const Values&... values) {
    Status started = start(values...);
    if (!started) return started;
    auto row = next();
    if (!row) return std::move(row).error();
    stop();
    return Done{};
  }

  // Binds the parameters; next() then goes from row to row.
  template <typename... Values>
  Status start(const Values&... values) {
    stop();
    int index = 0;
    int worst = 0;
    ((worst = worst != 0 ? worst : bind(++index, values)), ...);
    return check(worst);
  }
  // False when there is none left; the statement has then stopped.
  Result<bool> next();
  // Before the last row has been seen: lets the rows go.
  void stop();

  // Of the current row, columns from 0. Views live until next() or stop().
  std::int64_t integer(int column) const;
  std::string_view text(int column) const;
  std::string copy(int column) const { return std::string(text(column)); }

 private:
  friend class Database;
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const;
  };
  Statement(std::string file, sqlite3_stmt* statement)
      : file_(std::move(file)), statement_(statement) {}

  int bind(int index, std::int64_t value);
  int bind(int index, int value) { return bind(index, std::int64_t{value}); }
  int bind(int index, std::string_view text);
  int bind(int index, const char* text) { return bind(index, std::string_view(text)); }
  int bind(int index, const std::string& text) { return bind(index, std::string_view(text)); }
  int bind(int index, Blob blob);
  Status check(int code) const;

  std::string file_;  // for messages
  std::unique_ptr<sqlite3_stmt, Finalize> statement_;
};

// What went wrong on the connection last, in the words of database.h. For store/ only.
Error database_error(sqlite3* connection, const std::string& file, const std::string& doing);

}  // namespace brume::emulator

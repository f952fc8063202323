// ObjectTable: the versions of all buckets' keys in SQLite. The latest version of a key is the one
// with the greatest sequence.
//
// The thread of its Database, which outlives it.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/base/result.h"
#include "emulator/services/s3/model/object.h"
#include "emulator/services/s3/objects/bucket_folder.h"
#include "emulator/store/database.h"

namespace brume::emulator::storage {

// The SQL that makes its table, for the database's migrations.
extern const char* const kObjectTable;

struct ObjectRow {
  std::int64_t sequence = 0;
  Object object;  // its parts are not read with it, and `latest` is not known by all
  StoredFile file = {};
};

class ObjectTable {
 public:
  static Result<std::unique_ptr<ObjectTable>> open(Database& database);
  ~ObjectTable();

  // `object.latest` is true.
  Result<std::optional<ObjectRow>> latest(std::int64_t bucket, std::string_view key);
  Result<std::optional<ObjectRow>> version(std::int64_t bucket, std::string_view key,
                                           std::string_view version);
  // The next older one.
  Result<std::optional<ObjectRow>> before(std::int64_t bucket, std::string_view key,
                                          std::int64_t sequence);

  // --- a walk over a bucket: by key in the order of bytes, of a key the newest first ---
  // Before the first row of this key or, without one, of what follows it.
  Status seek(std::int64_t bucket, std::string_view key);
  // Behind this version; kBehindAll: behind the key.
  Status seek_behind(std::int64_t bucket, std::string_view key, std::int64_t sequence);
  static constexpr std::int64_t kBehindAll = -1;
  // False at the end. What follows is of the row it has come to.
  Result<bool> next();
  std::string_view key() const;
  bool is_marker() const;
  bool is_plain() const;
  ObjectRow row() const;  // without its headers and tags
  void stop();

  Result<std::vector<Part>> parts(std::int64_t sequence);
  Result<bool> any(std::int64_t bucket);
  Result<bool> bucket_exists(std::int64_t bucket);

  Status add(std::int64_t bucket, const ObjectRow& row);
  Status remove(std::int64_t sequence);
  Status set_file(std::int64_t sequence, const StoredFile& file);
  Status set_attributes(std::int64_t sequence, const Attributes& attributes);

 private:
  struct Statements;
  explicit ObjectTable(std::unique_ptr<Statements> statements);
  Result<std::optional<ObjectRow>> one(Statement& select);

  std::unique_ptr<Statements> statements_;
  // Of the walk.
  Statement* walked_ = nullptr;
  std::int64_t walked_bucket_ = 0;
  std::string walked_key_;
};

}  // namespace brume::emulator::storage

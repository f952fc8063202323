#include "emulator/services/s3/objects/bucket_table.h"

#include "emulator/services/s3/objects/bucket_json.h"

namespace brume::emulator::storage {

// AUTOINCREMENT: objects of a bucket that is gone are never another's.
const char* const kBucketTable =
    "CREATE TABLE buckets (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE,"
    " settings TEXT NOT NULL);";

Result<std::vector<BucketRow>> read_buckets(Database& database) {
  auto select = database.prepare("SELECT id, settings FROM buckets ORDER BY name");
  if (!select) return std::move(select).error();
  std::vector<BucketRow> rows;
  while (true) {
    const auto found = select->next();
    if (!found) return found.error();
    if (!found.value()) return rows;
    auto bucket = bucket_of_json(select->copy(1));
    if (!bucket) {
      return Error{Error::Code::kInvalidArgument,
                   database.file().string() + ": " + bucket.error().message};
    }
    rows.push_back({select->integer(0), std::move(*bucket)});
  }
}

Result<std::int64_t> write_bucket(Database& database, const Bucket& bucket) {
  auto upsert = database.prepare(
      "INSERT INTO buckets (name, settings) VALUES (?1, ?2)"
      " ON CONFLICT (name) DO UPDATE SET settings = excluded.settings RETURNING id");
  if (!upsert) return std::move(upsert).error();
  if (Status started = upsert->start(bucket.name, json_of_bucket(bucket)); !started) {
    return std::move(started).error();
  }
  const auto found = upsert->next();
  if (!found) return found.error();
  const std::int64_t id = upsert->integer(0);
  const auto end = upsert->next();
  if (!end) return end.error();
  return id;
}

Status erase_bucket(Database& database, std::int64_t id) {
  auto erase = database.prepare("DELETE FROM buckets WHERE id = ?1");
  if (!erase) return std::move(erase).error();
  return erase->run(id);
}

}  // namespace brume::emulator::storage

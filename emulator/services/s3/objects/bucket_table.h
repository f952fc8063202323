// BucketTable: the buckets and their settings in SQLite. Few and seldom changed: nothing is kept
// prepared.
//
// The thread of the Database.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "emulator/base/result.h"
#include "emulator/services/s3/model/bucket.h"
#include "emulator/store/database.h"

namespace brume::emulator::storage {

// The SQL that makes its table, for the database's migrations.
extern const char* const kBucketTable;

struct BucketRow {
  std::int64_t id = 0;
  Bucket bucket;
};

Result<std::vector<BucketRow>> read_buckets(Database& database);
// Adds it, or replaces the settings of the one of its name; its id.
Result<std::int64_t> write_bucket(Database& database, const Bucket& bucket);
Status erase_bucket(Database& database, std::int64_t id);

}  // namespace brume::emulator::storage

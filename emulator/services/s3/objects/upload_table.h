// The multipart uploads under way and their parts in SQLite. Parts are large and few compared with
// objects: nothing is kept prepared.
//
// The thread of the Database.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "emulator/base/result.h"
#include "emulator/services/s3/objects/bucket_folder.h"
#include "emulator/services/s3/objects/storage_types.h"
#include "emulator/store/database.h"

namespace brume::emulator::storage {

// The SQL that makes its tables, for the database's migrations.
extern const char* const kUploadTables;

struct StoredPart {
  Part part;
  StoredFile file;  // aside
};

struct UploadRow {
  std::int64_t number = 0;
  Upload upload;
  std::vector<StoredPart> parts = {};  // in order
};

Status add_upload(Database& database, std::int64_t bucket, const UploadRow& row);
// With its parts. Nothing when there is none of that key and id.
Result<std::optional<UploadRow>> find_upload(Database& database, std::int64_t bucket,
                                             const std::string& key, const std::string& id);
// By key, and then by time; without parts.
Result<std::vector<UploadRow>> read_uploads(Database& database, std::int64_t bucket);
Result<std::vector<StoredPart>> read_parts(Database& database, std::int64_t upload);
// Adds it, or replaces the one of its number.
Status put_stored_part(Database& database, std::int64_t upload, const StoredPart& part);
// And its parts.
Status erase_upload(Database& database, std::int64_t number);

}  // namespace brume::emulator::storage

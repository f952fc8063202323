// Finishes what a crash has interrupted: each file that is still in tmp is moved to where its row
// says; a file without a row is removed.
//
// Before anything else runs; blocking.
#pragma once

#include <cstdint>

#include "emulator/base/result.h"
#include "emulator/services/s3/objects/bucket_folder.h"
#include "emulator/services/s3/objects/object_table.h"
#include "emulator/store/database.h"

namespace brume::emulator::storage {

// `table`: of `database`.
Status recover(Database& database, ObjectTable& table, std::int64_t bucket,
               const BucketFolder& folder);

}  // namespace brume::emulator::storage

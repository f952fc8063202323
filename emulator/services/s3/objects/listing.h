// The answers of ListObjects and ListObjectVersions. All keys below a common prefix are skipped by
// one seek.
//
// The thread of the table.
#pragma once

#include <cstdint>

#include "emulator/base/result.h"
#include "emulator/services/s3/objects/object_table.h"
#include "emulator/services/s3/objects/storage_types.h"

namespace brume::emulator::storage {

Result<Listing> list_objects(ObjectTable& table, std::int64_t bucket, const ListQuery& query);

}  // namespace brume::emulator::storage

// Reads the bytes of a version: a small one from memory, a larger one from its file on a worker
// thread.
//
// open_object(): any thread, blocking. Readers: loop thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "emulator/loop/loop.h"
#include "emulator/services/s3/objects/bucket_folder.h"
#include "emulator/services/s3/objects/storage_types.h"

namespace brume::emulator::storage {

inline constexpr std::size_t kSmallObjectBytes = 64 * 1024;

// Null when the bytes are not where they should be, or not as many as they should be.
std::shared_ptr<Reader> open_object(Loop& loop, const BucketFolder& folder, const std::string& key,
                                    const StoredFile& file);

}  // namespace brume::emulator::storage

// What a user may choose of buckets and their folders. A value.
#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "emulator/services/s3/drop/watched_folders.h"

namespace brume::emulator::storage {

struct BucketOptions {
  // Folders that a user has chosen for buckets (`--bucket NAME=PATH`); absolute.
  std::map<std::string, std::filesystem::path> folders = {};
  DropSettings drop = {};
};

}  // namespace brume::emulator::storage

// A bucket's settings as JSON, for its row in the database. Pure.
#pragma once

#include <string>
#include <string_view>

#include "emulator/base/result.h"
#include "emulator/services/s3/model/bucket.h"

namespace brume::emulator::storage {

std::string json_of_bucket(const Bucket& bucket);
// kInvalidArgument for what json_of_bucket() has not written.
Result<Bucket> bucket_of_json(std::string_view json);

}  // namespace brume::emulator::storage

// What the operations of the S3 API work on. Owned by S3; what it refers to outlives it.
// Loop thread.
#pragma once

#include <functional>
#include <string>

#include "emulator/services/s3/objects/storage.h"

namespace brume::emulator::aws::s3 {

struct Context {
  storage::Storage& storage;
  std::string account_id;
  // Whether there is a function of that ARN, qualified or not.
  std::function<bool(const std::string& arn)> function_exists;
};

}  // namespace brume::emulator::aws::s3

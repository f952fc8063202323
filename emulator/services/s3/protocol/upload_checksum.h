// Which checksum a multipart upload has, of its parts each and of the whole, or a copy. Pure.
// Source: S3 User Guide, "Checking object integrity", multipart uploads.
#pragma once

#include <optional>

#include "emulator/base/result.h"
#include "emulator/services/s3/protocol/checksums.h"

namespace brume::emulator::aws::s3 {

struct UploadChecksum {
  std::optional<Algorithm> algorithm = {};
  bool composite = true;
};

// Of x-amz-checksum-algorithm and x-amz-checksum-type. InvalidRequest.
Result<UploadChecksum> read_upload_checksum(const http::Headers& headers);

}  // namespace brume::emulator::aws::s3

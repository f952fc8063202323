// Response headers of a successful write: ETag, version, checksum; and the errors of a failed
// one.
//
// Loop thread.
#pragma once

#include "emulator/services/s3/protocol/request.h"

namespace brume::emulator::aws::s3 {

// ETag, x-amz-version-id, x-amz-checksum-…, x-amz-server-side-encryption.
void add_written(http::Headers& headers, const Request& request, const storage::Object& object);
// Also says which condition did not hold, or which checksum.
void fail_write(const RequestPtr& request, const Error& error);

}  // namespace brume::emulator::aws::s3

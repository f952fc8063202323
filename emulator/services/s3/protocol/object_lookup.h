// What storage has found of an object, or S3's answer to there being none: delete markers are
// found, too.
//
// Loop thread.
#pragma once

#include "emulator/services/s3/protocol/request.h"

namespace brume::emulator::aws::s3 {

// False when it has answered the request: NoSuchKey, NoSuchVersion, or MethodNotAllowed for a
// delete marker that was asked for by its version.
bool is_there(const RequestPtr& request, const Result<storage::ObjectLookup>& found);

}  // namespace brume::emulator::aws::s3

// Conditional requests: If-Match, If-None-Match, If-Modified-Since, If-Unmodified-Since, of what is
// read and, as x-amz-copy-source-if-…, of what is copied. Pure.
// Source: RFC 9110 (13), S3 API: GetObject, CopyObject, "Conditional requests".
#pragma once

#include <string_view>

#include "emulator/base/result.h"
#include "emulator/http/message.h"
#include "emulator/services/s3/objects/storage.h"

namespace brume::emulator::aws::s3 {

enum class Verdict { kHolds, kNotModified, kFailed };

// `prefix`: "" or "x-amz-copy-source-".
Verdict judge(const http::Headers& headers, std::string_view prefix, const storage::Object& object);

// Of a write: If-None-Match: * and If-Match. NotImplemented for other forms, as S3 has it.
Result<storage::Condition> write_condition(const http::Headers& headers);

}  // namespace brume::emulator::aws::s3

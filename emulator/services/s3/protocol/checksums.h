// The checksums that clients send with what they upload, in headers or announced for the trailer
// of an aws-chunked body. Pure. Source: S3 User Guide, "Checking object integrity".
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "emulator/base/result.h"
#include "emulator/http/message.h"
#include "emulator/services/s3/objects/storage.h"

namespace brume::emulator::aws::s3 {

using Algorithm = storage::Checksum::Algorithm;

// "CRC32", "CRC32C", "CRC64NVME", "SHA1", "SHA256"; without regard to case when read.
std::optional<Algorithm> algorithm_named(std::string_view name);
const char* name_of(Algorithm algorithm);
const char* header_of(Algorithm algorithm);   // "x-amz-checksum-crc32"
const char* element_of(Algorithm algorithm);  // "ChecksumCRC32"
std::optional<Algorithm> algorithm_of_header(std::string_view header);
// "FULL_OBJECT", "COMPOSITE"
const char* type_of(const storage::Checksum& checksum);

// What the writer of a body says of it.
struct StatedChecksum {
  std::optional<Algorithm> algorithm = {};
  storage::ExpectedDigest expected = {};
  bool in_trailer = false;  // the value is still to come
};

// InvalidDigest, InvalidRequest.
Result<StatedChecksum> read_stated(const http::Headers& headers);
// A checksum's value, of a header, a trailer or an element: whether it can be one.
bool is_value_of(Algorithm algorithm, std::string_view base64);

// "The CRC32 you specified did not match the calculated checksum."
std::string bad_digest_message(Algorithm algorithm);

// x-amz-checksum-… and x-amz-checksum-type.
void add_checksum(http::Headers& headers, const storage::Checksum& checksum);

}  // namespace brume::emulator::aws::s3

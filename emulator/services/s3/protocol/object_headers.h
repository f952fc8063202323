// An object's attributes in the headers of requests and answers: content headers, user metadata,
// storage class, tags. Pure. Source: S3 API, PutObject, GetObject.
#pragma once

#include "emulator/aws/call.h"
#include "emulator/base/result.h"
#include "emulator/http/message.h"
#include "emulator/services/s3/objects/storage.h"

namespace brume::emulator::aws::s3 {

inline constexpr std::size_t kMaxUserMetadataBytes = 2048;

// MetadataTooLarge, InvalidStorageClass, InvalidTag, NotImplemented (customer keys, object lock).
Result<storage::Attributes> read_attributes(const http::Headers& headers);

// All that a GET or HEAD of it says, but for its length, ranges and checksums.
void add_object_headers(http::Headers& headers, const storage::Bucket& bucket,
                        const storage::Object& object);
// x-amz-version-id, where there are versions.
void add_version(http::Headers& headers, const storage::Bucket& bucket,
                 const std::string& version_id);
// response-content-type and the like, of the query.
void override_headers(http::Headers& headers, const Call& call);

std::string quoted(const std::string& etag);  // "\"…\""

}  // namespace brume::emulator::aws::s3

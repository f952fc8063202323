// Reads the content of a request into a body of the storage, piece by piece and no faster than the
// disk takes it: out of its aws-chunked coding, held to its length, its digest and its chunks'
// signatures. And whole, for operations that take a document.
//
// Loop thread.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "emulator/base/callback.h"
#include "emulator/services/s3/protocol/checksums.h"
#include "emulator/services/s3/protocol/request.h"

namespace brume::emulator::aws::s3 {

// Source: S3 User Guide, "Amazon S3 multipart upload limits": of one PUT.
inline constexpr std::uint64_t kMaxContentBytes = 5ULL << 30;
// The largest are the part lists of CompleteMultipartUpload with checksums.
inline constexpr std::size_t kMaxDocumentBytes = std::size_t{4} << 20;

struct Received {
  std::unique_ptr<storage::Body> body;
  storage::ExpectedDigest expected;
};

// What the head says of the body's checksum; a trailer needs a body that has some. InvalidDigest,
// InvalidRequest.
Result<StatedChecksum> read_checksum(const Request& request);

// `done` runs at most once: not when the client goes before the end. The checksum of the body is
// the stated one, or the one that S3 works out for itself.
void receive_content(const RequestPtr& request, StatedChecksum stated,
                     Callback<void(Result<Received>)> done);

// Reads request->document and runs `then`; answers what is wrong with it itself.
void receive_document(const RequestPtr& request, void (*then)(const RequestPtr&));

}  // namespace brume::emulator::aws::s3

// Who asks, and how the body is to be read because of it: plain, with a digest that was signed, or
// in aws-chunked coding. Signatures are checked when the endpoint was asked to; that a presigned
// URL has expired is always seen. Pure.
// Source: S3 API, "Authenticating Requests (AWS Signature Version 4)".
#pragma once

#include <optional>
#include <string>

#include "emulator/aws/service.h"
#include "emulator/base/result.h"
#include "emulator/services/s3/protocol/aws_chunked.h"

namespace brume::emulator::aws::s3 {

// How far a client's clock may be off. Source: S3 error responses, RequestTimeTooSkewed.
inline constexpr Duration kMaxSkew = std::chrono::minutes(15);

struct BodyCoding {
  bool chunked = false;
  bool trailers = false;
  std::optional<ChunkSigning> signing = {};  // chunked, and signatures are checked
  std::string sha256 = {};                   // hex: what a plain body must be; empty: not said
};

// `host_bucket`: the bucket, when the host says it. The error's reason is S3's code.
Result<BodyCoding> authenticate(const http::RequestHead& head, const Credentials& credentials,
                                const std::string& host_bucket);

// A browser's form says it in its fields: policy, x-amz-credential, …, or the older signature.
using FormFields = std::vector<std::pair<std::string, std::string>>;  // names in lower case
Status authenticate_form(const FormFields& fields, const Credentials& credentials);

}  // namespace brume::emulator::aws::s3

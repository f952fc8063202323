// Signature Version 2, which older clients still presign with: "…?AWSAccessKeyId=…&Expires=…&
// Signature=…" and "Authorization: AWS key:signature". Pure.
// Source: S3 User Guide, "Signing and authenticating REST requests (AWS signature version 2)".
#pragma once

#include <optional>
#include <string>

#include "emulator/http/message.h"

namespace brume::emulator::aws::s3 {

struct SignatureV2 {
  std::string access_key_id;
  std::string signature;                  // base64
  std::optional<long long> expires = {};  // presigned: seconds since 1970
};

std::optional<SignatureV2> find_sigv2(const http::RequestHead& head);
// What is signed. `bucket`: when the host, not the path, says it; else empty.
std::string sigv2_text(const http::RequestHead& head, const SignatureV2& signature,
                       const std::string& bucket);
// Base64.
std::string sign_v2(const std::string& text, std::string_view secret);

}  // namespace brume::emulator::aws::s3

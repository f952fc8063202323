#include "emulator/services/s3/protocol/authentication.h"

#include <algorithm>

#include "emulator/crypto/digest.h"
#include "emulator/services/s3/protocol/errors.h"
#include "emulator/services/s3/protocol/sigv2.h"
#include "emulator/text/ascii.h"
#include "emulator/text/hex.h"
#include "emulator/text/query_string.h"
#include "emulator/text/split.h"

namespace brume::emulator::aws::s3 {
namespace {

constexpr std::string_view kUnsigned = "UNSIGNED-PAYLOAD";
constexpr std::string_view kUnsignedTrailer = "STREAMING-UNSIGNED-PAYLOAD-TRAILER";
constexpr std::string_view kSigned = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD";
constexpr std::string_view kSignedTrailer = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER";

bool is_digest(std::string_view text) {
  return text.size() == 64 && std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
         });
}

Result<BodyCoding> read_coding(const std::string* stated) {
  BodyCoding coding;
  if (stated == nullptr || *stated == kUnsigned) return coding;
  coding.chunked = *stated == kSigned || *stated == kSignedTrailer || *stated == kUnsignedTrailer;
  coding.trailers = *stated == kSignedTrailer || *stated == kUnsignedTrailer;
  if (coding.chunked) return coding;
  if (!is_digest(*stated)) {
    return refuse("InvalidArgument",
                  "x-amz-content-sha256 must be UNSIGNED-PAYLOAD, "
                  "STREAMING-UNSIGNED-PAYLOAD-TRAILER, STREAMING-AWS4-HMAC-SHA256-PAYLOAD, "
                  "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER or a valid sha256 value.");
  }
  coding.sha256 = lower_case(*stated);
  return coding;
}

Status check_presigned_time(const Signature& signature, WallTime now) {
  const std::optional<WallTime> at = signed_at(signature);
  if (!at) {
    return refuse("AuthorizationQueryParametersError",
                  "X-Amz-Date must be in the ISO8601 Long Format \"yyyyMMdd'T'HHmmss'Z'\"");
  }
  if (*at > now + kMaxSkew) return refuse("AccessDenied", "Request is not yet valid");
  if (*at + std::chrono::seconds(*signature.expires_s) < now) {
    return refuse("AccessDenied", "Request has expired");
  }
  return Done{};
}

Status check_header_time(const Signature& signature, WallTime now) {
  const std::optional<WallTime> at = signed_at(signature);
  if (!at) {
    return refuse("AccessDenied", "AWS authentication requires a valid Date or x-amz-date header");
  }
  if (*at > now + kMaxSkew || *at < now - kMaxSkew) return refuse("RequestTimeTooSkewed");
  return Done{};
}

Status check_v4(const http::RequestHead& head, const Credentials& credentials,
                const std::string* stated, BodyCoding& coding) {
  const Signature& signature = *credentials.signature.value();
  if (signature.expires_s) {
    Status in_time = check_presigned_time(signature, credentials.now);
    if (!in_time) return in_time;
  }
  if (!credentials.verify) return Done{};
  if (!signature.expires_s) {
    Status in_time = check_header_time(signature, credentials.now);
    if (!in_time) return in_time;
    if (stated == nullptr) {
      return refuse("InvalidRequest",
                    "Missing required header for this request: x-amz-content-sha256");
    }
  }
  const std::optional<std::string_view> secret =
      find_signer(head, signature, stated == nullptr ? kUnsigned : *stated, credentials.secrets);
  if (!secret) return refuse("SignatureDoesNotMatch");
  if (coding.chunked && *stated != kUnsignedTrailer) {
    coding.signing = ChunkSigning{signing_key(signature, *secret), signature.timestamp,
                                  signature.scope(), signature.signature};
  }
  return Done{};
}

Status check_v2(const http::RequestHead& head, const SignatureV2& signature,
                const Credentials& credentials, const std::string& host_bucket) {
  if (signature.expires) {
    const WallTime until = WallTime(std::chrono::seconds(*signature.expires));
    if (until < credentials.now) return refuse("AccessDenied", "Request has expired");
  }
  if (!credentials.verify) return Done{};
  const std::string text = sigv2_text(head, signature, host_bucket);
  for (const std::string_view secret : secrets_of(signature.access_key_id, credentials.secrets)) {
    if (equal_in_constant_time(sign_v2(text, secret), signature.signature)) return Done{};
  }
  return refuse("SignatureDoesNotMatch");
}

Error malformed(const http::RequestHead& head, const std::string& message) {
  return refuse(head.headers.has("Authorization") ? "AuthorizationHeaderMalformed"
                                                  : "AuthorizationQueryParametersError",
                message);
}

std::string signed_field(const FormFields& fields, std::string_view name) {
  const std::string* const value = find_parameter(fields, name);
  return value == nullptr ? std::string() : *value;
}

bool is_signed(const FormFields& fields, const Credentials& credentials) {
  const std::string policy = signed_field(fields, "policy");
  if (const std::string* const key = find_parameter(fields, "awsaccesskeyid")) {
    for (const std::string_view secret : secrets_of(*key, credentials.secrets)) {
      if (equal_in_constant_time(sign_v2(policy, secret), signed_field(fields, "signature")))
        return true;
    }
    return false;
  }
  const std::string scope = signed_field(fields, "x-amz-credential");
  const std::vector<std::string_view> parts = split(scope, '/');
  if (parts.size() != 5) return false;
  Signature signature;
  signature.date = parts[1];
  signature.region = parts[2];
  signature.service = parts[3];
  for (const std::string_view secret : secrets_of(std::string(parts[0]), credentials.secrets)) {
    const std::string expected = hex(hmac_sha256(signing_key(signature, secret), policy));
    if (equal_in_constant_time(expected, signed_field(fields, "x-amz-signature"))) return true;
  }
  return false;
}

}  // namespace

Result<BodyCoding> authenticate(const http::RequestHead& head, const Credentials& credentials,
                                const std::string& host_bucket) {
  if (!credentials.signature) return malformed(head, credentials.signature.error().message);
  const std::string* const stated = head.headers.find("x-amz-content-sha256");
  Result<BodyCoding> coding = read_coding(stated);
  if (!coding) return coding;
  Status authentic = Done{};
  if (credentials.signature.value()) {
    authentic = check_v4(head, credentials, stated, *coding);
  } else if (const std::optional<SignatureV2> older = find_sigv2(head)) {
    authentic = check_v2(head, *older, credentials, host_bucket);
  } else if (credentials.verify) {
    authentic = refuse("AccessDenied");
  }
  if (!authentic) return std::move(authentic).error();
  return coding;
}

Status authenticate_form(const FormFields& fields, const Credentials& credentials) {
  if (!credentials.verify) return Done{};
  if (find_parameter(fields, "policy") == nullptr) return refuse("AccessDenied");
  return is_signed(fields, credentials) ? Status(Done{}) : refuse("SignatureDoesNotMatch");
}

}  // namespace brume::emulator::aws::s3

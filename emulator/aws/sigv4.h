// Signature Version 4: who signed a request, for which service, and whether it is valid. Pure.
// Source: IAM User Guide, "Create a signed AWS API request"; S3 API, presigned URLs.
//
// Access keys are not accounts here: the secret of every access key is one of kTestSecrets, but for
// those keys that SecretKeys names.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/base/clock.h"
#include "emulator/base/result.h"
#include "emulator/http/message.h"

namespace brume::emulator::aws {

// The secrets that functions get, and that local configurations usually have.
inline constexpr std::string_view kTestSecrets[] = {"brume", "test"};
// Source: IAM User Guide: "Requests must be received within five minutes of the timestamp".
inline constexpr Duration kMaxClockSkew = std::chrono::minutes(5);
// Source: S3 API, X-Amz-Expires: at most seven days.
inline constexpr int kMaxPresignedSeconds = 604800;

using SecretKeys = std::map<std::string, std::string>;  // by access key id

struct Signature {
  std::string access_key_id = {};
  std::string date = {};                         // "20261121"
  std::string region = {};                       // "us-east-1"
  std::string service = {};                      // "lambda"
  std::vector<std::string> signed_headers = {};  // lower case, sorted
  std::string signature = {};                    // hex
  std::string timestamp = {};                    // "20261121T073200Z"
  std::optional<int> expires_s = {};             // presigned URLs only

  std::string scope() const { return date + "/" + region + "/" + service + "/aws4_request"; }
};

// nullopt: the request is not signed. An error's `reason` is AWS's code.
Result<std::optional<Signature>> parse_signature(const http::RequestHead& head);

// The text whose digest is signed. `payload_hash`: hex, or one of AWS's words for "not hashed".
std::string canonical_request(const http::RequestHead& head, const Signature& signature,
                              std::string_view payload_hash);
// Hex.
std::string sign(const Signature& signature, std::string_view canonical_request,
                 std::string_view secret);

// The key that signs: also the chunks of a streamed body and the policy of a form.
std::string signing_key(const Signature& signature, std::string_view secret);
// Of its timestamp; nullopt when that is not a time.
std::optional<WallTime> signed_at(const Signature& signature);

// The secrets that an access key may have.
std::vector<std::string_view> secrets_of(const std::string& access_key_id,
                                         const SecretKeys& secrets);
// The secret whose signature of this head is valid; null for none. The time is not checked.
std::optional<std::string_view> find_signer(const http::RequestHead& head,
                                            const Signature& signature,
                                            std::string_view payload_hash,
                                            const SecretKeys& secrets);

// `reason` of the error: "InvalidSignatureException" or "SignatureDoesNotMatch", as the service's
// protocol has it, is chosen by the caller; the message is AWS's.
Status verify_signature(const http::RequestHead& head, const Signature& signature,
                        std::string_view body, const SecretKeys& secrets, WallTime now);

}  // namespace brume::emulator::aws

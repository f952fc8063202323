// The policy of a browser's form: what the form's fields and its file must be. Pure.
// Source: S3 API, "Creating a POST Policy".
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "emulator/base/clock.h"
#include "emulator/base/result.h"
#include "emulator/services/s3/protocol/authentication.h"

namespace brume::emulator::aws::s3 {

struct PostPolicy {
  struct Condition {
    std::string field;  // lower case, without "$"
    std::string value;
    bool prefix = false;  // "starts-with", else "eq"
  };
  WallTime expiration{};
  std::vector<Condition> conditions = {};
  // "content-length-range": of the file.
  std::optional<std::pair<std::uint64_t, std::uint64_t>> size = {};
};

// `base64`: the field "policy". InvalidPolicyDocument.
Result<PostPolicy> read_policy(std::string_view base64);
// AccessDenied with what is not as it must be.
Status check_policy(const PostPolicy& policy, const FormFields& fields, const std::string& bucket,
                    WallTime now);

}  // namespace brume::emulator::aws::s3

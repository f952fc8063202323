// A JSON Web Token: its parts, what its claims must say, and how they are handed on. Pure.
// Sources: RFC 7519, RFC 7515; API Gateway, "Control access to HTTP APIs with JWT authorizers".
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/base/clock.h"
#include "emulator/services/apigateway/model/api.h"

namespace brume::emulator::gateway {

struct Jwt {
  std::string algorithm;    // of the header
  std::string key_id;       // of the header; may be empty
  std::string claims;       // JSON text, an object
  std::string signed_text;  // what the signature is over
  std::string signature;    // decoded

  // "Bearer " in front of it is left out. Nothing when `text` is not a signed token.
  static std::optional<Jwt> parse(std::string_view text);
};

enum class ClaimsVerdict { kGood, kIssuer, kAudience, kExpired, kNotYet, kScope, kMalformed };

// `scopes`: one of them must be in the token; empty: none is needed.
ClaimsVerdict check_claims(const Jwt& token, const Authorizer& authorizer,
                           const std::vector<std::string>& scopes, WallTime now);

// Who issued it, as the token says; empty when it does not.
std::string issuer_of(const Jwt& token);

// requestContext.authorizer. HTTP APIs: {"jwt":{"claims","scopes"}} in payload 2.0 and without
// "jwt" in 1.0, every claim a text. REST (user pools): {"claims"}, exp and iat as dates.
std::string jwt_context(const Jwt& token, ApiKind kind, PayloadFormat format,
                        const std::vector<std::string>& scopes);

}  // namespace brume::emulator::gateway

// The RSA key with which `brume token` signs test tokens, and which the gateway trusts.
//
// Immutable; any thread.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "emulator/base/result.h"

struct evp_pkey_st;

namespace brume::emulator {

class SigningKey {
 public:
  // 2048 bits, of the system's randomness.
  static Result<SigningKey> generate();
  // kInvalidArgument when it is not an RSA private key in PEM.
  static Result<SigningKey> from_pem(std::string_view pem);

  std::string pem() const;
  // Its public half as a JSON Web Key Set.
  std::string key_set() const;
  // Names it in both; made of its modulus.
  const std::string& id() const { return id_; }
  // A token over `claims`, a JSON object's text: RS256.
  std::string sign(std::string_view claims) const;

 private:
  explicit SigningKey(std::shared_ptr<evp_pkey_st> key);

  std::shared_ptr<evp_pkey_st> key_;
  std::string modulus_, exponent_;  // base64url
  std::string id_;
};

}  // namespace brume::emulator

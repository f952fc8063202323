// A JSON Web Key Set: RSA and elliptic curve keys, and whether they signed something. Immutable
// once read; any thread. Sources: RFC 7517, RFC 7518.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/base/result.h"

struct evp_pkey_st;

namespace brume::emulator {

// Ours: issuers have a handful.
inline constexpr std::size_t kMaxKeys = 100;

class KeySet {
 public:
  enum class Verdict { kSigned, kUnknownKey, kUnsupportedAlgorithm, kNotSigned };

  // kInvalidArgument when it is not a key set. Keys of kinds that cannot sign, or are not
  // understood, are passed over.
  static Result<KeySet> read(std::string_view text);

  struct Signature {
    std::string_view algorithm;  // "RS256"
    std::string_view key_id;     // empty: kUnknownKey, also when there is only one
    std::string_view signed_text;
    std::string_view bytes;
  };
  Verdict verify(const Signature& signature) const;
  bool has(std::string_view key_id) const { return find(key_id) != nullptr; }
  bool empty() const { return keys_.empty(); }

 private:
  struct Key {
    std::string id;
    std::string algorithm;  // the only one it may be used with; empty: any of its type
    std::string type;       // "RSA", "EC"
    std::string curve;      // "P-256"
    std::shared_ptr<evp_pkey_st> key;
  };

  const Key* find(std::string_view key_id) const;

  std::vector<Key> keys_;
};

}  // namespace brume::emulator

#include "emulator/crypto/key_set.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "emulator/text/base64.h"

namespace brume::emulator {
namespace {

using nlohmann::json;

struct OpenSslFree {
  void operator()(BIGNUM* number) const { BN_free(number); }
  void operator()(OSSL_PARAM_BLD* builder) const { OSSL_PARAM_BLD_free(builder); }
  void operator()(OSSL_PARAM* parameters) const { OSSL_PARAM_free(parameters); }
  void operator()(EVP_PKEY_CTX* context) const { EVP_PKEY_CTX_free(context); }
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
  void operator()(ECDSA_SIG* signature) const { ECDSA_SIG_free(signature); }
};
template <typename T>
using OpenSslOwned = std::unique_ptr<T, OpenSslFree>;
using SharedKey = std::shared_ptr<EVP_PKEY>;

struct TokenAlgorithm {
  std::string_view name;
  std::string_view key_type;
  std::string_view curve;  // EC
  const EVP_MD* (*digest)();
};
// Source: RFC 7518, 3.1. AWS's JWT authorizers take the RSA ones; issuers of tests others too.
constexpr std::array<TokenAlgorithm, 6> kTokenAlgorithms = {{{"RS256", "RSA", "", EVP_sha256},
                                                             {"RS384", "RSA", "", EVP_sha384},
                                                             {"RS512", "RSA", "", EVP_sha512},
                                                             {"ES256", "EC", "P-256", EVP_sha256},
                                                             {"ES384", "EC", "P-384", EVP_sha384},
                                                             {"ES512", "EC", "P-521", EVP_sha512}}};

const unsigned char* bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

std::string key_member(const json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

OpenSslOwned<BIGNUM> number(const json& object, const char* name) {
  const auto decoded = base64url_decode(key_member(object, name));
  if (!decoded || decoded->empty()) return nullptr;
  return OpenSslOwned<BIGNUM>(
      BN_bin2bn(bytes(*decoded), static_cast<int>(decoded->size()), nullptr));
}

SharedKey make_key(const char* type, OSSL_PARAM_BLD& builder) {
  const OpenSslOwned<OSSL_PARAM> parameters(OSSL_PARAM_BLD_to_param(&builder));
  const OpenSslOwned<EVP_PKEY_CTX> context(EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr));
  EVP_PKEY* key = nullptr;
  if (parameters && context && EVP_PKEY_fromdata_init(context.get()) == 1 &&
      EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, parameters.get()) == 1) {
    return {key, EVP_PKEY_free};
  }
  return nullptr;
}

SharedKey rsa_key(const json& written) {
  const auto modulus = number(written, "n");
  const auto exponent = number(written, "e");
  const OpenSslOwned<OSSL_PARAM_BLD> builder(OSSL_PARAM_BLD_new());
  if (!modulus || !exponent ||
      OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, modulus.get()) != 1 ||
      OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, exponent.get()) != 1) {
    return nullptr;
  }
  return make_key("RSA", *builder);
}

SharedKey elliptic_key(const json& written, const std::string& curve) {
  const auto x = base64url_decode(key_member(written, "x"));
  const auto y = base64url_decode(key_member(written, "y"));
  if (!x || !y || x->empty() || x->size() != y->size()) return nullptr;
  const std::string point = "\x04" + *x + *y;
  const OpenSslOwned<OSSL_PARAM_BLD> builder(OSSL_PARAM_BLD_new());
  if (OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, curve.c_str(),
                                      0) != 1 ||
      OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(),
                                       point.size()) != 1) {
    return nullptr;
  }
  return make_key("EC", *builder);
}

// Tokens have the two numbers one behind the other, OpenSSL has them in DER. Empty: neither.
std::string der_signature(std::string_view raw) {
  const std::size_t half = raw.size() / 2;
  if (half == 0 || raw.size() % 2 != 0) return {};
  const OpenSslOwned<ECDSA_SIG> signature(ECDSA_SIG_new());
  BIGNUM* const r = BN_bin2bn(bytes(raw), static_cast<int>(half), nullptr);
  BIGNUM* const s = BN_bin2bn(bytes(raw.substr(half)), static_cast<int>(half), nullptr);
  if (ECDSA_SIG_set0(signature.get(), r, s) != 1) {
    BN_free(r);
    BN_free(s);
    return {};
  }
  unsigned char* encoded = nullptr;
  const int size = i2d_ECDSA_SIG(signature.get(), &encoded);
  std::string der = size > 0 ? std::string(encoded, encoded + size) : std::string();
  OPENSSL_free(encoded);
  return der;
}

bool is_signed(EVP_PKEY* key, const EVP_MD* digest, std::string_view signed_text,
               std::string_view signature) {
  const OpenSslOwned<EVP_MD_CTX> context(EVP_MD_CTX_new());
  return EVP_DigestVerifyInit(context.get(), nullptr, digest, nullptr, key) == 1 &&
         EVP_DigestVerify(context.get(), bytes(signature), signature.size(), bytes(signed_text),
                          signed_text.size()) == 1;
}

}  // namespace

Result<KeySet> KeySet::read(std::string_view written) {
  const json set = json::parse(written, nullptr, false);
  const auto keys = set.is_object() ? set.find("keys") : set.end();
  if (!set.is_object() || keys == set.end() || !keys->is_array()) {
    return Error{Error::Code::kInvalidArgument, "is no JSON Web Key Set: there is no list of keys"};
  }
  KeySet result;
  for (const json& entry : *keys) {
    if (!entry.is_object() || result.keys_.size() == kMaxKeys) continue;
    Key key{key_member(entry, "kid"),
            key_member(entry, "alg"),
            key_member(entry, "kty"),
            key_member(entry, "crv"),
            {}};
    const std::string use = key_member(entry, "use");
    if (!use.empty() && use != "sig") continue;
    if (key.type == "RSA") key.key = rsa_key(entry);
    if (key.type == "EC") key.key = elliptic_key(entry, key.curve);
    if (key.key) result.keys_.push_back(std::move(key));
  }
  return result;
}

const KeySet::Key* KeySet::find(std::string_view key_id) const {
  if (key_id.empty()) return nullptr;
  const auto found = std::find_if(keys_.begin(), keys_.end(),
                                  [key_id](const Key& key) { return key.id == key_id; });
  return found == keys_.end() ? nullptr : &*found;
}

KeySet::Verdict KeySet::verify(const Signature& signature) const {
  const auto algorithm = std::find_if(
      kTokenAlgorithms.begin(), kTokenAlgorithms.end(),
      [&signature](const TokenAlgorithm& known) { return known.name == signature.algorithm; });
  if (algorithm == kTokenAlgorithms.end()) return Verdict::kUnsupportedAlgorithm;
  const Key* const key = find(signature.key_id);
  if (key == nullptr) return Verdict::kUnknownKey;
  const bool fits = key->type == algorithm->key_type &&
                    (algorithm->curve.empty() || key->curve == algorithm->curve) &&
                    (key->algorithm.empty() || key->algorithm == algorithm->name);
  if (!fits) return Verdict::kUnsupportedAlgorithm;
  const std::string der = key->type == "EC" ? der_signature(signature.bytes) : std::string();
  const bool good = is_signed(key->key.get(), algorithm->digest(), signature.signed_text,
                              key->type == "EC" ? std::string_view(der) : signature.bytes);
  return good ? Verdict::kSigned : Verdict::kNotSigned;
}

}  // namespace brume::emulator

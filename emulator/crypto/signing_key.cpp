#include "emulator/crypto/signing_key.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include "emulator/base/check.h"
#include "emulator/text/base64.h"
#include "emulator/text/json_text.h"

namespace brume::emulator {
namespace {

constexpr unsigned kBits = 2048;

struct SigningFree {
  void operator()(BIGNUM* number) const { BN_free(number); }
  void operator()(BIO* bio) const { BIO_free(bio); }
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};
template <typename T>
using SigningOwned = std::unique_ptr<T, SigningFree>;

std::string number_of(const EVP_PKEY* key, const char* name) {
  BIGNUM* raw = nullptr;
  BRUME_CHECK(EVP_PKEY_get_bn_param(key, name, &raw) == 1);
  const SigningOwned<BIGNUM> number(raw);
  std::string bytes(static_cast<std::size_t>(BN_num_bytes(number.get())), '\0');
  BN_bn2bin(number.get(), reinterpret_cast<unsigned char*>(bytes.data()));
  return base64url_encode(bytes);
}

// "brume-" and the front of the modulus's digest.
std::string id_of(std::string_view modulus) {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned size = 0;
  BRUME_CHECK(EVP_Digest(modulus.data(), modulus.size(), digest, &size, EVP_sha256(), nullptr) ==
              1);
  return "brume-" + base64url_encode({reinterpret_cast<const char*>(digest), 9});
}

}  // namespace

SigningKey::SigningKey(std::shared_ptr<evp_pkey_st> key)
    : key_(std::move(key)),
      modulus_(number_of(key_.get(), OSSL_PKEY_PARAM_RSA_N)),
      exponent_(number_of(key_.get(), OSSL_PKEY_PARAM_RSA_E)),
      id_(id_of(modulus_)) {}

Result<SigningKey> SigningKey::generate() {
  std::shared_ptr<EVP_PKEY> key(EVP_RSA_gen(kBits), EVP_PKEY_free);
  if (!key) return Error{Error::Code::kInternal, "OpenSSL cannot make an RSA key"};
  return SigningKey(std::move(key));
}

Result<SigningKey> SigningKey::from_pem(std::string_view pem) {
  const SigningOwned<BIO> bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  std::shared_ptr<EVP_PKEY> key(PEM_read_bio_PrivateKey(bio.get(), nullptr, nullptr, nullptr),
                                EVP_PKEY_free);
  if (!key || EVP_PKEY_get_base_id(key.get()) != EVP_PKEY_RSA) {
    return Error{Error::Code::kInvalidArgument, "is no RSA private key in PEM"};
  }
  return SigningKey(std::move(key));
}

std::string SigningKey::pem() const {
  const SigningOwned<BIO> bio(BIO_new(BIO_s_mem()));
  BRUME_CHECK(
      PEM_write_bio_PrivateKey(bio.get(), key_.get(), nullptr, nullptr, 0, nullptr, nullptr) == 1);
  char* text = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &text);
  return {text, static_cast<std::size_t>(size)};
}

std::string SigningKey::key_set() const {
  const std::string key = JsonObject()
                              .text("kty", "RSA")
                              .text("use", "sig")
                              .text("alg", "RS256")
                              .text("kid", id_)
                              .text("n", modulus_)
                              .text("e", exponent_)
                              .finish();
  return JsonObject().raw("keys", "[" + key + "]").finish();
}

std::string SigningKey::sign(std::string_view claims) const {
  const std::string header =
      JsonObject().text("alg", "RS256").text("typ", "JWT").text("kid", id_).finish();
  std::string token = base64url_encode(header) + "." + base64url_encode(claims);
  const SigningOwned<EVP_MD_CTX> context(EVP_MD_CTX_new());
  std::string signature(static_cast<std::size_t>(EVP_PKEY_get_size(key_.get())), '\0');
  std::size_t size = signature.size();
  BRUME_CHECK(EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key_.get()) == 1);
  BRUME_CHECK(EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()),
                             &size, reinterpret_cast<const unsigned char*>(token.data()),
                             token.size()) == 1);
  signature.resize(size);
  return token += "." + base64url_encode(signature);
}

}  // namespace brume::emulator

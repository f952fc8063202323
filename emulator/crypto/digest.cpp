#include "emulator/crypto/digest.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "emulator/base/check.h"

namespace brume::emulator {
namespace {

using Algorithm = MessageDigest::Algorithm;

const unsigned char* digested(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

// OpenSSL looks an algorithm up by name each time it is asked by EVP_md5(): 1 us.
const EVP_MD* fetched(const char* name) {
  EVP_MD* const algorithm = EVP_MD_fetch(nullptr, name, nullptr);
  BRUME_CHECK(algorithm != nullptr);
  return algorithm;
}

const EVP_MD* openssl_algorithm(Algorithm algorithm) {
  static const EVP_MD* const md5 = fetched("MD5");
  static const EVP_MD* const sha1 = fetched("SHA1");
  static const EVP_MD* const sha256 = fetched("SHA256");
  switch (algorithm) {
    case Algorithm::kMd5:
      return md5;
    case Algorithm::kSha1:
      return sha1;
    case Algorithm::kSha256:
      break;
  }
  return sha256;
}

std::string digest_of(Algorithm algorithm, std::string_view bytes) {
  MessageDigest digest(algorithm);
  digest.update(bytes);
  return digest.finish();
}

std::string hmac(const EVP_MD* algorithm, std::string_view key, std::string_view bytes) {
  std::string out(static_cast<std::size_t>(EVP_MD_get_size(algorithm)), '\0');
  HMAC(algorithm, key.data(), static_cast<int>(key.size()), digested(bytes), bytes.size(),
       reinterpret_cast<unsigned char*>(out.data()), nullptr);
  return out;
}

}  // namespace

struct MessageDigest::State {
  struct Free {
    void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
  };
  std::unique_ptr<EVP_MD_CTX, Free> context{EVP_MD_CTX_new()};
};

MessageDigest::MessageDigest(Algorithm algorithm) : state_(std::make_unique<State>()) {
  BRUME_CHECK(EVP_DigestInit_ex(state_->context.get(), openssl_algorithm(algorithm), nullptr) == 1);
}
MessageDigest::~MessageDigest() = default;
MessageDigest::MessageDigest(MessageDigest&& other) noexcept = default;
MessageDigest& MessageDigest::operator=(MessageDigest&& other) noexcept = default;

void MessageDigest::update(std::string_view bytes) {
  EVP_DigestUpdate(state_->context.get(), bytes.data(), bytes.size());
}

std::string MessageDigest::finish() {
  unsigned char out[EVP_MAX_MD_SIZE];
  unsigned size = 0;
  EVP_DigestFinal_ex(state_->context.get(), out, &size);
  return std::string(reinterpret_cast<const char*>(out), size);
}

std::string md5(std::string_view bytes) {
  return digest_of(Algorithm::kMd5, bytes);
}

std::string sha1(std::string_view bytes) {
  return digest_of(Algorithm::kSha1, bytes);
}

std::string sha256(std::string_view bytes) {
  return digest_of(Algorithm::kSha256, bytes);
}

std::string hmac_sha256(std::string_view key, std::string_view bytes) {
  return hmac(openssl_algorithm(Algorithm::kSha256), key, bytes);
}

std::string hmac_sha1(std::string_view key, std::string_view bytes) {
  return hmac(openssl_algorithm(Algorithm::kSha1), key, bytes);
}

bool equal_in_constant_time(std::string_view left, std::string_view right) {
  return left.size() == right.size() && CRYPTO_memcmp(left.data(), right.data(), left.size()) == 0;
}

}  // namespace brume::emulator

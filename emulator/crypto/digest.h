// Digests that AWS's protocols are made of, through OpenSSL.
//
// Pure; a MessageDigest is for any thread, one at a time.
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace brume::emulator {

// Of bytes that come in pieces.
class MessageDigest {
 public:
  enum class Algorithm { kMd5, kSha1, kSha256 };

  explicit MessageDigest(Algorithm algorithm);
  ~MessageDigest();
  MessageDigest(MessageDigest&& other) noexcept;
  MessageDigest& operator=(MessageDigest&& other) noexcept;

  void update(std::string_view bytes);
  std::string finish();  // once: 16, 20 or 32 bytes

 private:
  struct State;
  std::unique_ptr<State> state_;
};

std::string md5(std::string_view bytes);     // 16 bytes
std::string sha1(std::string_view bytes);    // 20 bytes
std::string sha256(std::string_view bytes);  // 32 bytes
std::string hmac_sha256(std::string_view key, std::string_view bytes);
std::string hmac_sha1(std::string_view key, std::string_view bytes);

// For secrets: how long it takes says nothing about where they differ.
bool equal_in_constant_time(std::string_view left, std::string_view right);

}  // namespace brume::emulator

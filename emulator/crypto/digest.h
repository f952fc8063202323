// Digests and encodings that AWS's protocols are made of, through OpenSSL and zlib. Pure.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace brume::emulator::aws {

std::string sha256(std::string_view bytes);  // 32 bytes
// The same of bytes that come in pieces.
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(const Sha256&) = delete;
  Sha256& operator=(const Sha256&) = delete;
  void update(std::string_view bytes);
  std::string finish();  // once

 private:
  struct State;
  std::unique_ptr<State> state_;
};
std::string hmac_sha256(std::string_view key, std::string_view bytes);
std::string hmac_sha1(std::string_view key, std::string_view bytes);
// The CRC-32 of zlib, Ethernet and event streams.
std::uint32_t crc32(std::string_view bytes);

// "a%20b" -> "a b"; what is no escape stays as it is. `plus_is_space` in forms and queries.
std::string percent_decode(std::string_view text, bool plus_is_space = false);
// As SigV4 wants it: everything but A-Z a-z 0-9 - . _ ~ is escaped.
std::string percent_encode(std::string_view text, bool keep_slashes = false);

}  // namespace brume::emulator::aws

// The digests of bytes that come in pieces: MD5 always, and one of S3's checksums if wanted.
//
// Any thread, one at a time.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "emulator/services/s3/model/object.h"

namespace brume::emulator::storage {

class Digests {
 public:
  explicit Digests(std::optional<Checksum::Algorithm> algorithm);
  ~Digests();
  Digests(Digests&& other) noexcept;
  Digests& operator=(Digests&& other) noexcept;

  void update(std::string_view bytes);
  // Once, and then what they are.
  void finish();
  const std::string& md5() const { return md5_; }  // 16 bytes
  const std::optional<Checksum>& checksum() const { return checksum_; }

 private:
  struct Md;
  std::unique_ptr<Md> md_;
  std::optional<Checksum::Algorithm> algorithm_;
  std::uint64_t crc_ = 0;
  std::string md5_;
  std::optional<Checksum> checksum_;
};

// Base64 of the checksum of all of `bytes`.
std::string checksum_of(Checksum::Algorithm algorithm, std::string_view bytes);
bool is_crc(Checksum::Algorithm algorithm);
// Of "ab" from those of "a" and "b", Base64 all of them. REQUIRES: is_crc(algorithm); both are
// values of it
std::string combined_crc(Checksum::Algorithm algorithm, std::string_view first,
                         std::string_view second, std::uint64_t second_bytes);

}  // namespace brume::emulator::storage

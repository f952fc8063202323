#include "emulator/services/s3/objects/checksum.h"
#include "emulator/text/hex.h"

#include <doctest/doctest.h>

#include "emulator/crypto/digest.h"
#include "emulator/text/base64.h"

namespace brume::emulator::storage {
namespace {

using Algorithm = Checksum::Algorithm;

constexpr Algorithm kAll[] = {Algorithm::kCrc32, Algorithm::kCrc32c, Algorithm::kCrc64Nvme,
                              Algorithm::kSha1, Algorithm::kSha256};

std::string hex_of(Algorithm algorithm, std::string_view bytes) {
  return hex(base64_decode(checksum_of(algorithm, bytes)).value_or("?"));
}

}  // namespace

TEST_CASE("the check values of the algorithms") {
  CHECK(hex_of(Algorithm::kCrc32, "123456789") == "cbf43926");
  CHECK(hex_of(Algorithm::kCrc32c, "123456789") == "e3069283");
  CHECK(hex_of(Algorithm::kCrc64Nvme, "123456789") == "ae8b14860a799888");
  CHECK(hex_of(Algorithm::kSha1, "abc") == "a9993e364706816aba3e25717850c26c9cd0d89d");
  CHECK(hex_of(Algorithm::kSha256, "abc") ==
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(hex(md5("")) == "d41d8cd98f00b204e9800998ecf8427e");
  CHECK(hex_of(Algorithm::kCrc64Nvme, "") == "0000000000000000");
}

TEST_CASE("in pieces or at once") {
  std::string bytes;
  for (int i = 0; i < 3000; ++i) bytes += static_cast<char>(i * 7 + i / 256);
  for (const Algorithm algorithm : kAll) {
    for (const std::size_t piece : {1u, 7u, 64u, 1000u}) {
      Digests digests(algorithm);
      for (std::size_t at = 0; at < bytes.size(); at += piece) {
        digests.update(std::string_view(bytes).substr(at, piece));
      }
      digests.finish();
      CHECK(digests.md5() == md5(bytes));
      REQUIRE(digests.checksum());
      CHECK(digests.checksum()->value == checksum_of(algorithm, bytes));
    }
  }
}

TEST_CASE("the CRC of a whole from those of its parts") {
  const std::string first(12345, 'a');
  for (const std::size_t size : {0u, 1u, 8u, 255u, 70001u}) {
    const std::string second(size, 'b');
    for (const Algorithm algorithm : {kAll[0], kAll[1], kAll[2]}) {
      CHECK(combined_crc(algorithm, checksum_of(algorithm, first), checksum_of(algorithm, second),
                         size) == checksum_of(algorithm, first + second));
    }
  }
}

}  // namespace brume::emulator::storage

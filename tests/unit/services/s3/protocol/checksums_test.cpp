#include "emulator/services/s3/protocol/checksums.h"

#include <doctest/doctest.h>

using namespace brume::emulator;
using namespace brume::emulator::aws::s3;

TEST_CASE("checksums are stated in a header or announced for the trailer") {
  const StatedChecksum none = *read_stated({});
  CHECK_FALSE(none.algorithm);
  const StatedChecksum header = *read_stated(
      {{"X-Amz-Checksum-Crc32", "i9aeUg=="}, {"Content-MD5", "XUFAKrxLKna5cZ2REBfFkg=="}});
  CHECK(header.algorithm == Algorithm::kCrc32);
  CHECK(header.expected.checksum->value == "i9aeUg==");
  CHECK(header.expected.md5 == "XUFAKrxLKna5cZ2REBfFkg==");
  const StatedChecksum trailer = *read_stated({{"x-amz-trailer", "x-amz-checksum-crc64nvme"},
                                               {"x-amz-sdk-checksum-algorithm", "CRC64NVME"}});
  CHECK(trailer.algorithm == Algorithm::kCrc64Nvme);
  CHECK(trailer.in_trailer);
  CHECK_FALSE(trailer.expected.checksum);
}

TEST_CASE("checksums that cannot be are refused") {
  const auto reason = [](http::Headers headers) { return read_stated(headers).error().reason; };
  CHECK(reason({{"x-amz-checksum-crc32", "i9aeUg"}}) == "InvalidRequest");
  CHECK(reason({{"x-amz-checksum-sha1", "i9aeUg=="}}) == "InvalidRequest");
  CHECK(reason({{"x-amz-checksum-crc32", "i9aeUg=="}, {"x-amz-checksum-crc32c", "i9aeUg=="}}) ==
        "InvalidRequest");
  CHECK(reason({{"x-amz-trailer", "x-amz-meta-a"}}) == "InvalidRequest");
  CHECK(reason({{"x-amz-sdk-checksum-algorithm", "CRC32"}}) == "InvalidRequest");
  CHECK(reason({{"x-amz-sdk-checksum-algorithm", "MD6"}}) == "InvalidRequest");
  CHECK(reason({{"x-amz-sdk-checksum-algorithm", "SHA1"}, {"x-amz-checksum-crc32", "i9aeUg=="}}) ==
        "InvalidRequest");
  CHECK(reason({{"Content-MD5", "abc"}}) == "InvalidDigest");
}

TEST_CASE("each algorithm has its names") {
  for (const Algorithm algorithm : {Algorithm::kCrc32, Algorithm::kCrc32c, Algorithm::kCrc64Nvme,
                                    Algorithm::kSha1, Algorithm::kSha256}) {
    CHECK(algorithm_named(name_of(algorithm)) == algorithm);
    CHECK(algorithm_of_header(header_of(algorithm)) == algorithm);
    CHECK(std::string(element_of(algorithm)) == std::string("Checksum") + name_of(algorithm));
  }
  CHECK_FALSE(algorithm_of_header("x-amz-checksum-type"));
  CHECK_FALSE(algorithm_of_header("x-amz-checksum-"));
}

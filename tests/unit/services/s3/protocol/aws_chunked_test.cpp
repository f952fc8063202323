#include "emulator/services/s3/protocol/aws_chunked.h"

#include <doctest/doctest.h>

#include "emulator/aws/sigv4.h"

using namespace brume::emulator;
using namespace brume::emulator::aws;
using namespace brume::emulator::aws::s3;

namespace {

struct Read {
  std::string data;
  bool ended = false;
  std::string error;
  AwsChunkedDecoder::Trailers trailers;
};

Read read_chunked(std::string_view body, std::size_t piece, bool trailers,
                  std::optional<ChunkSigning> signing = {}) {
  AwsChunkedDecoder decoder(std::move(signing), trailers);
  Read out;
  std::size_t at = 0;
  while (at < body.size()) {
    const AwsChunkedDecoder::Decoded decoded = decoder.decode(body.substr(at, piece));
    at += decoded.consumed;
    out.data += decoded.data;
    if (decoded.outcome == AwsChunkedDecoder::Outcome::kBroken) {
      out.error = decoder.error().reason;
      return out;
    }
    if (decoded.outcome == AwsChunkedDecoder::Outcome::kEnd) break;
  }
  out.ended = decoder.ended();
  out.trailers = decoder.trailers();
  return out;
}

// Of the S3 API reference: "…Transferring Payload in Multiple Chunks", 65 KiB of "a".
ChunkSigning example(const char* seed) {
  const Signature signature{.date = "20130524", .region = "us-east-1", .service = "s3"};
  return {signing_key(signature, "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"), "20130524T000000Z",
          signature.scope(), seed};
}

std::string signed_body(const std::string& first, const std::string& second,
                        const std::string& last, const std::string& end) {
  return "10000;chunk-signature=" + first + "\r\n" + std::string(65536, 'a') +
         "\r\n400;chunk-signature=" + second + "\r\n" + std::string(1024, 'a') +
         "\r\n0;chunk-signature=" + last + "\r\n" + end;
}

const std::string kFirst = "ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648";
const std::string kSecond = "0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497";
const std::string kLast = "b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9";
constexpr const char* kSeed = "4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9";

}  // namespace

TEST_CASE("a chunked body is its chunks' data, however it is cut") {
  const std::string_view body =
      "5\r\nhello\r\n6;chunk-signature=00\r\n world\r\n0\r\n"
      "x-amz-checksum-crc32:i9aeUg==\r\nX-Other: b \r\n\r\nrest";
  for (const std::size_t piece : {1u, 2u, 3u, 7u, 1000u}) {
    CAPTURE(piece);
    const Read out = read_chunked(body, piece, true);
    CHECK(out.data == "hello world");
    CHECK(out.ended);
    CHECK(out.trailers ==
          AwsChunkedDecoder::Trailers{{"x-amz-checksum-crc32", "i9aeUg=="}, {"x-other", "b"}});
  }
}

TEST_CASE("the chunks of the S3 documentation are truly signed") {
  const std::string body = signed_body(kFirst, kSecond, kLast, "\r\n");
  for (const std::size_t piece : {1u, 1000u, 100000u}) {
    const Read out = read_chunked(body, piece, false, example(kSeed));
    CHECK(out.ended);
    CHECK(out.data.size() == 66560);
  }
  const std::string wrong(64, '0');
  for (const std::string& other :
       {signed_body(wrong, kSecond, kLast, "\r\n"), signed_body(kFirst, wrong, kLast, "\r\n"),
        signed_body(kFirst, kSecond, wrong, "\r\n"), signed_body(kFirst, kSecond, "", "\r\n")}) {
    CHECK(read_chunked(other, 1000, false, example(kSeed)).error == "SignatureDoesNotMatch");
  }
  CHECK(read_chunked(body, 1000, false, example(kFirst.c_str())).error == "SignatureDoesNotMatch");
}

TEST_CASE("the trailers of the S3 documentation are truly signed") {
  const auto body = [](const std::string& checksum) {
    return signed_body("b474d8862b1487a5145d686f57f013e54db672cee1c953b3010fb58501ef5aa2",
                       "1c1344b170168f8e65b41376b44b20fe354e373826ccbbe2c1d40a8cae51e5c7",
                       "2ca2aba2005185cf7159c6277faf83795951dd77a3a99e6e65d5c9f85863f992",
                       "x-amz-checksum-crc32c:" + checksum +
                           "\r\nx-amz-trailer-signature:"
                           "d81f82fc3505edab99d459891051a732e8730629a2e4a59689829ca17fe2e435"
                           "\r\n\r\n");
  };
  const ChunkSigning signing =
      example("106e2a8a18243abcf37539882f36619c00e2dfc72633413f02d3b74544bfeb8e");
  const Read out = read_chunked(body("sOO8/Q=="), 777, true, signing);
  CHECK(out.ended);
  CHECK(out.trailers.front().second == "sOO8/Q==");
  CHECK(read_chunked(body("AAAAAA=="), 777, true, signing).error == "SignatureDoesNotMatch");
}

TEST_CASE("what is no chunked body is refused") {
  for (const char* body : {"x\r\n", "\r\n", "-5\r\n", "5\r\nhelloX\n", "5\r\nhello\rX",
                           "11111111111111111\r\n", "0\r\nno colon\r\n", "0x5\r\nhello"}) {
    CAPTURE(body);
    CHECK_FALSE(read_chunked(body, 1, true).error.empty());
  }
  CHECK_FALSE(read_chunked("0\r\na:b\r\n\r\n", 1, false).error.empty());
  CHECK_FALSE(read_chunked(std::string(2000, '1'), 100, true).error.empty());
  std::string many = "0\r\n";
  for (int i = 0; i < 17; ++i) many += "a:b\r\n";
  CHECK_FALSE(read_chunked(many, 100, true).error.empty());
  const Read cut = read_chunked("5\r\nhel", 100, true);
  CHECK(cut.error.empty());
  CHECK_FALSE(cut.ended);
}

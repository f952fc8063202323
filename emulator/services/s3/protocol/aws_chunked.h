// AwsChunkedDecoder: takes the content out of a body in aws-chunked coding, holding nothing back:
// what it returns are pieces of what it was given. Checks the chunks' signatures when it has the
// key. Strict: sizes of hexadecimal digits, bounded lines, bounded trailers.
//
// A value type. Source: S3 API, "Signature Calculations for the Authorization Header: Transferring
// Payload in Multiple Chunks", "… including trailing headers".
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "emulator/base/result.h"
#include "emulator/crypto/digest.h"

namespace brume::emulator::aws::s3 {

// What the chunks of a body are signed with: each signature enters the next.
struct ChunkSigning {
  std::string key;        // sigv4.h, signing_key()
  std::string timestamp;  // "20261121T073200Z"
  std::string scope;      // "20261121/us-east-1/s3/aws4_request"
  std::string seed;       // the signature of the head, hex
};

class AwsChunkedDecoder {
 public:
  static constexpr std::size_t kMaxLineBytes = 1024;
  static constexpr std::size_t kMaxTrailers = 16;

  enum class Outcome {
    kData,    // `data` is the next piece; more may follow in the same bytes
    kMore,    // all is consumed, and the body goes on
    kEnd,     // the body has ended; what follows is not consumed
    kBroken,  // not such a body, or wrongly signed: error()
  };
  struct Decoded {
    Outcome outcome;
    std::size_t consumed;
    std::string_view data = {};
  };
  using Trailers = std::vector<std::pair<std::string, std::string>>;  // names in lower case

  // Without `signing`, signatures are read and not checked. `trailers`: whether the body has them.
  AwsChunkedDecoder(std::optional<ChunkSigning> signing, bool trailers);

  Decoded decode(std::string_view bytes);

  bool ended() const { return at_ == At::kEnd; }
  const Trailers& trailers() const { return trailers_; }  // complete at the end
  const Error& error() const { return error_; }           // REQUIRES: kBroken

 private:
  enum class At { kSizeLine, kData, kDataCr, kDataLf, kTrailer, kEnd, kBroken };

  bool take(char c);
  bool take_line();
  bool take_size_line();
  bool take_trailer();
  bool end_chunk();
  bool end_body();
  bool check(std::string_view kind, const std::string& hashes, std::string_view signature);
  bool refuse_body(std::string_view code, std::string message);

  const bool has_trailers_;
  std::optional<ChunkSigning> signing_;
  std::unique_ptr<MessageDigest> chunk_hash_;  // when signatures are checked
  At at_ = At::kSizeLine;
  std::string line_;
  std::uint64_t remaining_ = 0;  // of the chunk
  bool last_ = false;            // the chunk is the one without data
  std::string chunk_signature_;
  Trailers trailers_;
  std::string signed_trailers_;  // as they are signed
  Error error_;
};

}  // namespace brume::emulator::aws::s3

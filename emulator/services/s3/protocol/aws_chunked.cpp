#include "emulator/services/s3/protocol/aws_chunked.h"

#include <algorithm>
#include <charconv>

#include "emulator/aws/sigv4.h"
#include "emulator/crypto/digest.h"
#include "emulator/services/s3/protocol/errors.h"
#include "emulator/text/ascii.h"
#include "emulator/text/hex.h"
#include "emulator/text/split.h"

namespace brume::emulator::aws::s3 {
namespace {

constexpr std::string_view kEmptySha256 =
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
constexpr std::string_view kTrailerSignature = "x-amz-trailer-signature";

}  // namespace

AwsChunkedDecoder::AwsChunkedDecoder(std::optional<ChunkSigning> signing, bool trailers)
    : has_trailers_(trailers), signing_(std::move(signing)) {
  if (signing_) chunk_hash_ = std::make_unique<MessageDigest>(MessageDigest::Algorithm::kSha256);
}

AwsChunkedDecoder::Decoded AwsChunkedDecoder::decode(std::string_view bytes) {
  std::size_t consumed = 0;
  while (at_ != At::kEnd && at_ != At::kBroken && consumed < bytes.size()) {
    if (at_ == At::kData) {
      const std::size_t size =
          static_cast<std::size_t>(std::min<std::uint64_t>(remaining_, bytes.size() - consumed));
      const std::string_view data = bytes.substr(consumed, size);
      remaining_ -= size;
      if (remaining_ == 0) at_ = At::kDataCr;
      if (chunk_hash_) chunk_hash_->update(data);
      return {Outcome::kData, consumed + size, data};
    }
    if (!take(bytes[consumed++])) at_ = At::kBroken;
  }
  if (at_ == At::kBroken) return {Outcome::kBroken, consumed};
  return {at_ == At::kEnd ? Outcome::kEnd : Outcome::kMore, consumed};
}

// One byte of what frames the data.
bool AwsChunkedDecoder::take(char c) {
  if (at_ == At::kDataCr && c == '\r') {
    at_ = At::kDataLf;
    return true;
  }
  if (at_ == At::kDataLf && c == '\n') return end_chunk();
  if (at_ == At::kDataCr || at_ == At::kDataLf) {
    return refuse_body("IncompleteBody", "The chunk is longer than its size says.");
  }
  if (c == '\n') return take_line();
  if (line_.size() >= kMaxLineBytes) {
    return refuse_body("InvalidRequest", "A line of the aws-chunked body is too long.");
  }
  line_ += c;
  return true;
}

bool AwsChunkedDecoder::take_line() {
  if (!line_.empty() && line_.back() == '\r') line_.pop_back();
  const bool good = at_ == At::kSizeLine ? take_size_line() : take_trailer();
  line_.clear();
  return good;
}

bool AwsChunkedDecoder::take_size_line() {
  constexpr std::string_view kSignature = "chunk-signature=";
  const std::string_view line(line_);
  const std::size_t semicolon = line.find(';');
  const std::string_view digits = line.substr(0, semicolon);
  const auto [end, failed] =
      std::from_chars(digits.data(), digits.data() + digits.size(), remaining_, 16);
  if (failed != std::errc() || end != digits.data() + digits.size()) {
    return refuse_body("InvalidRequest", "A chunk of the aws-chunked body has no size.");
  }
  std::string_view extension =
      semicolon == std::string_view::npos ? std::string_view() : line.substr(semicolon + 1);
  if (extension.starts_with(kSignature)) extension.remove_prefix(kSignature.size());
  chunk_signature_ = extension;
  last_ = remaining_ == 0;
  if (!last_) {
    at_ = At::kData;
    return true;
  }
  return end_chunk();
}

bool AwsChunkedDecoder::end_chunk() {
  if (signing_) {
    const std::string hashes = std::string(kEmptySha256) + "\n" + hex(chunk_hash_->finish());
    chunk_hash_ = std::make_unique<MessageDigest>(MessageDigest::Algorithm::kSha256);
    if (!check("PAYLOAD", hashes, chunk_signature_)) return false;
  }
  at_ = last_ ? At::kTrailer : At::kSizeLine;
  return true;
}

// A line behind the last chunk; the empty one ends the body. Some clients put one in front of the
// signature of the trailers, too.
bool AwsChunkedDecoder::take_trailer() {
  if (line_.empty()) return end_body();
  const std::size_t colon = line_.find(':');
  if (!has_trailers_ || colon == std::string::npos || trailers_.size() >= kMaxTrailers) {
    return refuse_body("MalformedTrailerError",
                       "The request contained trailing data that was not well-formed or did not "
                       "conform to our published schema.");
  }
  std::string name = lower_case(trimmed(std::string_view(line_).substr(0, colon)));
  const std::string_view value = trimmed(std::string_view(line_).substr(colon + 1));
  if (name != kTrailerSignature) signed_trailers_.append(name).append(":").append(value) += '\n';
  trailers_.emplace_back(std::move(name), value);
  return true;
}

bool AwsChunkedDecoder::end_body() {
  at_ = At::kEnd;
  if (!signing_ || !has_trailers_) return true;
  for (const auto& [name, value] : trailers_) {
    if (name == kTrailerSignature) return check("TRAILER", hex(sha256(signed_trailers_)), value);
  }
  return refuse_body("SignatureDoesNotMatch", {});
}

bool AwsChunkedDecoder::check(std::string_view kind, const std::string& hashes,
                              std::string_view signature) {
  const std::string text = "AWS4-HMAC-SHA256-" + std::string(kind) + "\n" + signing_->timestamp +
                           "\n" + signing_->scope + "\n" + signing_->seed + "\n" + hashes;
  signing_->seed = hex(hmac_sha256(signing_->key, text));
  if (equal_in_constant_time(signing_->seed, signature)) return true;
  return refuse_body("SignatureDoesNotMatch", {});
}

bool AwsChunkedDecoder::refuse_body(std::string_view code, std::string message) {
  error_ = refuse(code, std::move(message));
  at_ = At::kBroken;
  return false;
}

}  // namespace brume::emulator::aws::s3

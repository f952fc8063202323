#include "emulator/services/s3/objects/checksum.h"

#include "emulator/crypto/crc.h"
#include "emulator/crypto/digest.h"
#include "emulator/text/base64.h"

namespace brume::emulator::storage {
namespace {

using Algorithm = Checksum::Algorithm;

MessageDigest::Algorithm sha_algorithm(Algorithm algorithm) {
  return algorithm == Algorithm::kSha1 ? MessageDigest::Algorithm::kSha1
                                       : MessageDigest::Algorithm::kSha256;
}

std::uint64_t updated_crc(Algorithm algorithm, std::uint64_t crc, std::string_view bytes) {
  switch (algorithm) {
    case Algorithm::kCrc32:
      return crc32(static_cast<std::uint32_t>(crc), bytes);
    case Algorithm::kCrc32c:
      return crc32c(static_cast<std::uint32_t>(crc), bytes);
    default:
      return crc64nvme(crc, bytes);
  }
}

int crc_bytes(Algorithm algorithm) {
  return algorithm == Algorithm::kCrc64Nvme ? 8 : 4;
}

// The highest byte first, as S3 writes them.
std::string base64_of_crc(Algorithm algorithm, std::uint64_t crc) {
  std::string bytes;
  for (int shift = (crc_bytes(algorithm) - 1) * 8; shift >= 0; shift -= 8) {
    bytes += static_cast<char>((crc >> shift) & 0xFF);
  }
  return base64_encode(bytes);
}

std::uint64_t crc_of_base64(std::string_view text) {
  std::uint64_t crc = 0;
  for (const char c : base64_decode(text).value_or("")) {
    crc = (crc << 8) | static_cast<unsigned char>(c);
  }
  return crc;
}

}  // namespace

struct Digests::Md {
  explicit Md(std::optional<Algorithm> algorithm) : md5(MessageDigest::Algorithm::kMd5) {
    if (algorithm && !is_crc(*algorithm)) sha.emplace(sha_algorithm(*algorithm));
  }
  MessageDigest md5;
  std::optional<MessageDigest> sha;
};

Digests::Digests(std::optional<Algorithm> algorithm)
    : md_(std::make_unique<Md>(algorithm)), algorithm_(algorithm) {}
Digests::~Digests() = default;
Digests::Digests(Digests&& other) noexcept = default;
Digests& Digests::operator=(Digests&& other) noexcept = default;

void Digests::update(std::string_view bytes) {
  md_->md5.update(bytes);
  if (!algorithm_) return;
  if (md_->sha) {
    md_->sha->update(bytes);
  } else {
    crc_ = updated_crc(*algorithm_, crc_, bytes);
  }
}

void Digests::finish() {
  md5_ = md_->md5.finish();
  if (!algorithm_) return;
  checksum_ = Checksum{
      *algorithm_, md_->sha ? base64_encode(md_->sha->finish()) : base64_of_crc(*algorithm_, crc_)};
}

std::string checksum_of(Algorithm algorithm, std::string_view bytes) {
  if (is_crc(algorithm)) return base64_of_crc(algorithm, updated_crc(algorithm, 0, bytes));
  return base64_encode(algorithm == Algorithm::kSha1 ? sha1(bytes) : sha256(bytes));
}

bool is_crc(Algorithm algorithm) {
  return algorithm != Algorithm::kSha1 && algorithm != Algorithm::kSha256;
}

std::string combined_crc(Algorithm algorithm, std::string_view first, std::string_view second,
                         std::uint64_t second_bytes) {
  const std::uint64_t a = crc_of_base64(first);
  const std::uint64_t b = crc_of_base64(second);
  const auto a32 = static_cast<std::uint32_t>(a);
  const auto b32 = static_cast<std::uint32_t>(b);
  switch (algorithm) {
    case Algorithm::kCrc32:
      return base64_of_crc(algorithm, crc32_joined(a32, b32, second_bytes));
    case Algorithm::kCrc32c:
      return base64_of_crc(algorithm, crc32c_joined(a32, b32, second_bytes));
    default:
      return base64_of_crc(algorithm, crc64nvme_joined(a, b, second_bytes));
  }
}

}  // namespace brume::emulator::storage

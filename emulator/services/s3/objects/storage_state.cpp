#include "emulator/services/s3/objects/storage_state.h"

#include <algorithm>
#include <utility>

#include "emulator/services/s3/model/key_path.h"
#include "emulator/text/base64.h"

namespace brume::emulator::storage {
namespace {

constexpr std::size_t kMd5Bytes = 16;
constexpr std::uint64_t kMaxPutBytes = std::uint64_t{5} * 1024 * 1024 * 1024;  // S3, also of parts
constexpr int kVersionWords = 3;                                               // 32 characters

Error wrong_digest(const std::string& what) {
  return Error{Error::Code::kInvalidArgument,
               "The " + what + " you specified did not match what we received.", "BadDigest"};
}

}  // namespace

std::string name_of(Checksum::Algorithm algorithm) {
  switch (algorithm) {
    case Checksum::Algorithm::kCrc32:
      return "CRC32";
    case Checksum::Algorithm::kCrc32c:
      return "CRC32C";
    case Checksum::Algorithm::kCrc64Nvme:
      return "CRC64NVME";
    case Checksum::Algorithm::kSha1:
      return "SHA1";
    case Checksum::Algorithm::kSha256:
      return "SHA256";
  }
  return "checksum";
}

Status check_content(const ExpectedDigest& expected, const Content& content) {
  const Digests& found = content.digests();
  if (content.size() > kMaxPutBytes) {
    return Error{Error::Code::kPayloadTooLarge,
                 "Your proposed upload exceeds the maximum allowed size", "EntityTooLarge"};
  }
  if (!expected.md5.empty()) {
    const auto md5 = base64_decode_padded(expected.md5);
    if (!md5 || md5->size() != kMd5Bytes) {
      return Error{Error::Code::kInvalidArgument, "The Content-MD5 you specified is not valid.",
                   "InvalidDigest"};
    }
    if (*md5 != found.md5()) return wrong_digest("Content-MD5");
  }
  if (!expected.checksum) return Done{};
  const auto& checksum = found.checksum();
  if (!checksum || checksum->algorithm != expected.checksum->algorithm ||
      checksum->value != expected.checksum->value) {
    return wrong_digest(name_of(expected.checksum->algorithm));
  }
  return Done{};
}

Result<OpenBucket> StorageState::find(const std::string& bucket, const std::string& key) const {
  const OpenBucket* const found = find(bucket);
  if (found == nullptr) return no_such_bucket(bucket);
  if (Status good = check_key(key); !good) return std::move(good).error();
  return *found;
}

std::string StorageState::random_id(int words) const {
  std::string bytes;
  for (int word = 0; word < words; ++word) {
    std::uint64_t bits = ids.next();
    for (int byte = 0; byte < 8; ++byte, bits >>= 8) bytes += static_cast<char>(bits & 0xFF);
  }
  std::string id = base64url_encode(bytes);
  std::replace(id.begin(), id.end(), '-', '.');
  return id;
}

ChangeNote StorageState::note(const OpenBucket& bucket, Cause cause) const {
  ChangeNote note{std::move(cause), clock.wall(), {}};
  if (bucket.settings->config.versioning == Versioning::kEnabled) {
    note.version_id = random_id(kVersionWords);
  }
  return note;
}

void StorageState::find_source(const ObjectSource& source,
                               Callback<void(Result<SourceFile>)> done) {
  auto found = find(source.bucket, source.key);
  if (!found) return done(std::move(found).error());
  read<SourceFile>(
      [bucket = std::move(*found), key = source.key,
       version = source.version_id](ReadThread::Tables tables) -> Result<SourceFile> {
        auto row = version.empty() ? tables.objects.latest(bucket.id, key)
                                   : tables.objects.version(bucket.id, key, version);
        if (!row) return std::move(row).error();
        if (!row.value() || row.value()->object.delete_marker) return no_such_key(key);
        UniqueFd file = bucket.folder->open_file(key, row.value()->file);
        if (!file) return no_such_key(key);
        return SourceFile{std::move(*row.value()),
                          std::make_shared<const UniqueFd>(std::move(file))};
      },
      std::move(done));
}

}  // namespace brume::emulator::storage

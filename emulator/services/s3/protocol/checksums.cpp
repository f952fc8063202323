#include "emulator/services/s3/protocol/checksums.h"

#include "emulator/services/s3/protocol/errors.h"
#include "emulator/text/ascii.h"
#include "emulator/text/base64.h"

namespace brume::emulator::aws::s3 {
namespace {

struct Names {
  Algorithm algorithm;
  const char* name;
  const char* header;
  const char* element;
  std::size_t bytes;
};

constexpr Names kNames[] = {
    {Algorithm::kCrc32, "CRC32", "x-amz-checksum-crc32", "ChecksumCRC32", 4},
    {Algorithm::kCrc32c, "CRC32C", "x-amz-checksum-crc32c", "ChecksumCRC32C", 4},
    {Algorithm::kCrc64Nvme, "CRC64NVME", "x-amz-checksum-crc64nvme", "ChecksumCRC64NVME", 8},
    {Algorithm::kSha1, "SHA1", "x-amz-checksum-sha1", "ChecksumSHA1", 20},
    {Algorithm::kSha256, "SHA256", "x-amz-checksum-sha256", "ChecksumSHA256", 32},
};

const Names& names_of(Algorithm algorithm) {
  return kNames[static_cast<std::size_t>(algorithm)];
}

Error bad_value(const char* header) {
  return refuse("InvalidRequest", "Value for " + std::string(header) + " header is invalid.");
}

Status read_value(const http::Headers& headers, StatedChecksum& into) {
  for (const http::Header& header : headers) {
    const std::optional<Algorithm> algorithm = algorithm_of_header(header.name);
    if (!algorithm) continue;
    if (into.algorithm) {
      return refuse("InvalidRequest",
                    "Expecting a single x-amz-checksum- header. Multiple checksum Types are not "
                    "allowed.");
    }
    if (!is_value_of(*algorithm, header.value)) return bad_value(header_of(*algorithm));
    into.algorithm = algorithm;
    into.expected.checksum = storage::Checksum{.algorithm = *algorithm, .value = header.value};
  }
  return Done{};
}

Status read_trailer(const std::string& announced, StatedChecksum& into) {
  const std::optional<Algorithm> algorithm = algorithm_of_header(announced);
  if (!algorithm || into.algorithm) {
    return refuse("InvalidRequest",
                  "The value specified in the x-amz-trailer header is not supported");
  }
  into.algorithm = algorithm;
  into.in_trailer = true;
  return Done{};
}

}  // namespace

std::optional<Algorithm> algorithm_named(std::string_view name) {
  for (const Names& names : kNames) {
    if (equal_ignoring_case(names.name, name)) return names.algorithm;
  }
  return std::nullopt;
}

const char* name_of(Algorithm algorithm) {
  return names_of(algorithm).name;
}

const char* header_of(Algorithm algorithm) {
  return names_of(algorithm).header;
}

const char* element_of(Algorithm algorithm) {
  return names_of(algorithm).element;
}

std::optional<Algorithm> algorithm_of_header(std::string_view header) {
  constexpr std::string_view kPrefix = "x-amz-checksum-";
  if (header.size() <= kPrefix.size() ||
      !equal_ignoring_case(header.substr(0, kPrefix.size()), kPrefix)) {
    return std::nullopt;
  }
  return algorithm_named(header.substr(kPrefix.size()));
}

const char* type_of(const storage::Checksum& checksum) {
  return checksum.composite ? "COMPOSITE" : "FULL_OBJECT";
}

bool is_value_of(Algorithm algorithm, std::string_view base64) {
  const std::optional<std::string> bytes = base64_decode_padded(base64);
  return bytes && bytes->size() == names_of(algorithm).bytes;
}

Result<StatedChecksum> read_stated(const http::Headers& headers) {
  StatedChecksum stated;
  Status read = read_value(headers, stated);
  if (!read) return std::move(read).error();
  if (const std::string* const trailer = headers.find("x-amz-trailer")) {
    read = read_trailer(*trailer, stated);
    if (!read) return std::move(read).error();
  }
  if (const std::string* const named = headers.find("x-amz-sdk-checksum-algorithm")) {
    const std::optional<Algorithm> algorithm = algorithm_named(*named);
    if (!algorithm) {
      return refuse("InvalidRequest", "Value for x-amz-sdk-checksum-algorithm header is invalid.");
    }
    if (!stated.algorithm) {
      return refuse("InvalidRequest",
                    "x-amz-sdk-checksum-algorithm specified, but no corresponding x-amz-checksum-* "
                    "or x-amz-trailer headers were found.");
    }
    if (*stated.algorithm != *algorithm) return bad_value("x-amz-sdk-checksum-algorithm");
  }
  if (const std::string* const md5 = headers.find("Content-MD5")) {
    const std::optional<std::string> bytes = base64_decode_padded(*md5);
    if (!bytes || bytes->size() != 16) return refuse("InvalidDigest");
    stated.expected.md5 = *md5;
  }
  return stated;
}

std::string bad_digest_message(Algorithm algorithm) {
  return "The " + std::string(name_of(algorithm)) +
         " you specified did not match the calculated checksum.";
}

void add_checksum(http::Headers& headers, const storage::Checksum& checksum) {
  headers.add(header_of(checksum.algorithm), checksum.value);
  headers.add("x-amz-checksum-type", type_of(checksum));
}

}  // namespace brume::emulator::aws::s3

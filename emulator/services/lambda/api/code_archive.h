// Unpacks the zip a function's code comes in. Blocking; any thread.
//
// Nothing is written outside the folder: absolute names, "..", and links that lead out are refused,
// and no link is made before every file is written. Larger than Lambda allows when unpacked is
// refused as soon as it is. Source of the limits: Lambda quotas.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "emulator/base/result.h"

namespace brume::emulator::aws::lambda {

inline constexpr std::uint64_t kMaxUnpackedBytes = 262'144'000;
inline constexpr std::size_t kMaxArchiveEntries = 100'000;

// `folder` is made, and removed again on error. InvalidParameterValueException in AWS's words for
// an invalid zip, and one that is empty or too large.
Status unpack_code(std::string_view zip, const std::filesystem::path& folder);

// The base64 SHA-256 that CodeSha256 shows, of a zip.
std::string code_sha256(std::string_view zip);

// The same of a file, for code that never was a zip; and how large it is.
struct FileDigest {
  std::string sha256;
  std::uint64_t bytes = 0;
};
FileDigest digest_file(const std::filesystem::path& file);

// Copies the folder, files of kMaxUnpackedBytes at most.
Status copy_code(const std::filesystem::path& from, const std::filesystem::path& to);

}  // namespace brume::emulator::aws::lambda

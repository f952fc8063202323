// Byte ranges of downloads and of parts that are copied. Pure.
// Source: RFC 9110 (14.1, 14.2) as S3 reads it: one range; several, or invalid ones, are ignored.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "emulator/base/result.h"

namespace brume::emulator::aws::s3 {

struct Range {
  std::uint64_t first = 0;
  std::uint64_t last = 0;  // inclusive

  std::uint64_t size() const { return last - first + 1; }
  // "bytes 0-9/100"
  std::string content_range(std::uint64_t whole) const;
};

// Of a Range header; nullopt: all of it. InvalidRange.
Result<std::optional<Range>> read_range(std::string_view header, std::uint64_t size);

// Of x-amz-copy-source-range: "bytes=first-last". InvalidArgument, InvalidRequest.
Result<Range> read_copy_range(std::string_view header, std::uint64_t size);

}  // namespace brume::emulator::aws::s3

// Base64 as AWS uses it (RFC 4648, padded), through OpenSSL. Pure.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace brume::emulator::cli {

// Empty when `text` is not base64.
std::optional<std::string> base64_decode(std::string_view text);
// How long the encoding of so many bytes is.
constexpr std::size_t base64_size(std::size_t bytes) {
  return (bytes + 2) / 3 * 4;
}

}  // namespace brume::emulator::cli

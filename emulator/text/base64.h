// Base64 (RFC 4648) of bodies, codes and logs, and base64url of tokens. Pure.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace brume::emulator {

// How long the encoding of so many bytes is.
constexpr std::size_t base64_size(std::size_t bytes) {
  return (bytes + 2) / 3 * 4;
}
void append_base64(std::string& out, std::string_view bytes);
std::string base64_encode(std::string_view bytes);

// Nothing when `text` is not Base64: a foreign character, or padding where none belongs. Padding
// that is missing at the end is forgiven.
std::optional<std::string> base64_decode(std::string_view text);
// Nothing when its padding is missing.
std::optional<std::string> base64_decode_padded(std::string_view text);

// RFC 7515: "-" and "_" instead of "+" and "/", no padding.
std::string base64url_encode(std::string_view bytes);
std::optional<std::string> base64url_decode(std::string_view text);

}  // namespace brume::emulator

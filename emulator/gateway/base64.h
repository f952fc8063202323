// Base64 of bodies in events and answers, and base64url of tokens. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace brume::emulator::gateway {

void append_base64(std::string& out, std::string_view bytes);

// Nothing when `text` is no Base64: a foreign character, or padding where none belongs. Padding
// that is missing at the end is forgiven.
std::optional<std::string> base64_decode(std::string_view text);

// RFC 7515: "-" and "_" instead of "+" and "/", no padding.
std::string base64url_encode(std::string_view bytes);
std::optional<std::string> base64url_decode(std::string_view text);

}  // namespace brume::emulator::gateway

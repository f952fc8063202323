// Bytes as hexadecimal digits. Pure.
#pragma once

#include <string>
#include <string_view>

namespace brume::emulator {

// Two digits a byte, lower case: digests as AWS writes them.
inline std::string hex(std::string_view bytes) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string out;
  out.reserve(bytes.size() * 2);
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    out += kDigits[byte >> 4];
    out += kDigits[byte & 15];
  }
  return out;
}

}  // namespace brume::emulator

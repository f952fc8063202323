// Base64 and percent encoding, as AWS's events use them.
//
//   brume::base64_decode("aGk=");          // "hi"
//   brume::url_decode("Happy+Face%21");    // "Happy Face!"
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

namespace brume {

inline std::string base64_encode(std::string_view bytes) {
  constexpr char kDigits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  out.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    std::uint32_t group = 0;
    for (std::size_t k = 0; k < 3; ++k) {
      const std::size_t at = i + k;
      group = group << 8 | (at < bytes.size() ? static_cast<unsigned char>(bytes[at]) : 0U);
    }
    for (unsigned k = 0; k < 4; ++k) {
      const bool padding = i + k > bytes.size();
      out += padding ? '=' : kDigits[group >> (18 - 6 * k) & 63];
    }
  }
  return out;
}

// Takes the standard and the URL-safe alphabet, with or without padding.
// Throws std::invalid_argument for anything else.
inline std::string base64_decode(std::string_view text) {
  while (!text.empty() && text.back() == '=') text.remove_suffix(1);
  if (text.size() % 4 == 1) throw std::invalid_argument("base64: a digit is missing");
  const auto value = [](char digit) -> std::uint32_t {
    if (digit >= 'A' && digit <= 'Z') return static_cast<std::uint32_t>(digit - 'A');
    if (digit >= 'a' && digit <= 'z') return static_cast<std::uint32_t>(digit - 'a' + 26);
    if (digit >= '0' && digit <= '9') return static_cast<std::uint32_t>(digit - '0' + 52);
    if (digit == '+' || digit == '-') return 62;
    if (digit == '/' || digit == '_') return 63;
    throw std::invalid_argument("base64: not a digit");
  };
  std::string out;
  out.reserve(text.size() / 4 * 3 + 2);
  std::uint32_t bits = 0;
  int count = 0;
  for (const char digit : text) {
    bits = bits << 6 | value(digit);
    count += 6;
    if (count < 8) continue;
    count -= 8;
    out += static_cast<char>(bits >> count & 0xFF);
  }
  return out;
}

// Form decoding: `+` is a space. A % that begins no byte stays as it is.
inline std::string url_decode(std::string_view text) {
  const auto value = [](char digit) {
    if (digit >= '0' && digit <= '9') return digit - '0';
    if (digit >= 'a' && digit <= 'f') return digit - 'a' + 10;
    if (digit >= 'A' && digit <= 'F') return digit - 'A' + 10;
    return -1;
  };
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool encoded =
        text[i] == '%' && i + 2 < text.size() && value(text[i + 1]) >= 0 && value(text[i + 2]) >= 0;
    if (encoded) {
      out += static_cast<char>(value(text[i + 1]) * 16 + value(text[i + 2]));
      i += 2;
    } else {
      out += text[i] == '+' ? ' ' : text[i];
    }
  }
  return out;
}

}  // namespace brume

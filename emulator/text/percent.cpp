#include "emulator/text/percent.h"

#include "emulator/text/ascii.h"

namespace brume::emulator {
namespace {

void append_escape(std::string& out, char c) {
  constexpr std::string_view kHexDigits = "0123456789ABCDEF";
  const auto byte = static_cast<unsigned char>(c);
  out += '%';
  out += kHexDigits[byte >> 4];
  out += kHexDigits[byte & 0xF];
}

}  // namespace

std::string percent_decode(std::string_view text, bool plus_is_space) {
  if (text.find_first_of(plus_is_space ? "%+" : "%") == std::string_view::npos) {
    return std::string(text);
  }
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const int high = text[i] == '%' && i + 2 < text.size() ? hex_digit(text[i + 1]) : -1;
    const int low = high >= 0 ? hex_digit(text[i + 2]) : -1;
    if (low >= 0) {
      out += static_cast<char>(high * 16 + low);
      i += 2;
    } else {
      out += plus_is_space && text[i] == '+' ? ' ' : text[i];
    }
  }
  return out;
}

std::string percent_encode(std::string_view text, std::string_view also_kept) {
  constexpr std::string_view kUnreserved = "-._~";
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    const bool stays = is_letter_or_digit(c) || kUnreserved.find(c) != std::string_view::npos ||
                       also_kept.find(c) != std::string_view::npos;
    if (stays) {
      out += c;
    } else {
      append_escape(out, c);
    }
  }
  return out;
}

std::string form_encode(std::string_view text) {
  constexpr std::string_view kKept = "-_.*/";
  std::string out;
  for (const char c : text) {
    if (is_letter_or_digit(c) || kKept.find(c) != std::string_view::npos) {
      out += c;
    } else if (c == ' ') {
      out += '+';
    } else {
      append_escape(out, c);
    }
  }
  return out;
}

}  // namespace brume::emulator

#include "emulator/template/parse/surrogates.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <tuple>

namespace brume::emulator {
namespace {

constexpr std::size_t kEscapeSize = 6;  // \uXXXX

// The 16 bits of a \uXXXX at `at`, or nothing.
std::optional<std::uint32_t> escape_at(std::string_view text, std::size_t at) {
  if (at + kEscapeSize > text.size() || text[at] != '\\' || text[at + 1] != 'u') return {};
  std::uint32_t code = 0;
  const char* end = text.data() + at + kEscapeSize;
  if (std::from_chars(text.data() + at + 2, end, code, 16).ptr != end) return {};
  return code;
}

bool is_high(std::optional<std::uint32_t> code) {
  return code && (*code & 0xfc00) == 0xd800;
}
bool is_low(std::optional<std::uint32_t> code) {
  return code && (*code & 0xfc00) == 0xdc00;
}

std::string long_escape(std::uint32_t code) {
  constexpr char kHex[] = "0123456789abcdef";
  std::string text = "\\U";
  for (int shift = 28; shift >= 0; shift -= 4) text += kHex[(code >> shift) & 15];
  return text;
}

void advance(SourcePosition& at, char c) {
  if (c == '\n') {
    ++at.line;
    at.column = 1;
  } else if ((static_cast<unsigned char>(c) & 0xc0) != 0x80) {
    ++at.column;
  }
}

}  // namespace

std::string SurrogatePairs::join(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  SourcePosition at{0, 1, 1};
  for (std::size_t i = 0; i < text.size();) {
    const auto high = escape_at(text, i);
    const auto low = is_high(high) ? escape_at(text, i + kEscapeSize) : std::nullopt;
    if (is_low(low)) {
      result += long_escape(0x10000 + ((*high & 0x3ff) << 10) + (*low & 0x3ff));
      at.column += 10;
      joined_.push_back({at.line, at.column});
      i += 2 * kEscapeSize;
      continue;
    }
    // An escaped backslash must not lend its second half to what follows.
    const std::size_t step = text[i] == '\\' && i + 1 < text.size() ? 2 : 1;
    for (std::size_t end = i + step; i < end; ++i) {
      advance(at, text[i]);
      result += text[i];
    }
  }
  return result;
}

std::uint32_t SurrogatePairs::original_column(std::uint32_t line, std::uint32_t column) const {
  const auto before = [](const Joined& left, const Joined& right) {
    return std::tie(left.line, left.column) < std::tie(right.line, right.column);
  };
  const auto first = std::lower_bound(joined_.begin(), joined_.end(), Joined{line, 0}, before);
  const auto last = std::upper_bound(first, joined_.end(), Joined{line, column}, before);
  return column + 2 * static_cast<std::uint32_t>(last - first);
}

Value SurrogatePairs::first_lone(std::string_view text, std::uint32_t file) {
  SourcePosition at{file, 1, 1};
  Value here;
  here.place(at);
  for (std::size_t i = 0; i < text.size();) {
    const auto code = escape_at(text, i);
    std::size_t step = text[i] == '\\' && i + 1 < text.size() ? 2 : 1;
    if (is_high(code) && is_low(escape_at(text, i + kEscapeSize))) {
      step = 2 * kEscapeSize;
    } else if (is_high(code) || is_low(code)) {
      return here.place(at, kEscapeSize);
    }
    for (std::size_t end = i + step; i < end && i < text.size(); ++i) advance(at, text[i]);
  }
  return here;
}

}  // namespace brume::emulator

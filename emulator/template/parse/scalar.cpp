// YAML 1.1's implicit types, as PyYAML and CloudFormation resolve them: `yes` is true, 0755 is
// octal, 1:30 is 90. Dates stay strings, as CloudFormation keeps them.
#include <array>
#include <charconv>
#include <limits>
#include <optional>

#include "emulator/template/parse/scalar.h"

#include "emulator/text/ascii.h"

namespace brume::emulator {
namespace {

template <std::size_t N>
bool is_one_of(std::string_view text, const std::array<std::string_view, N>& words) {
  for (const std::string_view word : words) {
    if (text == word) return true;
  }
  return false;
}

constexpr std::array<std::string_view, 4> kNulls{"~", "null", "Null", "NULL"};
constexpr std::array<std::string_view, 9> kTrues{"true", "True", "TRUE", "yes", "Yes",
                                                 "YES",  "on",   "On",   "ON"};
constexpr std::array<std::string_view, 9> kFalses{"false", "False", "FALSE", "no", "No",
                                                  "NO",    "off",   "Off",   "OFF"};

std::optional<std::int64_t> digits_to_int(std::string_view digits, int base) {
  std::uint64_t value = 0;
  std::string plain;
  for (const char c : digits) {
    if (c != '_') plain += c;
  }
  const auto end = std::from_chars(plain.data(), plain.data() + plain.size(), value, base);
  if (plain.empty() || end.ec != std::errc() || end.ptr != plain.data() + plain.size()) return {};
  if (value > std::uint64_t{std::numeric_limits<std::int64_t>::max()}) return {};
  return static_cast<std::int64_t>(value);
}

// 1:30:00 in base 60, a YAML 1.1 integer.
std::optional<std::int64_t> sexagesimal(std::string_view text) {
  if (text[0] == '0' || text.size() > 18) return {};
  std::int64_t total = 0;
  bool first = true;
  while (true) {
    const std::size_t colon = text.find(':');
    const std::string_view part = text.substr(0, colon);
    const auto value = digits_to_int(part, 10);
    if (!value || (!first && (part.size() > 2 || *value > 59))) return {};
    total = total * 60 + *value;
    first = false;
    if (colon == std::string_view::npos) return total;
    text.remove_prefix(colon + 1);
    if (text.empty()) return {};
  }
}

std::optional<std::int64_t> unsigned_int(std::string_view text) {
  if (!is_digit(text[0])) return {};
  if (text.find(':') != std::string_view::npos) return sexagesimal(text);
  if (text.size() > 2 && text[0] == '0' && text[1] == 'x') return digits_to_int(text.substr(2), 16);
  if (text.size() > 2 && text[0] == '0' && text[1] == 'b') return digits_to_int(text.substr(2), 2);
  if (text.size() > 1 && text[0] == '0') return digits_to_int(text.substr(1), 8);
  return digits_to_int(text, 10);
}

// [0-9][0-9_]*\.[0-9_]*([eE][-+]?[0-9]+)?, or a leading dot with digits after it. Without a dot
// only JSON calls it a number.
bool looks_like_float(std::string_view text, bool json) {
  std::size_t i = 0;
  std::size_t digits = 0;
  const auto skip_digits = [&] {
    for (; i < text.size() && (is_digit(text[i]) || (text[i] == '_' && digits > 0)); ++i) ++digits;
  };
  skip_digits();
  const bool dot = i < text.size() && text[i] == '.';
  if (dot) ++i;
  skip_digits();
  if (digits == 0 || (!dot && !json)) return false;
  if (i == text.size()) return dot;
  if (text[i] != 'e' && text[i] != 'E') return false;
  ++i;
  if (i < text.size() && (text[i] == '-' || text[i] == '+')) ++i;
  const std::size_t exponent = i;
  while (i < text.size() && is_digit(text[i])) ++i;
  return i == text.size() && i > exponent;
}

std::optional<double> unsigned_float(std::string_view text, bool json) {
  if (text == ".inf" || text == ".Inf" || text == ".INF") {
    return std::numeric_limits<double>::infinity();
  }
  if (!looks_like_float(text, json)) return {};
  std::string plain;
  for (const char c : text) {
    if (c != '_') plain += c;
  }
  double value = 0;
  const auto end = std::from_chars(plain.data(), plain.data() + plain.size(), value);
  if (end.ec != std::errc() || end.ptr != plain.data() + plain.size()) return {};
  return value;
}

}  // namespace

Value plain_scalar(std::string text, bool json) {
  if (text.empty() || is_one_of(text, kNulls)) return {};
  if (is_one_of(text, kTrues)) return true;
  if (is_one_of(text, kFalses)) return false;
  std::string_view rest = text;
  const bool negative = rest[0] == '-';
  if (negative || rest[0] == '+') rest.remove_prefix(1);
  if (rest.empty() || (!is_digit(rest[0]) && rest[0] != '.')) return text;
  if (const auto value = unsigned_int(rest)) return negative ? -*value : *value;
  if (const auto value = unsigned_float(rest, json)) return negative ? -*value : *value;
  return text;
}

}  // namespace brume::emulator

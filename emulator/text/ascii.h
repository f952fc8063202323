// Letters and digits of ASCII, whatever the locale: other bytes belong to no class and keep their
// case. Pure.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

namespace brume::emulator {

constexpr bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
constexpr bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
constexpr bool is_letter_or_digit(char c) {
  return is_digit(c) || is_letter(c);
}
// At least one digit, and nothing else.
constexpr bool is_digits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), is_digit);
}
// The value of a hexadecimal digit of either case; -1: not a digit.
constexpr int hex_digit(char c) {
  if (is_digit(c)) return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

constexpr char to_lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}
constexpr char to_upper(char c) {
  return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}
std::string lower_case(std::string_view text);
std::string upper_case(std::string_view text);

// REQUIRES: equally long
bool same_letters(std::string_view left, std::string_view right);

// Equal but for the case of letters. Most names differ in length already.
inline bool equal_ignoring_case(std::string_view left, std::string_view right) {
  return left.size() == right.size() && same_letters(left, right);
}

}  // namespace brume::emulator

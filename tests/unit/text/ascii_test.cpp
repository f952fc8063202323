#include "emulator/text/ascii.h"

#include <doctest/doctest.h>

using namespace brume::emulator;

TEST_CASE("the case of ASCII letters changes, and of no other byte") {
  CHECK(lower_case("AbZ@[`{Ü1") == "abz@[`{Ü1");
  CHECK(upper_case("aBz@[`{ü1") == "ABZ@[`{ü1");
}

TEST_CASE("texts of any length are compared without regard to case") {
  const std::string upper = "CONTENT-TYPE: @[`{ AND SOME MORE";
  const std::string lower = "content-type: @[`{ and some more";
  for (std::size_t size = 0; size <= upper.size(); ++size) {
    CHECK(equal_ignoring_case(upper.substr(0, size), lower.substr(0, size)));
  }
  CHECK_FALSE(equal_ignoring_case("abc", "abcd"));
  CHECK_FALSE(equal_ignoring_case("a@c", "a`c"));
  CHECK_FALSE(equal_ignoring_case("content-length", "content-lengtx"));
}

TEST_CASE("characters have their classes") {
  for (int code = -128; code < 128; ++code) {
    const auto c = static_cast<char>(code);
    const std::string_view letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    const std::string_view digits = "0123456789";
    CHECK(is_letter(c) == (letters.find(c) != letters.npos));
    CHECK(is_digit(c) == (digits.find(c) != digits.npos));
    CHECK(is_letter_or_digit(c) == (is_letter(c) || is_digit(c)));
  }
  CHECK(is_digits("0123"));
  CHECK_FALSE(is_digits("01a"));
  CHECK_FALSE(is_digits(""));
  CHECK(hex_digit('0') == 0);
  CHECK(hex_digit('f') == 15);
  CHECK(hex_digit('A') == 10);
  CHECK(hex_digit('g') == -1);
}

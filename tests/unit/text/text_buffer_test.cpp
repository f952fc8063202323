#include "emulator/text/text_buffer.h"

#include <doctest/doctest.h>

#include <random>

#include "emulator/text/json_text.h"
#include "emulator/text/swar.h"

using namespace brume::emulator;

TEST_CASE("what is added stands in the text, however long it grows") {
  TextBuffer text;
  std::string expected;
  for (int i = 0; i < 3000; ++i) {
    text.add(std::string_view("abc"));
    text.add('-');
    text.add_number(i - 10);
    expected += "abc-" + std::to_string(i - 10);
  }
  CHECK(text.view() == expected);
  CHECK(text.str() == expected);
}

TEST_CASE("strings of any bytes and lengths are quoted as append_json_string does it") {
  std::mt19937 random(7);
  for (int round = 0; round < 3000; ++round) {
    const int special_every = 1 + static_cast<int>(random() % 60);
    std::string any(random() % 70, ' ');
    for (char& c : any) {
      const bool special = random() % static_cast<unsigned>(special_every) == 0;
      c = static_cast<char>(special ? random() % 256 : 'a' + random() % 26);
    }
    std::string expected;
    append_json_string(expected, any);
    TextBuffer text;
    text.add_json(any);
    INFO("round := ", round);
    CHECK(text.view() == expected);
  }
}

TEST_CASE("eight characters at once become lower case, and nothing else does") {
  for (int c = 0; c < 256; ++c) {
    const std::uint64_t word = byte_scan::kOnes * static_cast<unsigned>(c);
    const int expected = c >= 'A' && c <= 'Z' ? c + 32 : c;
    CHECK(byte_scan::lower(word) == byte_scan::kOnes * static_cast<unsigned>(expected));
  }
}

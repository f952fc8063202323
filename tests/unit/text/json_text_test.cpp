#include "emulator/text/json_text.h"

#include <doctest/doctest.h>

using namespace brume::emulator;

namespace {

std::string json_quoted(std::string_view text) {
  std::string out;
  append_json_string(out, text);
  return out;
}

const std::string kReplacement = "\xEF\xBF\xBD";

}  // namespace

TEST_CASE("what JSON must escape is escaped, the rest is left as it is") {
  CHECK(json_quoted("") == "\"\"");
  CHECK(json_quoted("plain / text") == "\"plain / text\"");
  CHECK(json_quoted("\"\\") == "\"\\\"\\\\\"");
  CHECK(json_quoted("\n\r\t") == "\"\\n\\r\\t\"");
  CHECK(json_quoted(std::string_view("\0\x01\x1F\x7F", 4)) == "\"\\u0000\\u0001\\u001f\x7F\"");
  for (int c = 0; c < 0x20; ++c) {
    const char byte = static_cast<char>(c);
    CHECK(json_quoted({&byte, 1})[1] == '\\');
  }
}

TEST_CASE("UTF-8 of every length passes, from the first to the last character of each") {
  for (const char* text :
       {"\x7F", "\xC2\x80", "\xDF\xBF", "\xE0\xA0\x80", "\xED\x9F\xBF", "\xEE\x80\x80",
        "\xEF\xBF\xBF", "\xF0\x90\x80\x80", "\xF4\x8F\xBF\xBF", "h\xC3\xA9llo \xF0\x9F\x98\x80"}) {
    CHECK(json_quoted(text) == "\"" + std::string(text) + "\"");
  }
}

TEST_CASE("what is not UTF-8 becomes U+FFFD, byte by byte") {
  struct Row {
    std::string bytes;
    int replaced;
  };
  for (const Row& row : {
           Row{"\x80", 1},                  // a continuation alone
           Row{"\xC0\x80", 2},              // overlong NUL
           Row{"\xC1\xBF", 2},              // overlong
           Row{"\xE0\x9F\xBF", 3},          // overlong
           Row{"\xF0\x8F\xBF\xBF", 4},      // overlong
           Row{"\xED\xA0\x80", 3},          // a surrogate
           Row{"\xF4\x90\x80\x80", 4},      // beyond U+10FFFF
           Row{"\xF5\x80\x80\x80", 4},      // no such start
           Row{"\xFF", 1}, Row{"\xC2", 1},  // cut off
           Row{"\xE2\x82", 2},              // cut off
           Row{"\xF0\x9F\x98", 3},          // cut off
       }) {
    std::string expected = "\"a";
    for (int i = 0; i < row.replaced; ++i) expected += kReplacement;
    CHECK(json_quoted("a" + row.bytes + "z") == expected + "z\"");
    CHECK(json_quoted("a" + row.bytes) == expected + "\"");
  }
}

TEST_CASE("a broken sequence does not swallow the character after it") {
  CHECK(json_quoted("\xE2\"") == "\"" + kReplacement + "\\\"\"");
  CHECK(json_quoted("\xC3\xC3\xA9") == "\"" + kReplacement + "\xC3\xA9\"");
}

TEST_CASE("an object is built in the order of the calls") {
  CHECK(JsonObject().finish() == "{}");
  CHECK(JsonObject()
            .text("a\"", "b")
            .number("n", -9223372036854775807ll - 1)
            .raw("r", "[1,{}]")
            .text("", "")
            .finish() == "{\"a\\\"\":\"b\",\"n\":-9223372036854775808,\"r\":[1,{}],\"\":\"\"}");
}

TEST_CASE("text is UTF-8 exactly when its JSON string keeps every byte") {
  for (const std::string& good : {std::string(), std::string("plain text that is long enough"),
                                  std::string("eight by\xC3\xA9"), std::string("\0a", 2)}) {
    CHECK(is_utf8(good));
  }
  for (const char* bad : {"\xFF", "12345678\xC3", "\xC0\x80", "\xED\xA0\x80", "1234567\x80"}) {
    CHECK_FALSE(is_utf8(bad));
  }
}

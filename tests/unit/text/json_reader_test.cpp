#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <random>

#include "emulator/text/json_reader.h"

using brume::emulator::JsonReader;
using nlohmann::json;

namespace {

bool accepts(std::string_view text) {
  JsonReader reader(text);
  std::string_view value;
  return reader.skip(value) && reader.at_end();
}

// Numbers too large for its own types are no mistake of the text.
bool nlohmann_accepts(const std::string& text) {
  try {
    return !json::parse(text).is_discarded();
  } catch (const json::out_of_range&) {
    return true;
  } catch (const json::parse_error&) {
    return false;
  }
}

}  // namespace

TEST_CASE("the reader takes exactly what nlohmann/json takes") {
  const char* const seeds[] = {
      R"({"a":[1,2.5e-3,-0,true,false,null,{"b":"x\n\u00e9\ud83d\ude00"}],"c":{}})",
      R"([[[]],[{}],""])",
      R"({"statusCode":200,"headers":{"A":"b"},"body":"{\"x\":1}","isBase64Encoded":false})",
      "\"\xC3\xA9\"",
      "12",
      "-1.0E+10",
      " [ 1 , 2 ] ",
      "{}",
      "01",
      "1.",
      "[1,]",
      "{\"a\"}",
      "{\"a\":}",
      "\"\\ud800\"",
      "\"\\x\"",
      "nul",
      "tru",
      "[",
      "]",
      "",
      "\"\xFF\"",
      "1 2"};
  // No NUL among them: nlohmann/json takes it for the end.
  constexpr std::string_view kReplacements = "{}[]\",:\\u019ntf.e- \x01\xC3\x80";
  constexpr std::string_view kInsertions = "{}[]\",:0";
  std::mt19937 chance(7);
  for (const char* seed : seeds) {
    CAPTURE(seed);
    CHECK(accepts(seed) == nlohmann_accepts(seed));
    for (int round = 0; round < 3000; ++round) {
      std::string text = seed;
      for (unsigned i = 0; i < 1 + chance() % 3 && !text.empty(); ++i) {
        const std::size_t at = chance() % text.size();
        switch (chance() % 3) {
          case 0:
            text[at] = kReplacements[chance() % kReplacements.size()];
            break;
          case 1:
            text.erase(at, 1);
            break;
          default:
            text.insert(at, 1, kInsertions[chance() % kInsertions.size()]);
        }
      }
      CAPTURE(text);
      CHECK(accepts(text) == nlohmann_accepts(text));
    }
  }
}

TEST_CASE("strings are decoded as nlohmann/json decodes them") {
  for (const char* text : {R"("plain")", R"("a\"\\\/\b\f\n\r\t")",
                           R"("\u0041\u00e9\u20ac\ud83d\ude00")", R"("\u0000x")"}) {
    JsonReader reader(text);
    std::string value;
    REQUIRE(reader.string(value));
    CHECK(value == json::parse(text).get<std::string>());
  }
}

TEST_CASE("no depth of nesting is too deep") {
  const std::string text = std::string(1'000'000, '[') + std::string(1'000'000, ']');
  CHECK(accepts(text));
  CHECK_FALSE(accepts(std::string(1'000'000, '[')));
}

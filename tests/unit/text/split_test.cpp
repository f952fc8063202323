#include "emulator/text/split.h"

#include <doctest/doctest.h>

using namespace brume::emulator;

TEST_CASE("a text is split at each separator") {
  using Parts = std::vector<std::string_view>;
  CHECK(split("a,b", ',') == Parts{"a", "b"});
  CHECK(split(",a,,", ',') == Parts{"", "a", "", ""});
  CHECK(split("", ',') == Parts{""});
}

TEST_CASE("spaces and tabs around a text go, others stay") {
  CHECK(trimmed(" \ta b\t ") == "a b");
  CHECK(trimmed("\na\r") == "\na\r");
  CHECK(trimmed(" \t") == "");
}

TEST_CASE("a list with commas has no empty parts") {
  CHECK(comma_separated(" a, b c ,,d") == std::vector<std::string>{"a", "b c", "d"});
  CHECK(comma_separated("").empty());
}

TEST_CASE("a media type is what stands before the parameters, in lower case") {
  CHECK(media_type("Text/HTML ; charset=utf-8") == "text/html");
  CHECK(media_type("") == "");
}

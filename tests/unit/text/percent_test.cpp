#include "emulator/text/percent.h"

#include <doctest/doctest.h>

#include <string>

using namespace brume::emulator;

TEST_CASE("percent escapes are undone once, and what is none stays") {
  CHECK(percent_decode("a%20b%2Fc") == "a b/c");
  CHECK(percent_decode("%c3%BC") == "ü");
  CHECK(percent_decode("%2541") == "%41");
  CHECK(percent_decode("%41%zz%4") == "A%zz%4");
  CHECK(percent_decode("100%") == "100%");
  CHECK(percent_decode("%ff%00") == std::string("\xff\0", 2));
}

TEST_CASE("a plus is a space in forms and queries alone") {
  CHECK(percent_decode("a+b%") == "a+b%");
  CHECK(percent_decode("a+b%2B", true) == "a b+");
}

TEST_CASE("URIs keep what is unreserved, and what their place allows") {
  CHECK(percent_encode("a b/ü~-._") == "a%20b%2F%C3%BC~-._");
  CHECK(percent_encode("a b/c*", "/") == "a%20b/c%2A");
  CHECK(percent_encode("x?y=1&z", "?=&") == "x?y=1&z");
  CHECK(percent_encode("") == "");
}

TEST_CASE("forms, and S3's keys in notifications, keep slashes and stars") {
  CHECK(form_encode("a b/ü~-._*") == "a+b/%C3%BC%7E-._*");
  CHECK(percent_decode(form_encode("a+b c/%ü"), true) == "a+b c/%ü");
}

#include <doctest/doctest.h>
#include <brume/encoding.hpp>

#include <stdexcept>
#include <string>

TEST_CASE("base64 follows the test vectors of RFC 4648") {
  const char* const pairs[][2] = {{"", ""},
                                  {"f", "Zg=="},
                                  {"fo", "Zm8="},
                                  {"foo", "Zm9v"},
                                  {"foob", "Zm9vYg=="},
                                  {"fooba", "Zm9vYmE="},
                                  {"foobar", "Zm9vYmFy"}};
  for (const auto& pair : pairs) {
    CHECK(brume::base64_encode(pair[0]) == pair[1]);
    CHECK(brume::base64_decode(pair[1]) == pair[0]);
  }
}

TEST_CASE("base64 carries every byte, in both alphabets, with or without padding") {
  std::string all;
  for (int i = 0; i < 256; ++i) all += static_cast<char>(i);
  CHECK(brume::base64_decode(brume::base64_encode(all)) == all);
  CHECK(brume::base64_decode("-_8") == "\xFB\xFF");
  CHECK(brume::base64_decode("+/8=") == "\xFB\xFF");
}

TEST_CASE("base64 refuses what is none") {
  CHECK_THROWS_AS(brume::base64_decode("a b="), std::invalid_argument);
  CHECK_THROWS_AS(brume::base64_decode("abcde"), std::invalid_argument);
  CHECK_THROWS_AS(brume::base64_decode("ab=c"), std::invalid_argument);
}

TEST_CASE("url decoding reads form encoding and leaves broken escapes alone") {
  CHECK(brume::url_decode("Happy+Face%21.jpg") == "Happy Face!.jpg");
  CHECK(brume::url_decode("%e2%82%ac%2B") == "\xE2\x82\xAC+");
  CHECK(brume::url_decode("100%") == "100%");
  CHECK(brume::url_decode("%4") == "%4");
  CHECK(brume::url_decode("%zz%41") == "%zzA");
}

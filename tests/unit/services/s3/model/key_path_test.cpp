#include "emulator/services/s3/model/key_path.h"

#include <doctest/doctest.h>

#include <string>

namespace brume::emulator::storage {

TEST_CASE("keys that are plain paths, and keys that are not") {
  for (const char* key : {"a", "a/b", "photos/cat.jpg", "ä/ö ü/日本語.txt", "a b", "a\\b", "C:x",
                          "-rf", "a.b/c..d", "a*?\"<>|", "con", "..."}) {
    CAPTURE(key);
    CHECK(is_plain_path(key) == (std::string_view(key) != "..."));
  }
  for (const char* key : {"",
                          "/",
                          "/a",
                          "a/",
                          "a//b",
                          ".",
                          "..",
                          "../a",
                          "a/..",
                          "a/../b",
                          "a/./b",
                          ".hidden",
                          "a/.hidden/b",
                          ".brume/tmp/0",
                          "a\nb",
                          "a\x7f",
                          "\x01",
                          "\xff\xfe",
                          "a\xc3",
                          "\xed\xa0\x80",
                          "a.part",
                          "a/b.crdownload",
                          "a~",
                          "#a#",
                          "x.part/b",
                          ".a.swp"}) {
    CAPTURE(key);
    CHECK_FALSE(is_plain_path(key));
  }
  CHECK_FALSE(is_plain_path(std::string_view("a\0b", 3)));
  CHECK(is_plain_path(std::string(255, 'x')));
  CHECK_FALSE(is_plain_path(std::string(256, 'x')));
  CHECK(is_plain_path(std::string(255, 'x') + "/" + std::string(255, 'y')));
}

TEST_CASE("what S3 allows as a key") {
  CHECK(check_key("a").ok());
  CHECK(check_key(std::string(1024, 'x')).ok());
  const Status too_long = check_key(std::string(1025, 'x'));
  REQUIRE_FALSE(too_long.ok());
  CHECK(too_long.error().reason == "KeyTooLongError");
  CHECK_FALSE(check_key("").ok());
  CHECK_FALSE(check_key("\xff").ok());
}

}  // namespace brume::emulator::storage

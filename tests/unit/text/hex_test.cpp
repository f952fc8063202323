#include "emulator/text/hex.h"

#include <doctest/doctest.h>

#include <string>
#include <string_view>

using brume::emulator::hex;

TEST_CASE("bytes become two lower-case digits each") {
  CHECK(hex("").empty());
  CHECK(hex(std::string_view("\x00\x0f\x7f\x80\xff", 5)) == "000f7f80ff");
}

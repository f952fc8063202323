#include "emulator/base/ids.h"

#include <doctest/doctest.h>

#include <regex>
#include <set>

using namespace brume::emulator;

TEST_CASE("a uuid has the form of an AWS request id") {
  RandomIds ids;
  const std::regex form("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
  std::set<std::string> seen;
  for (int i = 0; i < 1000; ++i) {
    const std::string id = ids.uuid();
    CHECK(std::regex_match(id, form));
    CHECK(seen.insert(id).second);
  }
}

TEST_CASE("hex has the asked length and only hexadecimal digits") {
  SequentialIds ids(1);
  for (const int digits : {1, 8, 16, 24, 32}) {
    const std::string text = ids.hex(digits);
    CHECK(text.size() == static_cast<std::size_t>(digits));
    CHECK(text.find_first_not_of("0123456789abcdef") == std::string::npos);
  }
}

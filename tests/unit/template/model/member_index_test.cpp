#include "emulator/template/model/member_index.h"

#include <doctest/doctest.h>

#include <random>
#include <string>

namespace brume::emulator {

TEST_CASE("an index finds what a look at all members finds, whatever happens to the map") {
  for (unsigned seed = 1; seed <= 50; ++seed) {
    CAPTURE(seed);
    std::mt19937 random(seed);
    Value value = Value::map();
    MemberIndex index;
    for (int step = 0; step < 300; ++step) {
      const std::string key = "k" + std::to_string(random() % 40);
      const auto what = random() % 10;
      if (what < 4) value.set(key, step);
      if (what == 4) value.erase(key);
      if (what == 5 && !value.members().empty()) {  // one goes, another comes
        value.members().erase(value.members().begin());
        value.set("new" + std::to_string(step), step);
      }
      const Value* expected = value.find(key);
      Value::Member* found = index.find(value.members(), key);
      REQUIRE((found == nullptr) == (expected == nullptr));
      if (found != nullptr) REQUIRE(&found->value == expected);
    }
  }
}

TEST_CASE("an index of an empty map finds nothing") {
  Value::Map map;
  MemberIndex index;
  CHECK(index.find(map, "") == nullptr);
  map.push_back({"", 1});
  CHECK(index.find(map, "") == &map[0]);
}

}  // namespace brume::emulator

#include "emulator/base/virtual_time.h"

#include <doctest/doctest.h>

#include <vector>

using namespace brume::emulator;
using namespace std::chrono_literals;

TEST_CASE("timers fire in the order of their instants, each at its own") {
  VirtualTime time{WallTime{1000s}};
  std::vector<std::pair<int, Duration>> fired;
  auto note = [&](int id) {
    return [&, id] { fired.emplace_back(id, time.wall() - WallTime{1000s}); };
  };
  const Timer late = time.start(3s, note(3));
  const Timer early = time.start(1s, note(1));
  const Timer same = time.start(3s, note(4));
  time.advance(2s);
  CHECK(fired == std::vector<std::pair<int, Duration>>{{1, 1s}});
  time.advance(2s);
  CHECK(fired == std::vector<std::pair<int, Duration>>{{1, 1s}, {3, 3s}, {4, 3s}});
  CHECK(time.wall() == WallTime{1004s});
}

TEST_CASE("a dropped token cancels its timer") {
  VirtualTime time{WallTime{}};
  bool fired = false;
  {
    const Timer timer = time.start(1s, [&] { fired = true; });
  }
  time.advance(5s);
  CHECK_FALSE(fired);
  CHECK(time.pending() == 0);
}

TEST_CASE("a timer started by a timer fires within the same advance") {
  VirtualTime time{WallTime{}};
  Timer second;
  Duration at{};
  const Timer first = time.start(
      1s, [&] { second = time.start(1s, [&] { at = time.monotonic().time_since_epoch(); }); });
  time.advance(10s);
  CHECK(at == 2s);
}

TEST_CASE("what is due now fires without time moving, but not what that starts") {
  VirtualTime time{WallTime{1000s}};
  int at_once = 0, fired = 0;
  time.on_due_at_once([&] { ++at_once; });
  Timer next;
  const Timer now = time.start(0s, [&] {
    ++fired;
    next = time.start(0s, [&] { ++fired; });
  });
  const Timer later = time.start(1s, [&] { fired += 10; });
  CHECK(time.next_due() == WallTime{1000s});
  time.fire_due();
  CHECK(fired == 1);
  time.fire_due();
  CHECK(fired == 2);
  CHECK(at_once == 2);
  CHECK(time.next_due() == WallTime{1001s});
  time.move_to(WallTime{1001s});
  CHECK(fired == 2);
  time.fire_due();
  CHECK(fired == 12);
  CHECK_FALSE(time.next_due());
}

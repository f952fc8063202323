#include "emulator/base/virtual_clock_driver.h"

#include <doctest/doctest.h>

#include <memory>
#include <vector>

using namespace brume::emulator;
using namespace std::chrono_literals;

namespace {

constexpr WallTime kStart{1000s};

// The emulator's time, and a real loop whose turns the test makes.
struct World {
  VirtualTime time{kStart};
  VirtualTime machine{WallTime{}};
  PendingWork pending_work;
  VirtualClockDriver mover{time, pending_work, machine, machine};
  std::vector<VirtualClockDriver::End> ended;

  // Relative to the start.
  Duration now() const { return time.wall() - kStart; }
  Status move(Duration to) {
    return mover.move_to(kStart + to,
                         [this](VirtualClockDriver::End end) { ended.push_back(end); });
  }
  // As the real loop does when nothing keeps it.
  void turns(Duration real = 0s) { machine.advance(real); }
};

}  // namespace

TEST_CASE("a move fires every timer at its own instant and ends at its target") {
  World world;
  std::vector<Duration> fired;
  Timer second;
  const Timer first = world.time.start(10s, [&] {
    fired.push_back(world.now());
    second = world.time.start(5s, [&] { fired.push_back(world.now()); });
  });
  const Timer beyond = world.time.start(61s, [&] { fired.push_back(world.now()); });
  REQUIRE(world.move(60s).ok());
  CHECK(world.ended.empty());  // never from inside the call
  world.turns();
  CHECK(fired == std::vector<Duration>{10s, 15s});
  CHECK(world.ended == std::vector{VirtualClockDriver::End::kReached});
  CHECK(world.now() == 60s);
}

TEST_CASE("timers of one instant fire together; the next instant waits for what they began") {
  World world;
  std::vector<Duration> fired;
  std::vector<PendingWork::Token> under_way;
  const auto begin = [&] {
    fired.push_back(world.now());
    under_way.push_back(world.pending_work.begin());
  };
  const Timer first = world.time.start(10s, begin);
  const Timer same = world.time.start(10s, begin);
  const Timer next = world.time.start(20s, [&] { fired.push_back(world.now()); });
  REQUIRE(world.move(60s).ok());
  world.turns(1h);
  CHECK(fired == std::vector<Duration>{10s, 10s});
  CHECK(world.now() == 10s);
  under_way.pop_back();
  world.turns(1h);
  CHECK(world.now() == 10s);
  under_way.pop_back();
  world.turns();
  CHECK(fired == std::vector<Duration>{10s, 10s, 20s});
  CHECK(world.ended == std::vector{VirtualClockDriver::End::kReached});
}

TEST_CASE("what the last instant began has ended when the move has") {
  World world;
  PendingWork::Token work;
  const Timer last = world.time.start(60s, [&] { work = world.pending_work.begin(); });
  REQUIRE(world.move(60s).ok());
  world.turns();
  CHECK(world.now() == 60s);
  CHECK(world.ended.empty());
  work.reset();
  world.turns();
  CHECK(world.ended == std::vector{VirtualClockDriver::End::kReached});
}

TEST_CASE("a timer without a delay fires though nobody moves the clock") {
  World world;
  bool fired = false;
  const Timer now = world.time.start(0s, [&] { fired = true; });
  const Timer later = world.time.start(1s, [&] { FAIL("time does not stand still"); });
  world.turns(1h);
  CHECK(fired);
  CHECK(world.now() == 0s);
}

TEST_CASE("a second move is refused, and so is one into the past") {
  World world;
  REQUIRE(world.move(60s).ok());
  CHECK(world.move(70s).error().code == Error::Code::kUnavailable);
  CHECK(world.mover.moving_to() == kStart + 60s);
  world.turns();
  CHECK(world.move(59s).error().code == Error::Code::kInvalidArgument);
  CHECK(world.move(60s).ok());
  world.turns();
  CHECK(world.ended.size() == 2);
}

TEST_CASE("stop ends a move where it is") {
  World world;
  PendingWork::Token work;
  const Timer first = world.time.start(10s, [&] { work = world.pending_work.begin(); });
  const Timer next = world.time.start(20s, [&] { FAIL("it went on"); });
  REQUIRE(world.move(60s).ok());
  world.turns();
  world.mover.stop();
  CHECK(world.ended == std::vector{VirtualClockDriver::End::kStopped});
  work.reset();
  world.turns(1h);
  CHECK(world.now() == 10s);
  CHECK_FALSE(world.mover.moving_to());
}

TEST_CASE("a running clock goes as fast as it is told to, and waits for nothing") {
  World world;
  std::vector<Duration> fired;
  const auto never_ends = world.pending_work.begin();
  const Timer first = world.time.start(1h, [&] { fired.push_back(world.now()); });
  world.mover.run(3600);
  CHECK(world.mover.speed() == 3600);
  world.turns(999ms);
  CHECK(fired.empty());
  world.turns(1s);
  CHECK(fired == std::vector<Duration>{1h});
  CHECK(world.now() > 7100s);
  CHECK(world.now() <= 7200s);
  world.mover.stop();
  const Duration stopped = world.now();
  world.turns(1h);
  CHECK(world.now() == stopped);
}

TEST_CASE("a running clock can be moved, and goes on from there") {
  World world;
  world.mover.run(1);
  world.turns(1s);
  REQUIRE(world.move(100s).ok());
  world.turns();
  CHECK(world.now() == 100s);
  world.turns(1s);
  CHECK(world.now() > 100s);
  CHECK(world.now() <= 101s);
}

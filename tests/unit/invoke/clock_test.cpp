// The emulator's clock and the machine's, where they meet.
#include <doctest/doctest.h>

#include "emulator/base/hybrid_clock.h"
#include "tests/unit/invoke/fake_workers.h"

using namespace brume::emulator;
using namespace brume::emulator::testing;
using namespace std::chrono_literals;

namespace {

constexpr WallTime kMoved = std::chrono::sys_days(std::chrono::year(2031) / 5 / 6);

// Fake workers take the machine's time, whose clock and timers FakeHosting has; the emulator's
// stands elsewhere.
struct MovedHosting : FakeHosting {
  VirtualTime emulated{kMoved};
  HybridClock split{emulated, time};
  PendingWork pending_work;
  ClockEvents clock_events;
  InvokeServices moved{.clock = split,
                       .timers = time,
                       .ids = ids,
                       .log = log,
                       .launcher = launcher,
                       .symbolizer = symbolizer,
                       .pending_work = &pending_work,
                       .clock_events = &clock_events,
                       .clock_stands_still = true};

  MovedHosting() {
    invoker = std::make_unique<Invoker>(moved);
    add("hello");
  }
};

}  // namespace

TEST_CASE("functions and logs are told the emulator's time; what they take is the machine's") {
  MovedHosting hosting;
  const auto call = hosting.call("hello");
  FakeProcess& process = hosting.launcher.last();
  CHECK(process.invokes[0].wall_us == kMoved.time_since_epoch().count());
  CHECK(process.log_stream.starts_with("2031/05/06/"));
  process.ready();
  hosting.time.advance(1500ms);
  process.reply("1");
  CHECK(call->reply().duration == 1500ms);
}

TEST_CASE("a moved clock neither shortens nor lengthens a handler's time") {
  MovedHosting hosting;
  const auto call = hosting.call("hello");
  hosting.launcher.last().ready();
  hosting.emulated.advance(24h);
  hosting.time.advance(2900ms);
  CHECK_FALSE(call->answered());
  hosting.time.advance(200ms);
  CHECK(call->reply().end == Reply::End::kTimeout);
}

TEST_CASE("the machine's clock goes on by itself, so workers are told none") {
  FakeHosting hosting;
  hosting.add("hello");
  hosting.call("hello");
  CHECK(hosting.launcher.last().invokes[0].wall_us == 0);
}

TEST_CASE("an invocation is pending work from the door until its caller has been told") {
  MovedHosting hosting;
  bool idle_when_told = true;
  hosting.invoker->invoke("hello", Event{"{}"},
                          [&](Result<Reply>) { idle_when_told = hosting.pending_work.idle(); });
  CHECK_FALSE(hosting.pending_work.idle());
  hosting.launcher.last().ready();
  hosting.launcher.last().reply("1");
  hosting.time.advance(0s);
  CHECK_FALSE(idle_when_told);
  CHECK(hosting.pending_work.idle());
}

TEST_CASE("whoever listens hears how each invocation ended, and of those that may not run") {
  MovedHosting hosting;
  std::vector<std::string> heard;
  hosting.clock_events.subscribe([&](const ClockEvent& event) {
    CHECK(event.at == kMoved);
    heard.push_back(std::string(event.what) + " " + std::string(event.who) + " " +
                    std::string(event.request_id) + ": " + std::string(event.text));
  });
  hosting.call("hello", Event{.payload = "{}", .request_id = "r-1"});
  hosting.launcher.last().ready();
  hosting.time.advance(2ms);
  hosting.launcher.last().reply("1");
  REQUIRE(hosting.invoker->set_reserved_concurrency("hello", 0).ok());
  hosting.call("hello", Event{.payload = "{}", .request_id = "r-2"});
  REQUIRE(heard.size() == 2);
  CHECK(heard[0] == "invocation hello r-1: success in 2.00 ms");
  CHECK(heard[1].starts_with("throttle hello r-2: "));
}

#include "emulator/loop/loop.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <csignal>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "runtime/wire/fd.h"

using namespace brume::emulator;
using namespace std::chrono_literals;
using brume::wire::UniqueFd;

namespace {

struct Pair {
  Pair() {
    int ends[2];
    REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends) == 0);
    ours = UniqueFd(ends[0]);
    theirs = UniqueFd(ends[1]);
  }
  UniqueFd ours, theirs;
};

}  // namespace

// --- timers ---

TEST_CASE("timers run in the order of their instants, and never before them") {
  Loop loop;
  std::vector<int> order;
  const MonotonicTime start = loop.monotonic();
  MonotonicTime last = start;
  const Timer late = loop.start(20ms, [&] {
    order.push_back(20);
    last = loop.monotonic();
  });
  const Timer early = loop.start(5ms, [&] { order.push_back(5); });
  const Timer now = loop.start(0ms, [&] { order.push_back(0); });
  CHECK(order.empty());
  loop.run();
  CHECK(order == std::vector<int>{0, 5, 20});
  CHECK(last - start >= 20ms);
}

TEST_CASE("no timer is early, wherever in a millisecond it was started") {
  Loop loop;
  for (int i = 0; i < 200; ++i) {
    // Somewhere else in the millisecond each time.
    const MonotonicTime from = loop.monotonic() + Duration(37 * (i % 27));
    while (loop.monotonic() < from) continue;
    const MonotonicTime start = loop.monotonic();
    MonotonicTime fired{};
    const Timer timer = loop.start(1ms, [&] { fired = loop.monotonic(); });
    loop.run();
    REQUIRE(fired - start >= 1ms);
  }
}

TEST_CASE("a destroyed timer never runs, and keeps nobody waiting") {
  Loop loop;
  bool ran = false;
  Timer timer = loop.start(1h, [&] { ran = true; });
  timer.reset();
  loop.run();
  CHECK_FALSE(ran);
}

TEST_CASE("a timer may destroy itself and start another") {
  Loop loop;
  int ticks = 0;
  Timer timer;
  const std::function<void()> tick = [&] {
    timer.reset();
    if (++ticks < 5) timer = loop.start(0ms, tick);
  };
  timer = loop.start(0ms, tick);
  loop.run();
  CHECK(ticks == 5);
}

TEST_CASE("a negative delay is none") {
  Loop loop;
  bool ran = false;
  const Timer timer = loop.start(-5s, [&] { ran = true; });
  loop.run();
  CHECK(ran);
}

// --- posting ---

TEST_CASE("what other threads post runs on the loop's thread, in each thread's order") {
  Loop loop;
  const auto loop_thread = std::this_thread::get_id();
  constexpr int kEach = 1000;
  std::vector<int> seen[2];
  bool right_thread = true;
  std::vector<std::thread> threads;
  const Timer keep_running = loop.start(1min, [] {});
  for (int t = 0; t < 2; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < kEach; ++i) {
        loop.post([&, t, i] {
          right_thread = right_thread && std::this_thread::get_id() == loop_thread;
          seen[t].push_back(i);
          if (seen[0].size() + seen[1].size() == 2 * kEach) loop.stop();
        });
      }
    });
  }
  loop.run();
  for (auto& thread : threads) thread.join();
  CHECK(right_thread);
  for (const auto& numbers : seen) {
    REQUIRE(numbers.size() == kEach);
    for (int i = 0; i < kEach; ++i) REQUIRE(numbers[static_cast<std::size_t>(i)] == i);
  }
}

TEST_CASE("what is posted from the loop runs later, not from inside post()") {
  Loop loop;
  std::string order;
  const Timer timer = loop.start(0ms, [&] {
    loop.post([&] { order += "b"; });
    order += "a";
  });
  while (order.size() < 2) loop.run_once(true);
  CHECK(order == "ab");
}

TEST_CASE("a post alone does not keep the loop running") {
  Loop loop;
  loop.post([] {});
  loop.run();  // returns
}

TEST_CASE("blocking work runs elsewhere, its end comes back to the loop") {
  Loop loop;
  const auto loop_thread = std::this_thread::get_id();
  std::thread::id worked, done;
  loop.run_blocking([&] { worked = std::this_thread::get_id(); },
                    [&] { done = std::this_thread::get_id(); });
  CHECK(done == std::thread::id());
  loop.run();
  CHECK(worked != std::thread::id());
  CHECK(worked != loop_thread);
  CHECK(done == loop_thread);
}

TEST_CASE("a loop that is destroyed waits for blocking work, and tells nobody of its end") {
  bool worked = false;
  bool told = false;
  {
    Loop loop;
    loop.run_blocking([&] { worked = true; }, [&] { told = true; });
  }
  CHECK(worked);
  CHECK_FALSE(told);  // who waited for it may have gone before the loop
}

// --- descriptors ---

TEST_CASE("a watch tells what is ready, and a hang-up as readable") {
  Loop loop;
  Pair pair;
  unsigned ready = 0;
  const auto watch = loop.watch(pair.ours.get(), FdWatch::kWritable, [&](unsigned events) {
    ready = events;
    loop.stop();
  });
  loop.run();
  CHECK(ready == FdWatch::kWritable);
  watch->set_events(FdWatch::kReadable);
  REQUIRE(::write(pair.theirs.get(), "x", 1) == 1);
  loop.run();
  CHECK(ready == FdWatch::kReadable);
  char byte = 0;
  REQUIRE(::read(pair.ours.get(), &byte, 1) == 1);
  ready = 0;
  pair.theirs.reset();
  loop.run();
  CHECK((ready & FdWatch::kReadable) != 0);
}

TEST_CASE("a paused watch is silent until it is resumed") {
  Loop loop;
  Pair pair;
  int calls = 0;
  const auto watch = loop.watch(pair.ours.get(), FdWatch::kReadable, [&](unsigned) {
    ++calls;
    loop.stop();
  });
  REQUIRE(::write(pair.theirs.get(), "x", 1) == 1);
  watch->set_events(0);
  for (int i = 0; i < 3; ++i) loop.run_once(false);
  CHECK(calls == 0);
  watch->set_events(FdWatch::kReadable);
  loop.run();
  CHECK(calls == 1);
}

TEST_CASE("a watch may be destroyed inside its own callback") {
  Loop loop;
  Pair pair;
  REQUIRE(::write(pair.theirs.get(), "x", 1) == 1);
  const auto held = std::make_shared<int>(7);
  int seen = 0;
  std::unique_ptr<FdWatch> watch;
  watch = loop.watch(pair.ours.get(), FdWatch::kReadable, [&watch, &seen, held](unsigned) {
    watch.reset();
    seen = *held;  // what the callback holds is still there
  });
  loop.run();
  CHECK(seen == 7);
  CHECK(held.use_count() == 1);
}

// --- signals ---

TEST_CASE("a watched signal comes as a callback, on the loop's thread, while it is watched") {
  Loop loop;
  int caught = 0;
  const Timer keep_running = loop.start(1min, [] {});
  auto watch = loop.watch_signal(SIGUSR1, [&] {
    ++caught;
    loop.stop();
  });
  ::kill(::getpid(), SIGUSR1);
  loop.run();
  CHECK(caught == 1);
}

TEST_CASE("listening for a signal is nothing to wait for") {
  Loop loop;
  const auto watch = loop.watch_signal(SIGUSR1, [] {});
  loop.run();  // returns
}

TEST_CASE("the clocks are the system's") {
  Loop loop;
  const auto now = std::chrono::system_clock::now();
  CHECK(loop.wall() - now < 1min);
  CHECK(now - loop.wall() < 1min);
  const MonotonicTime first = loop.monotonic();
  CHECK(loop.monotonic() >= first);
}

// --- looking out ---

TEST_CASE("two that answer each other at once are heard, and timers and posts between them") {
  constexpr int kRounds = 3000;
  Loop loop;
  Pair pair;
  // Blocking, like a worker.
  ::fcntl(pair.theirs.get(), F_SETFL, 0);
  std::thread other([&] {
    char byte = 0;
    while (::read(pair.theirs.get(), &byte, 1) == 1) {
      if (::write(pair.theirs.get(), &byte, 1) != 1) break;
    }
  });
  int rounds = 0;
  int ticks = 0;
  int posts = 0;
  Timer timer;
  const std::function<void()> tick = [&] {
    ++ticks;
    timer = loop.start(1ms, [&] { tick(); });
  };
  tick();
  const auto watch = loop.watch(pair.ours.get(), FdWatch::kReadable, [&](unsigned) {
    char byte = 0;
    REQUIRE(::read(pair.ours.get(), &byte, 1) == 1);
    loop.post([&] { ++posts; });
    loop.set_alone(rounds % 100 < 90);
    if (++rounds == kRounds) return loop.stop();
    REQUIRE(::write(pair.ours.get(), "x", 1) == 1);
  });
  REQUIRE(::write(pair.ours.get(), "x", 1) == 1);
  loop.run();
  loop.run_once(false);
  CHECK(rounds == kRounds);
  CHECK(posts == kRounds);
  CHECK(ticks > 1);
  ::shutdown(pair.ours.get(), SHUT_RDWR);
  other.join();
}

TEST_CASE("timers that are over are used again by later ones") {
  Loop loop;
  int ran = 0;
  for (int i = 0; i < 100; ++i) {
    const Timer never = loop.start(1h, [&] { FAIL("a destroyed timer ran"); });
    const Timer soon = loop.start(0ms, [&] { ++ran; });
    while (ran == i) loop.run_once(false);
  }
  CHECK(ran == 100);
}

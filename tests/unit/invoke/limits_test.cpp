#include <doctest/doctest.h>

#include <csignal>

#include "emulator/invoke/limits.h"
#include "tests/unit/invoke/fake_workers.h"

using namespace brume::emulator;
using namespace brume::emulator::testing;
using namespace std::chrono_literals;

namespace {

constexpr std::uint64_t kMb = 1024 * 1024;

struct LimitedCall : FakeHosting {
  LimitedCall() {
    add("f");
    warm_up("f");
    started = now();
    the_call = call("f", Event{.payload = "{}", .request_id = "r"});
  }
  FakeProcess& process() { return launcher.process(0); }
  std::shared_ptr<Call> the_call;
  Duration started{0};
};

}  // namespace

// --- memory ---

TEST_CASE("a worker seen above MemorySize is killed with AWS's words") {
  LimitedCall running;
  running.process().vitals.rss_bytes = 128 * kMb;
  running.time.advance(1s);
  CHECK_FALSE(running.the_call->answered());  // exactly at the limit is allowed
  running.process().vitals.rss_bytes = 128 * kMb + 1;
  running.time.advance(kLookAtMost + 1ms);
  const Reply& reply = running.the_call->reply();
  CHECK(reply.end == Reply::End::kOutOfMemory);
  CHECK(reply.payload ==
        "{\"errorType\":\"Runtime.ExitError\",\"errorMessage\":\"RequestId: r Error: Runtime "
        "exited with error: signal: killed\"}");
  CHECK(reply.max_memory_mb == 128);
  CHECK(running.process().kills > 0);
  CHECK(running.log.contains("of the 128 MB that MemorySize allows"));
  CHECK(running.invoker->environments() == 0);
}

TEST_CASE("a peak that no look has seen counts when the answer tells it") {
  LimitedCall running;
  running.process().reply("1", 129 * kMb);
  running.time.advance(1s);
  CHECK(running.the_call->reply().end == Reply::End::kOutOfMemory);
  LimitedCall failing;
  FunctionError error;
  error.type = "E";
  error.max_rss_bytes = 129 * kMb;
  failing.process().fail(std::move(error));
  failing.time.advance(1s);
  CHECK(failing.the_call->reply().end == Reply::End::kOutOfMemory);
}

TEST_CASE("the nearer to MemorySize, the sooner the next look") {
  LimitedCall running;
  running.process().vitals.rss_bytes = 127 * kMb;
  running.time.advance(kFirstLook);
  running.process().vitals.rss_bytes = 200 * kMb;
  running.time.advance(kLookAtLeast);
  CHECK(running.process().kills > 0);
}

TEST_CASE("memory above the limit in init is tried again, then the answer") {
  FakeHosting hosting;
  hosting.add("f");
  hosting.launcher.on_launch = [](FakeProcess& process) { process.vitals.rss_bytes = 300 * kMb; };
  const auto call = hosting.call("f");
  hosting.time.advance(1s);
  CHECK(call->reply().end == Reply::End::kOutOfMemory);
  CHECK(hosting.launcher.processes.size() == 2);
}

// --- the debugger ---

TEST_CASE("the deadline stands still while a debugger is attached, and goes on after it") {
  LimitedCall running;
  running.time.advance(1s);
  running.process().vitals.debugged = true;
  running.time.advance(1h);
  CHECK_FALSE(running.the_call->answered());
  running.process().vitals.debugged = false;
  const Duration detached = running.now();
  running.time.advance(1900ms);  // of the 2 s that were left
  CHECK_FALSE(running.the_call->answered());
  running.time.advance(400ms);  // a look late on either side
  CHECK(running.the_call->reply().end == Reply::End::kTimeout);
  CHECK(running.the_call->answered_at - detached >= 2s - kLookAtMost);
}

TEST_CASE("detaching just before the deadline does not end the call at once") {
  LimitedCall running;
  running.time.advance(3s - 5ms);
  running.process().vitals.debugged = true;
  running.time.advance(1min + 70ms);
  REQUIRE_FALSE(running.the_call->answered());
  running.process().vitals.debugged = false;
  const Duration detached = running.now();
  running.time.advance(1min);
  CHECK(running.the_call->reply().end == Reply::End::kTimeout);
  CHECK(running.the_call->answered_at - detached >= 5ms);
}

TEST_CASE("a debugged worker may use what memory it likes") {
  LimitedCall running;
  running.process().vitals = {300 * kMb, true};
  running.time.advance(1min);
  running.process().reply("1", 300 * kMb);
  CHECK(running.the_call->reply().end == Reply::End::kSuccess);
}

TEST_CASE("a debugger attached at the very deadline is seen before the call is ended") {
  LimitedCall running;
  running.time.advance(3s - 1us);
  running.process().vitals.debugged = true;
  running.time.advance(1min);
  CHECK_FALSE(running.the_call->answered());
  running.process().reply("1");
  CHECK(running.the_call->reply().end == Reply::End::kSuccess);
}

#include <doctest/doctest.h>

#include <csignal>

#include "emulator/invoke/limits.h"
#include "tests/unit/invoke/fake_workers.h"

using namespace brume::emulator;
using namespace brume::emulator::testing;
using namespace std::chrono_literals;
namespace wire = brume::wire;

TEST_CASE("an init may take just under 10 s, and the call then has its whole timeout") {
  FakeHosting hosting;
  hosting.add("slow");
  const auto call = hosting.call("slow");
  hosting.time.advance(kInitTimeout - 1us);
  hosting.launcher.last().ready();
  hosting.time.advance(3s - 1us);
  hosting.launcher.last().reply("1");
  CHECK(call->reply().end == Reply::End::kSuccess);
  CHECK(call->reply().init_duration == kInitTimeout - 1us);
  CHECK(call->reply().duration == 3s - 1us);
  CHECK(hosting.launcher.processes.size() == 1);
}

TEST_CASE("an init of 10 s is cut off and run again inside the call, under its own timeout") {
  FakeHosting hosting;
  hosting.add("slow");
  const auto call = hosting.call("slow", Event{.payload = "{}", .request_id = "r"});
  hosting.launcher.last().print("loading\n");
  hosting.time.advance(kInitTimeout - 1us);
  CHECK(hosting.launcher.processes.size() == 1);
  hosting.time.advance(1us);
  REQUIRE(hosting.launcher.processes.size() == 2);
  CHECK(hosting.launcher.process(0).kills > 0);
  CHECK(
      hosting.log.contains("INIT_REPORT Init Duration: 10000.00 ms\tPhase: init\tStatus: "
                           "timeout\t"));
  CHECK(hosting.launcher.last().invokes.empty());  // it gets the event with what time is left
  hosting.time.advance(1s);
  hosting.launcher.last().ready();
  REQUIRE(hosting.launcher.last().invokes.size() == 1);
  CHECK(hosting.launcher.last().invokes[0].timeout == 2s);
  hosting.time.advance(500ms);
  hosting.launcher.last().reply("1");
  CHECK(call->reply().end == Reply::End::kSuccess);
  CHECK(call->reply().duration == 1500ms);
  CHECK_FALSE(call->reply().init_duration.has_value());
  CHECK(hosting.log.count("START RequestId: r") == 1);
  hosting.time.advance(1s);
  CHECK(hosting.invoker->environments() == 1);
}

TEST_CASE("a second init that does not end either times the call out at its timeout") {
  FakeHosting hosting;
  hosting.add("slow");
  const auto call = hosting.call("slow", Event{.payload = "{}", .request_id = "r"});
  const Duration start = hosting.now();
  hosting.time.advance(kInitTimeout + 3s - 1us);
  CHECK_FALSE(call->answered());
  hosting.time.advance(kExitGrace);
  CHECK(call->reply().end == Reply::End::kTimeout);
  CHECK(call->reply().duration == 3s);
  CHECK(call->answered_at - start <= kInitTimeout + 3s + 2ms);
  hosting.time.advance(1s);
  CHECK(hosting.invoker->environments() == 0);
}

TEST_CASE("an init that fails is tried once more; the second failure is the answer") {
  FakeHosting hosting;
  hosting.add("bad");
  const auto call = hosting.call("bad", Event{.payload = "{}", .request_id = "r"});
  hosting.launcher.last().init_failed("Runtime.ImportModuleError", "no such symbol");
  REQUIRE(hosting.launcher.processes.size() == 2);
  CHECK_FALSE(call->answered());
  hosting.launcher.last().init_failed("Runtime.ImportModuleError", "no such symbol");
  hosting.time.advance(kExitGrace);
  CHECK(call->reply().end == Reply::End::kInitError);
  CHECK(call->reply().payload ==
        "{\"errorType\":\"Runtime.ImportModuleError\",\"errorMessage\":\"no such symbol\"}");
  CHECK(hosting.launcher.processes.size() == 2);
  CHECK(hosting.log.count("Phase: init\tStatus: error\tError Type: Runtime.ImportModuleError") ==
        1);
  CHECK(hosting.log.count("Phase: invoke\tStatus: error") == 1);
  CHECK(hosting.log.count("cannot initialise: Runtime.ImportModuleError: no such symbol") == 1);
}

TEST_CASE("an init that fails once and then works answers the call") {
  FakeHosting hosting;
  hosting.add("flaky");
  const auto call = hosting.call("flaky");
  hosting.launcher.last().exit_with(3);
  REQUIRE(hosting.launcher.processes.size() == 2);
  hosting.launcher.last().ready();
  hosting.launcher.last().reply("1");
  CHECK(call->reply().end == Reply::End::kSuccess);
}

TEST_CASE("the failed environment's end may be reported in the same turn as its failure") {
  FakeHosting hosting;
  hosting.add("bad");
  const auto call = hosting.call("bad");
  FakeProcess& first = hosting.launcher.last();
  first.init_failed("E", "m");
  first.exit_with(1);
  FakeProcess& second = hosting.launcher.last();
  CHECK(&second != &first);
  second.ready();
  second.reply("1");
  CHECK(call->reply().end == Reply::End::kSuccess);
  hosting.time.advance(1s);
  CHECK(hosting.invoker->environments() == 1);
}

TEST_CASE("an exit during both inits is a Runtime.ExitError with its status") {
  FakeHosting hosting;
  hosting.add("bad");
  const auto call = hosting.call("bad", Event{.payload = "{}", .request_id = "r"});
  hosting.launcher.last().exit_with(127);
  hosting.launcher.last().exit_with(127);
  CHECK(call->reply().payload ==
        "{\"errorType\":\"Runtime.ExitError\",\"errorMessage\":\"RequestId: r Error: Runtime "
        "exited with error: exit status 127\"}");
  CHECK(hosting.log.contains("RequestId: r Error: Runtime exited with error: exit status 127"));
}

TEST_CASE("an environment that cannot be started says why, after a second try") {
  FakeHosting hosting;
  hosting.add("hello");
  const auto call = hosting.call("hello");
  hosting.launcher.last().exit({SIGKILL, 0, "fork: too many processes"});
  hosting.launcher.last().exit({SIGKILL, 0, "fork: too many processes"});
  CHECK(call->reply().function_error());
  CHECK(hosting.log.count("no environment could be started: fork: too many processes") == 1);
  CHECK(hosting.invoker->running() == 0);
}

TEST_CASE("a crash in init is described once, with the stack of the init that counted") {
  FakeHosting hosting;
  hosting.add("bad");
  const auto call = hosting.call("bad");
  for (const char* symbol : {"first_try", "second_try"}) {
    FakeProcess& process = hosting.launcher.last();
    process.crash(SIGSEGV, {{"lib.so", 16, symbol}});
    process.die_of(SIGSEGV);
  }
  hosting.time.advance(1s);
  CHECK(call->reply().end == Reply::End::kCrash);
  CHECK(hosting.log.count("the handler died of SIGSEGV") == 1);
  CHECK(hosting.log.count("    at lib.so!second_try") == 1);
  CHECK(hosting.log.count("first_try") == 0);
}

TEST_CASE("an init error named Runtime.ExitError, without AWS's words, is still only an answer") {
  FakeHosting hosting;
  hosting.add("sly");
  const auto call = hosting.call("sly");
  hosting.launcher.last().init_failed("Runtime.ExitError", "x");
  hosting.launcher.last().init_failed("Runtime.ExitError", "x");
  hosting.time.advance(1s);
  CHECK(call->reply().payload == "{\"errorType\":\"Runtime.ExitError\",\"errorMessage\":\"x\"}");
}

TEST_CASE("an environment that waits for a debugger is new, and init does not time out") {
  FakeHosting hosting;
  int debuggable = 0;
  hosting.services.on_debuggable = [&](const FunctionConfig&, int pid) { debuggable = pid; };
  hosting.add("hello");
  hosting.warm_up("hello");
  const auto call = hosting.call("hello", Event{.payload = "{}", .wait_for_debugger = true});
  REQUIRE(hosting.launcher.processes.size() == 2);
  CHECK(hosting.launcher.last().wait_for_debugger);
  hosting.launcher.last().loaded(4711);
  CHECK(debuggable == 4711);
  hosting.time.advance(1h);
  CHECK_FALSE(call->answered());
  hosting.launcher.last().vitals.debugged = true;
  hosting.time.advance(1h);
  hosting.launcher.last().ready();
  hosting.launcher.last().reply("1");
  CHECK(call->reply().end == Reply::End::kSuccess);
}

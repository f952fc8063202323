#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <csignal>

#include "emulator/invoke/limits.h"
#include "tests/unit/invoke/fake_workers.h"

using namespace brume::emulator;
using namespace brume::emulator::testing;
using namespace std::chrono_literals;
namespace wire = brume::wire;

namespace {

Event with_id(std::string id) {
  return Event{.payload = "{}", .request_id = std::move(id)};
}

// A hosting whose function "f" has one warm environment, and a call just sent into it.
struct EndingCall : FakeHosting {
  EndingCall() {
    add("f");
    warm_up("f");
    log.lines.clear();
    started = now();
    the_call = call("f", with_id("r"));
  }
  FakeProcess& process() { return launcher.process(0); }
  std::shared_ptr<Call> the_call;
  Duration started{0};
};

}  // namespace

// --- timeouts ---

TEST_CASE("a call times out at its timeout to the microsecond") {
  EndingCall running;
  running.time.advance(3s - 1us);
  CHECK(running.process().kills == 0);
  running.time.advance(1us);
  CHECK(running.process().kills == 1);
  running.time.advance(1ms);  // the kill is confirmed
  const Reply& reply = running.the_call->reply();
  CHECK(reply.end == Reply::End::kTimeout);
  CHECK(reply.duration == 3s);
  CHECK(reply.billed_ms == 3000);
  CHECK(reply.payload ==
        "{\"errorType\":\"Sandbox.Timedout\",\"errorMessage\":\"RequestId: r Error: Task timed out "
        "after 3.00 seconds\"}");
  CHECK(running.log.all() ==
        "START RequestId: r Version: $LATEST\n"
        "2026-11-21T01:00:03.001Z r Task timed out after 3.00 seconds\n"
        "END RequestId: r\n"
        "REPORT RequestId: r\tDuration: 3000.00 ms\tBilled Duration: 3000 ms\tMemory Size: 128 MB\t"
        "Max Memory Used: 0 MB\tStatus: timeout\t\n");
  CHECK(running.invoker->environments() == 0);
}

TEST_CASE("a kill that is never confirmed holds the answer up by kExitGrace and no more") {
  EndingCall running;
  running.launcher.kill_takes.reset();
  running.time.advance(3s + kExitGrace - 1us);
  CHECK_FALSE(running.the_call->answered());
  running.time.advance(1us);
  CHECK(running.the_call->reply().end == Reply::End::kTimeout);
  CHECK(running.the_call->answered_at - running.started == 3s + kExitGrace);
  // Its end is reported after all.
  running.process().die_of(SIGKILL);
  running.time.advance(1min);
  CHECK(running.the_call->answers == 1);
  CHECK(running.invoker->environments() == 0);
}

TEST_CASE("what a killed worker still printed belongs to the call, before END") {
  EndingCall running;
  running.process().print("one\ntw");
  running.process().print_unread("o\nthree");
  running.time.advance(4s);
  const std::string all = running.log.all();
  CHECK(all.find("one\ntwo\nthree\n") != std::string::npos);
  CHECK(all.find("three") < all.find("END"));
}

// --- reply, exit and deadline race ---

TEST_CASE("of reply, exit and deadline the first counts, whatever follows") {
  using Event3 = std::function<void(EndingCall&)>;
  const Event3 reply = [](EndingCall& r) { r.process().reply("\"ok\""); };
  const Event3 exit = [](EndingCall& r) { r.process().exit_with(1); };
  const Event3 deadline = [](EndingCall& r) { r.time.advance(3s + 1us - (r.now() - r.started)); };
  const std::array<std::pair<Event3, Reply::End>, 3> racers = {
      std::pair{reply, Reply::End::kSuccess}, std::pair{exit, Reply::End::kCrash},
      std::pair{deadline, Reply::End::kTimeout}};
  std::array<int, 3> order = {0, 1, 2};
  do {
    CAPTURE(order[0]);
    CAPTURE(order[1]);
    EndingCall running;
    running.launcher.kill_takes.reset();
    for (const int i : order) racers[static_cast<std::size_t>(i)].first(running);
    running.time.advance(1s);
    CHECK(running.the_call->reply().end == racers[static_cast<std::size_t>(order[0])].second);
    CHECK(running.log.count("END RequestId") == 1);
    CHECK(running.log.count("REPORT RequestId") == 1);
    CHECK(running.invoker->running() == 0);
    CHECK(running.invoker->environments() == 0);  // it exited, before or after
  } while (std::next_permutation(order.begin(), order.end()));
}

TEST_CASE("replies that flood in after the first change nothing") {
  EndingCall running;
  for (int i = 0; i < 100; ++i) running.process().reply("\"" + std::to_string(i) + "\"");
  CHECK(running.the_call->reply().payload == "\"0\"");
  CHECK(running.log.count("REPORT") == 1);
  // The second came from an idle environment: it is gone.
  running.time.advance(1s);
  CHECK(running.invoker->environments() == 0);
}

TEST_CASE("an exit is answered with its status or signal") {
  EndingCall running;
  running.process().die_of(SIGSEGV, 50u << 20);
  const Reply& reply = running.the_call->reply();
  CHECK(reply.end == Reply::End::kCrash);
  CHECK(reply.payload ==
        "{\"errorType\":\"Runtime.ExitError\",\"errorMessage\":\"RequestId: r Error: Runtime "
        "exited with error: signal: segmentation fault\"}");
  CHECK(reply.max_memory_mb == 50);
  CHECK(
      running.log.contains("RequestId: r Error: Runtime exited with error: signal: "
                           "segmentation fault"));
  CHECK(running.log.count("Runtime.ExitError") == 2);  // a line of its own, and in REPORT
  CHECK(running.log.contains("Status: error\tError Type: Runtime.ExitError"));
}

TEST_CASE("a crash is explained with signal, address and stack before END") {
  EndingCall running;
  running.process().crash(SIGSEGV, {{"lib.so", 16, "boom"}});
  running.process().die_of(SIGSEGV);
  CHECK_FALSE(running.the_call->answered());  // the stack is being read
  running.time.advance(2ms);
  CHECK(running.the_call->reply().end == Reply::End::kCrash);
  const std::string all = running.log.all();
  const auto died = all.find("the handler died of SIGSEGV (segmentation fault) at address 0x10");
  CHECK(died != std::string::npos);
  CHECK(died < all.find("    at lib.so!boom"));
  CHECK(all.find("    at lib.so!boom") < all.find("END"));
}

TEST_CASE("a crash that never becomes an exit still times out") {
  EndingCall running;
  running.process().crash(SIGSEGV, {{"lib.so", 16, "boom"}});
  running.time.advance(4s);
  CHECK(running.the_call->reply().end == Reply::End::kTimeout);
}

// --- a socket that breaks, answers that are not ours ---

TEST_CASE("a closed socket waits kExitGrace for the exit that explains it") {
  EndingCall running;
  running.process().close_socket();
  running.time.advance(kExitGrace - 1us);
  running.process().exit_with(7);
  CHECK(running.the_call->reply().payload.find("exit status 7") != std::string::npos);
}

TEST_CASE("a closed socket without an exit ends the call as killed, and says why") {
  EndingCall running;
  running.process().close_socket("the environment closed its socket");
  running.time.advance(kExitGrace - 1us);
  CHECK(running.process().kills == 0);
  running.time.advance(2ms);
  CHECK(running.process().kills > 0);
  CHECK(running.the_call->reply().payload.find("signal: killed") != std::string::npos);
  CHECK(running.log.count("the environment closed its socket") == 1);
}

TEST_CASE("an answer for a foreign request id ends the environment, not another call") {
  EndingCall running;
  running.process().reply_to("somebody-else", "\"stolen\"");
  CHECK_FALSE(running.the_call->answered());
  running.time.advance(kExitGrace + 2ms);
  CHECK(running.the_call->reply().end == Reply::End::kCrash);
  CHECK(running.log.contains("answered another invocation"));
  CHECK(running.invoker->environments() == 0);
}

TEST_CASE("an environment that answered for a foreign request id is not used again") {
  EndingCall running;
  running.process().reply_to("somebody-else", "\"stolen\"");
  running.process().reply("\"mine\"");
  running.time.advance(1s);
  CHECK(running.the_call->answers == 1);
  CHECK(running.invoker->environments() == 0);
}

TEST_CASE("a flood of foreign answers does not put the end off") {
  EndingCall running;
  for (int i = 0; i < 200; ++i) {
    running.process().reply_to("somebody-else", "1");
    running.time.advance(1ms);
  }
  CHECK(running.the_call->answers == 1);
  CHECK(running.the_call->answered_at - running.started <= kExitGrace + 2ms);
}

TEST_CASE("an answer before the environment is ready is not taken for one") {
  FakeHosting hosting;
  hosting.add("f");
  const auto call = hosting.call("f");
  hosting.launcher.last().reply("1");
  CHECK_FALSE(call->answered());
  hosting.launcher.last().ready();
  hosting.time.advance(4s);
  CHECK(call->reply().end == Reply::End::kTimeout);
}

// --- errors of the function ---

TEST_CASE("a function's error is its answer, and the environment is kept") {
  EndingCall running;
  running.time.advance(5ms);
  FunctionError error;
  error.type = "OrderError";
  error.message = "no such \"order\"";
  error.stack = "main at a.cpp:1\nf at b.cpp:2";
  running.process().fail(std::move(error));
  const Reply& reply = running.the_call->reply();
  CHECK(reply.end == Reply::End::kFunctionError);
  CHECK(reply.payload ==
        "{\"errorType\":\"OrderError\",\"errorMessage\":\"no such \\\"order\\\"\","
        "\"stackTrace\":[\"main at a.cpp:1\",\"f at b.cpp:2\"]}");
  CHECK(running.invoker->environments() == 1);
  CHECK(running.process().kills == 0);
  CHECK(running.log.contains("OrderError: no such \"order\""));
  CHECK_FALSE(running.log.contains("Status: error"));
}

TEST_CASE("the stack of an exception is described; the environment may exit meanwhile") {
  EndingCall running;
  FunctionError error;
  error.type = "std::runtime_error";
  error.message = "boom";
  error.frames = {{"lib.so", 16, "f"}, {"lib.so", 32, "g"}};
  running.process().fail(std::move(error));
  running.process().exit_with(0);
  CHECK_FALSE(running.the_call->answered());
  running.time.advance(2ms);
  CHECK(running.the_call->reply().payload ==
        "{\"errorType\":\"std::runtime_error\",\"errorMessage\":\"boom\",\"stackTrace\":["
        "\"lib.so!f\",\"lib.so!g\"]}");
  CHECK(running.invoker->environments() == 0);
}

TEST_CASE("an error without any words is still valid JSON") {
  EndingCall running;
  running.process().fail("", "");
  CHECK(running.the_call->reply().end == Reply::End::kFunctionError);
  CHECK(running.the_call->reply().payload == "{\"errorType\":\"\",\"errorMessage\":\"\"}");
}

TEST_CASE("a function may name its error Runtime.ExitError and harms nobody") {
  EndingCall running;
  running.process().fail("Runtime.ExitError", "x");
  CHECK(running.the_call->reply().payload ==
        "{\"errorType\":\"Runtime.ExitError\",\"errorMessage\":\"x\"}");
  CHECK(running.invoker->environments() == 1);
}

TEST_CASE("every line of an error's message is a log line of its own") {
  EndingCall running;
  running.process().fail("E", "first\nsecond");
  for (const auto& line : running.log.lines) CHECK(line.text.find('\n') == std::string::npos);
  CHECK(running.log.contains("E: first"));
  CHECK(running.log.contains("second"));
}

TEST_CASE("an unfinished line that has been read already is said before END") {
  EndingCall running;
  running.process().print("unfinished");
  running.process().reply("1");
  REQUIRE(running.log.lines.size() == 4);
  CHECK(running.log.lines[1].text == "unfinished");
  CHECK(running.log.lines[1].request_id == "r");
  CHECK(running.log.lines[2].text.starts_with("END RequestId: r"));
}

TEST_CASE("output before an answer is logged before END with the call's id") {
  EndingCall running;
  running.process().print("said\r\nunfinished");
  running.process().print_unread(" line");
  running.process().reply("1");
  REQUIRE(running.log.lines.size() == 5);
  CHECK(running.log.lines[1].text == "said");
  CHECK(running.log.lines[2].text == "unfinished line");
  CHECK(running.log.lines[2].request_id == "r");
  CHECK(running.log.lines[2].kind == LogRecord::Kind::kFunction);
}

TEST_CASE("the tail of the log is its last 4 KB, when asked for") {
  FakeHosting hosting;
  hosting.add("f");
  const auto call = hosting.call("f", Event{.payload = "{}", .request_id = "r", .log_tail = true});
  hosting.launcher.last().ready();
  for (int i = 0; i < 1000; ++i) hosting.launcher.last().print("line " + std::to_string(i) + "\n");
  hosting.launcher.last().reply("1");
  const std::string& tail = call->reply().log_tail;
  CHECK(tail.size() == kLogTailBytes);
  CHECK(tail.find("line 999\nEND RequestId: r\nREPORT RequestId: r\t") != std::string::npos);
  const auto without = hosting.call("f");
  hosting.launcher.last().reply("1");
  CHECK(without->reply().log_tail.empty());
}

#include <doctest/doctest.h>

#include <regex>

#include "emulator/invoke/call_summary.h"
#include "emulator/invoke/limits.h"
#include "runtime/wire/limits.h"
#include "tests/unit/invoke/fake_workers.h"

using namespace brume::emulator;
using namespace brume::emulator::testing;
using namespace std::chrono_literals;
namespace wire = brume::wire;

TEST_CASE("a cold call is sent at once, starts when the environment is ready, and is answered") {
  FakeHosting hosting;
  hosting.add("hello");
  const auto call = hosting.call("hello", Event{.payload = "{\"a\":1}", .request_id = "r-1"});
  FakeProcess& process = hosting.launcher.last();
  REQUIRE(process.invokes.size() == 1);
  CHECK(process.invokes[0].payload == "{\"a\":1}");
  CHECK(process.invokes[0].request_id == "r-1");
  CHECK(process.invokes[0].timeout == 3s);
  CHECK(process.invokes[0].function_arn == "arn:aws:lambda:us-east-1:123456789012:function:hello");
  CHECK_FALSE(hosting.log.contains("START"));

  hosting.time.advance(120ms);
  process.ready();
  CHECK(hosting.log.contains("START RequestId: r-1 Version: $LATEST"));
  hosting.time.advance(7300us);
  process.reply("\"done\"", 36u << 20);

  const Reply& reply = call->reply();
  CHECK(reply.end == Reply::End::kSuccess);
  CHECK_FALSE(reply.function_error());
  CHECK(reply.payload == "\"done\"");
  CHECK(reply.request_id == "r-1");
  CHECK(reply.executed_version == "$LATEST");
  CHECK(reply.duration == 7300us);
  CHECK(reply.billed_ms == 8);
  CHECK(reply.init_duration == Duration(120ms));
  CHECK(reply.max_memory_mb == 36);
  CHECK(hosting.log.all() ==
        "START RequestId: r-1 Version: $LATEST\n"
        "END RequestId: r-1\n"
        "REPORT RequestId: r-1\tDuration: 7.30 ms\tBilled Duration: 8 ms\tMemory Size: 128 MB\t"
        "Max Memory Used: 36 MB\tInit Duration: 120.00 ms\t\n");
}

TEST_CASE("a call ends with its summary, which knows who called") {
  FakeHosting hosting;
  hosting.add("hello");
  hosting.call("hello", Event{.payload = "{}", .request_id = "r-1", .caller = "GET /hello"});
  FakeProcess& process = hosting.launcher.last();
  hosting.time.advance(120ms);
  process.ready();
  hosting.time.advance(7300us);
  process.reply("1", 36u << 20);
  REQUIRE(hosting.log.calls.size() == 1);
  const auto call = read_summary(hosting.log.calls[0]);
  REQUIRE(call);
  CHECK(call->end == Reply::End::kSuccess);
  CHECK(call->caller == "GET /hello");
  CHECK(call->duration == 7300us);
  CHECK(call->init_duration == Duration(120ms));
  CHECK(call->max_memory_mb == 36);
  CHECK(call->why.empty());
}

TEST_CASE("a summary says why a call failed unless notices do") {
  FakeHosting hosting;
  hosting.add("hello");
  hosting.warm_up("hello");
  hosting.log.calls.clear();
  hosting.call("hello");
  hosting.time.advance(4s);
  REQUIRE(hosting.log.calls.size() == 1);
  CHECK(read_summary(hosting.log.calls[0])->why == "Task timed out after 3.00 seconds");
  hosting.call("hello");
  hosting.launcher.last().ready();
  hosting.launcher.last().exit_with(3);
  REQUIRE(hosting.log.calls.size() == 2);
  CHECK(read_summary(hosting.log.calls[1])->why == "Runtime exited with error: exit status 3");
}

TEST_CASE("a warm call reuses the environment and has no init duration") {
  FakeHosting hosting;
  hosting.add("hello");
  hosting.warm_up("hello");
  const auto call = hosting.call("hello");
  REQUIRE(hosting.launcher.processes.size() == 1);
  REQUIRE(hosting.launcher.last().invokes.size() == 2);
  hosting.time.advance(1ms);
  hosting.launcher.last().reply("2");
  CHECK(call->reply().payload == "2");
  CHECK(call->reply().duration == 1ms);
  CHECK_FALSE(call->reply().init_duration.has_value());
  CHECK(hosting.invoker->environments() == 1);
}

TEST_CASE("an environment serves one call at a time; the one used last is used next") {
  FakeHosting hosting;
  hosting.add("hello");
  const auto first = hosting.call("hello");
  const auto second = hosting.call("hello");
  REQUIRE(hosting.launcher.processes.size() == 2);
  CHECK(hosting.invoker->running() == 2);
  for (const auto& process : hosting.launcher.processes) process->ready();
  hosting.launcher.process(1).reply("\"b\"");
  hosting.launcher.process(0).reply("\"a\"");
  CHECK(first->reply().payload == "\"a\"");
  CHECK(second->reply().payload == "\"b\"");
  hosting.call("hello");
  CHECK(hosting.launcher.process(0).invokes.size() == 2);
  CHECK(hosting.launcher.process(1).invokes.size() == 1);
}

TEST_CASE("an answer may start the next call from inside the callback") {
  FakeHosting hosting;
  hosting.add("hello");
  const auto second = std::make_shared<std::shared_ptr<Call>>();
  hosting.invoker->invoke("hello", Event{"{}"}, [&hosting, second](Result<Reply>) {
    *second = hosting.call("hello", Event{.payload = "2"});
  });
  hosting.launcher.last().ready();
  hosting.launcher.last().reply("1");
  REQUIRE(*second);
  CHECK(hosting.launcher.processes.size() == 1);
  hosting.launcher.last().reply("2");
  CHECK((*second)->reply().payload == "2");
}

TEST_CASE("request id and trace header are made when the caller has none") {
  FakeHosting hosting;
  hosting.add("hello");
  hosting.call("hello");
  const auto& made = hosting.launcher.last().invokes[0];
  CHECK(std::regex_match(made.request_id, std::regex("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")));
  CHECK(std::regex_match(made.trace_id,
                         std::regex("Root=1-[0-9a-f]{8}-[0-9a-f]{24};Parent=[0-9a-f]{16};Sampled=1;"
                                    "Lineage=[0-9a-f]{8}:0")));
  hosting.call("hello", Event{.payload = "{}", .request_id = "mine", .trace_header = "Root=x"});
  CHECK(hosting.launcher.last().invokes[0].request_id == "mine");
  CHECK(hosting.launcher.last().invokes[0].trace_id.starts_with("Root=x;Lineage="));
}

TEST_CASE("the door refuses what cannot run, and starts nothing") {
  FakeHosting hosting;
  hosting.add("hello");
  CHECK(hosting.call("nobody")->error().code == Error::Code::kNotFound);
  std::string payload(wire::kMaxPayloadBytes, ' ');
  hosting.call("hello", Event{payload});
  CHECK(hosting.launcher.processes.size() == 1);
  payload += ' ';
  CHECK(hosting.call("hello", Event{payload})->error().code == Error::Code::kPayloadTooLarge);
  CHECK(hosting.launcher.processes.size() == 1);
  FunctionConfig twin;
  twin.name = "hello";
  CHECK_FALSE(hosting.invoker->add_function(std::move(twin)).ok());
  CHECK(hosting.invoker->function_names() == std::vector<std::string>{"hello"});
}

// --- concurrency ---

TEST_CASE("reserved concurrency throttles the call above it and starts no environment") {
  FakeHosting hosting;
  hosting.add("two", [](FunctionConfig& f) { f.reserved_concurrency = 2; });
  hosting.call("two");
  hosting.call("two");
  const auto third = hosting.call("two");
  CHECK(third->error().code == Error::Code::kThrottled);
  CHECK(third->error().message == "Rate Exceeded.");
  CHECK(third->error().reason == "ReservedFunctionConcurrentInvocationLimitExceeded");
  CHECK(hosting.launcher.processes.size() == 2);
  hosting.launcher.process(0).ready();
  hosting.launcher.process(0).reply("1");
  CHECK_FALSE(hosting.call("two")->answered());
}

TEST_CASE("reserved concurrency 0 always throttles") {
  FakeHosting hosting;
  hosting.add("none", [](FunctionConfig& f) { f.reserved_concurrency = 0; });
  CHECK(hosting.call("none")->error().code == Error::Code::kThrottled);
}

TEST_CASE("the account's limit is shared by all functions that reserve nothing") {
  FakeHosting hosting(3);
  hosting.add("a");
  hosting.add("b");
  hosting.add("mine", [](FunctionConfig& f) { f.reserved_concurrency = 1; });
  hosting.call("a");
  hosting.call("b");
  const auto over = hosting.call("a");
  CHECK(over->error().reason == "ConcurrentInvocationLimitExceeded");
  CHECK_FALSE(hosting.call("mine")->answered());
}

TEST_CASE("every way to end frees the place") {
  FakeHosting hosting;
  hosting.add("one", [](FunctionConfig& f) { f.reserved_concurrency = 1; });
  const auto end_one = [&](auto how) {
    const auto call = hosting.call("one");
    REQUIRE_FALSE(call->answered());
    FakeProcess& process = hosting.launcher.last();
    process.ready();
    how(process);
    hosting.time.advance(5s);
    CHECK(call->answers == 1);
    CHECK(hosting.invoker->running() == 0);
  };
  end_one([](FakeProcess& p) { p.reply("1"); });
  end_one([](FakeProcess& p) { p.fail("E", "m"); });
  end_one([](FakeProcess& p) { p.exit_with(1); });
  end_one([](FakeProcess& p) { p.close_socket(); });
  end_one([](FakeProcess&) {});  // hangs
}

// --- idle environments ---

TEST_CASE("an idle environment is ended after exactly kIdleTimeout, not while it is used") {
  FakeHosting hosting;
  hosting.add("hello", [](FunctionConfig& f) { f.timeout = 15min; });
  hosting.warm_up("hello");
  hosting.time.advance(kIdleTimeout - 1us);
  CHECK(hosting.invoker->environments() == 1);
  hosting.call("hello");
  hosting.time.advance(kIdleTimeout);  // at work: longer than it may idle
  CHECK(hosting.invoker->environments() == 1);
  hosting.launcher.last().reply("1");
  hosting.time.advance(kIdleTimeout - 1us);
  CHECK(hosting.invoker->environments() == 1);
  CHECK(hosting.launcher.last().kills == 0);
  hosting.time.advance(1us);
  CHECK(hosting.invoker->environments() == 0);
  CHECK(hosting.launcher.last().kills > 0);
  hosting.time.advance(1s);
  CHECK(hosting.time.pending() == 0);
}

TEST_CASE("of several idle environments each is ended in its own time") {
  FakeHosting hosting;
  hosting.add("hello");
  const auto a = hosting.call("hello");
  const auto b = hosting.call("hello");
  for (const auto& process : hosting.launcher.processes) process->ready();
  hosting.launcher.process(0).reply("1");
  hosting.time.advance(1s);
  hosting.launcher.process(1).reply("1");
  hosting.time.advance(kIdleTimeout - 1s);
  CHECK(hosting.invoker->environments() == 1);
  CHECK_FALSE(hosting.launcher.process(0).alive());
  hosting.time.advance(1s);
  CHECK(hosting.invoker->environments() == 0);
}

TEST_CASE("an idle environment that exits is forgotten, and the next call gets a new one") {
  FakeHosting hosting;
  hosting.add("hello");
  hosting.warm_up("hello");
  hosting.launcher.last().exit_with(0);
  CHECK(hosting.invoker->environments() == 0);
  hosting.call("hello");
  CHECK(hosting.launcher.processes.size() == 2);
}

TEST_CASE("an idle environment that speaks is ended and never used again") {
  const std::vector<std::function<void(FakeProcess&)>> ways = {
      [](FakeProcess& p) { p.reply("again"); },
      [](FakeProcess& p) { p.fail("E", "m"); },
      [](FakeProcess& p) { p.stream(wire::FrameKind::kStreamChunk, "x"); },
      [](FakeProcess& p) { p.close_socket(); },
  };
  for (const auto& speak : ways) {
    FakeHosting hosting;
    hosting.add("hello");
    hosting.warm_up("hello");
    speak(hosting.launcher.last());
    CHECK(hosting.launcher.last().kills > 0);
    // Before its end is reported: it must not get the next call.
    const auto call = hosting.call("hello");
    REQUIRE(hosting.launcher.processes.size() == 2);
    hosting.launcher.last().ready();
    hosting.launcher.last().reply("1");
    CHECK(call->reply().end == Reply::End::kSuccess);
    hosting.time.advance(1s);
    CHECK(hosting.invoker->environments() == 1);
  }
}

TEST_CASE("what an idle environment prints is logged without a request id") {
  FakeHosting hosting;
  hosting.add("hello");
  hosting.warm_up("hello");
  hosting.launcher.last().print("from a thread\n");
  REQUIRE_FALSE(hosting.log.lines.empty());
  CHECK(hosting.log.lines.back().text == "from a thread");
  CHECK(hosting.log.lines.back().request_id.empty());
  CHECK(hosting.log.lines.back().function == "hello");
}

// --- the end of the emulator ---

TEST_CASE("shutting down ends running calls as if killed and takes no more") {
  FakeHosting hosting;
  hosting.add("hello");
  hosting.warm_up("hello");
  const auto warm = hosting.call("hello");
  const auto cold = hosting.call("hello");
  hosting.time.advance(2s);
  hosting.invoker->shut_down();
  CHECK(hosting.call("hello")->error().code == Error::Code::kUnavailable);
  hosting.time.advance(1s);
  for (const auto& call : {warm, cold}) {
    CHECK(call->reply().end == Reply::End::kCrash);
    CHECK(call->reply().payload.find("signal: killed") != std::string::npos);
    CHECK(hosting.log.contains("the emulator is shutting down"));
  }
  CHECK(warm->reply().duration == 2s);
  CHECK(cold->reply().duration == 0s);  // it never began
  CHECK(hosting.invoker->running() == 0);
  CHECK(hosting.log.count("START") == hosting.log.count("REPORT"));
}

TEST_CASE("callers are answered before the invoker is gone, whatever the workers do") {
  FakeHosting hosting;
  hosting.add("hello");
  hosting.launcher.kill_takes.reset();
  const auto initialising = hosting.call("hello");
  const auto running = hosting.call("hello");
  hosting.launcher.last().ready();
  const auto described = hosting.call("hello");
  hosting.launcher.last().ready();
  FunctionError error;
  error.type = "Boom";
  error.message = "it broke";
  error.frames = {{"lib.so", 16, "f"}};
  hosting.launcher.last().fail(std::move(error));
  hosting.invoker.reset();
  CHECK(initialising->answers == 1);
  CHECK(running->answers == 1);
  CHECK(described->reply().end == Reply::End::kFunctionError);
  CHECK(described->reply().payload == "{\"errorType\":\"Boom\",\"errorMessage\":\"it broke\"}");
  hosting.time.advance(1min);  // nothing of it may be left to fire
  CHECK(running->answers == 1);
}

// The asynchronous queue when processes die, disks are full, functions loop, people intervene.
#include <doctest/doctest.h>

#include "emulator/invoke/limits.h"
#include "emulator/invoke/trace_header.h"
#include "tests/unit/async/queue_fixture.h"

using namespace brume::emulator;
using namespace brume::emulator::testing;
using namespace std::chrono_literals;

namespace {

void fail_call(FakeProcess& process) {
  process.fail("Error", "no");
}

}  // namespace

TEST_CASE("what was accepted runs in the next process, what was running runs again") {
  QueueFixture queue;
  queue.add("hello", [](FunctionConfig& config) { config.reserved_concurrency = 1; });
  queue.accept("hello", "1");
  queue.accept("hello", "2");
  queue.time.advance(1ms);
  CHECK(queue.runs == std::vector<std::string>{"hello 1"});
  queue.restart();
  queue.time.advance(1s);
  CHECK(queue.runs == std::vector<std::string>{"hello 1", "hello 1", "hello 2"});
  CHECK(queue.invokes[0].request_id == queue.invokes[1].request_id);
  CHECK(queue.stored() == 0);
}

TEST_CASE("what was not stored when the process died was not accepted") {
  QueueFixture queue;
  queue.add("hello");
  queue.store->takes = 1s;
  const auto first = queue.accept("hello", "1");
  const auto second = queue.accept("hello", "2");
  queue.restart(1);
  CHECK(first->answers + second->answers == 0);
  queue.time.advance(1s);
  CHECK(queue.runs == std::vector<std::string>{"hello 1"});
}

TEST_CASE("a retry keeps its instant and its count over the death of the process") {
  QueueFixture queue;
  queue.add("hello");
  queue.behaviour["hello"] = fail_call;
  queue.accept("hello");
  queue.time.advance(30s);
  queue.restart();
  queue.time.advance(29s);
  CHECK(queue.runs.size() == 1);
  queue.time.advance(2s);
  CHECK(queue.runs.size() == 2);
  queue.restart();
  queue.time.advance(3min);
  CHECK(queue.runs.size() == 3);
  REQUIRE(queue.failed().size() == 1);
  CHECK(queue.failed()[0].stored.attempts == 3);
}

TEST_CASE("an event is not accepted when the disk is full, and that is said") {
  QueueFixture queue;
  queue.add("hello");
  queue.store->failing = Error{Error::Code::kUnavailable, "q.db: database or disk is full"};
  const auto refused = queue.accept("hello");
  queue.time.advance(0ms);
  REQUIRE(refused->answers == 1);
  CHECK(refused->status->error().code == Error::Code::kUnavailable);
  CHECK(refused->status->error().message == "q.db: database or disk is full");
  CHECK(queue.hosting.log.contains("was not accepted: q.db: database or disk is full"));
  queue.store->failing.reset();
  queue.accept("hello");
  queue.time.advance(1s);
  CHECK(queue.runs.size() == 1);
}

TEST_CASE("an end that cannot be stored is stored later, and the event does not run again") {
  QueueFixture queue;
  queue.add("hello");
  queue.accept("hello");
  queue.time.advance(1ms);
  queue.store->failing = Error{Error::Code::kUnavailable, "full"};
  queue.time.advance(1min);
  CHECK(queue.stored() == 1);
  CHECK(queue.hosting.log.count("cannot be stored, and is tried again: full") == 1);
  // Nobody who moves the clock waits for a disk.
  CHECK(queue.pending_work.idle());
  queue.store->failing.reset();
  queue.time.advance(5min);
  CHECK(queue.stored() == 0);
  CHECK(queue.runs.size() == 1);
}

TEST_CASE("events that cannot be read are read later") {
  QueueFixture queue;
  queue.add("hello");
  queue.accept("hello");
  queue.time.advance(0ms);
  queue.restart();
  queue.store->failing = Error{Error::Code::kUnavailable, "io"};
  queue.time.advance(2s);
  CHECK(queue.hosting.log.contains("the waiting events cannot be read: io"));
  queue.store->failing.reset();
  queue.time.advance(10s);
  CHECK(queue.stored() == 0);
}

TEST_CASE("a function that is gone for a while keeps its events; what is gone too long fails") {
  QueueFixture queue;
  queue.add("hello", [](FunctionConfig& config) { config.reserved_concurrency = 1; });
  const FunctionConfig config = *queue.hosting.invoker->find("hello");
  queue.accept("hello", "1");
  queue.accept("hello", "2");
  queue.time.advance(5ms);
  REQUIRE(queue.hosting.invoker->remove_function("hello").ok());
  queue.time.advance(1min);
  CHECK(queue.runs.size() == 1);
  CHECK(queue.stored() == 1);
  REQUIRE(queue.hosting.invoker->add_function(config).ok());
  queue.queue->on_functions_changed();
  queue.time.advance(1s);
  CHECK(queue.runs.size() == 2);

  queue.accept("hello", "3");
  REQUIRE(queue.hosting.invoker->remove_function("hello").ok());
  queue.time.advance(6h + 1s);
  REQUIRE(queue.failed().size() == 1);
  CHECK(queue.failed()[0].condition == "EventAgeExceeded");
}

TEST_CASE("an alias that is gone delays only its own events, and none of their attempts count") {
  QueueFixture queue;
  queue.add("hello");
  REQUIRE(queue.hosting.invoker->set_alias("hello", {"live", "$LATEST"}).ok());
  queue.accept("hello:live", "1");
  queue.accept("hello", "2");
  REQUIRE(queue.hosting.invoker->remove_alias("hello", "live").ok());
  queue.time.advance(2s);
  CHECK(queue.runs == std::vector<std::string>{"hello 2"});
  REQUIRE(queue.hosting.invoker->set_alias("hello", {"live", "$LATEST"}).ok());
  queue.time.advance(10s);
  CHECK(queue.runs.size() == 2);
  CHECK(queue.stored() == 0);
  CHECK(queue.failed().empty());
}

TEST_CASE("a drain waits for what runs and begins no more; the rest waits for the next process") {
  QueueFixture queue;
  queue.add("hello", [](FunctionConfig& config) { config.reserved_concurrency = 1; });
  queue.accept("hello", "1");
  queue.accept("hello", "2");
  queue.time.advance(1ms);
  bool drained = false;
  queue.queue->drain([&drained] { drained = true; });
  CHECK_FALSE(drained);
  const auto late = queue.accept("hello", "3");
  queue.time.advance(1min);
  CHECK(drained);
  CHECK(late->status->ok());
  CHECK(queue.runs.size() == 1);
  CHECK(queue.stored() == 2);
  queue.restart();
  queue.time.advance(1s);
  CHECK(queue.runs.size() == 3);
}

TEST_CASE("an invocation that is cut off at the end runs again and has not failed") {
  QueueFixture queue;
  queue.add("hello");
  queue.accept("hello");
  queue.time.advance(1ms);
  queue.queue->stop();
  queue.hosting.invoker->shut_down();
  queue.time.advance(1s);
  CHECK(queue.stored() == 1);
  queue.restart();
  queue.time.advance(1s);
  CHECK(queue.runs.size() == 2);
  CHECK(queue.stored() == 0);
}

TEST_CASE("the queue may go while its functions run") {
  QueueFixture queue;
  queue.add("hello");
  queue.accept("hello");
  queue.time.advance(1ms);
  queue.queue.reset();
  queue.time.advance(1s);
  CHECK(queue.stored() == 1);
}

TEST_CASE("failed events are sent again by id, by request id, by function, or all") {
  QueueFixture queue;
  queue.add("a");
  queue.add("b");
  queue.behaviour["a"] = queue.behaviour["b"] = fail_call;
  queue.policies["a"].retries_max = queue.policies["b"].retries_max = 0;
  for (const char* id : {"a1", "a2", "a3"}) {
    queue.accept("a", Event{.payload = "{}", .request_id = id});
  }
  queue.accept("b");
  queue.time.advance(1s);
  REQUIRE(queue.failed().size() == 4);
  queue.behaviour.clear();
  CHECK(queue.redrive({.id = "a2"}).sent == 1);
  CHECK(queue.redrive({.id = std::to_string(queue.failed()[0].stored.id)}).sent == 1);
  CHECK(queue.redrive({.id = "nothing"}).sent == 0);
  CHECK(queue.redrive({.function = "b"}).sent == 1);
  CHECK(queue.redrive({}).sent == 1);
  queue.time.advance(1s);
  CHECK(queue.failed().empty());
  CHECK(queue.stored() == 0);
  CHECK(queue.runs.size() == 8);
  CHECK(queue.invokes[4].request_id == "a2");
}

TEST_CASE("what succeeded is not run again; its record stays while its destination is not here") {
  QueueFixture queue;
  queue.add("good");
  queue.policies["good"].on_success = "arn:aws:sqs:us-east-1:123456789012:done";
  queue.accept("good");
  queue.time.advance(1s);
  const auto redriven = queue.redrive({});
  CHECK(redriven.sent == 0);
  CHECK(redriven.kept == 1);
  queue.time.advance(1s);
  CHECK(queue.runs.size() == 1);
  CHECK(queue.failed().size() == 1);
}

TEST_CASE("depths tell what waits, what is delayed, what runs and what failed") {
  QueueFixture queue;
  queue.add("a", [](FunctionConfig& config) { config.reserved_concurrency = 1; });
  queue.add("b");
  queue.behaviour["b"] = fail_call;
  queue.policies["b"].retries_max = 1;
  queue.accept("b");
  queue.time.advance(90s);
  queue.accept("b");
  queue.time.advance(1s);
  for (int i = 0; i < 3; ++i) queue.accept("a");
  queue.time.advance(1ms);
  const auto depths = queue.depths();
  REQUIRE(depths.size() == 2);
  CHECK(depths[0].stored.function == "a");
  CHECK(depths[0].stored.fresh == 3);
  CHECK(depths[0].running == 1);
  CHECK(depths[1].stored.delayed == 1);
  CHECK(depths[1].stored.next_due);
  CHECK(depths[1].failed == 1);
}

TEST_CASE("a function that calls itself is stopped after 16 times, unless it may") {
  QueueFixture queue;
  queue.add("loop");
  queue.behaviour["loop"] = [&queue](FakeProcess& process) {
    // As an AWS SDK does: with the trace header it was given.
    queue.accept("loop", Event{.payload = "{}", .trace_header = process.invokes.back().trace_id});
    process.reply("1");
  };
  queue.accept("loop");
  queue.time.advance(1min);
  CHECK(queue.runs.size() == kMaxHops);
  REQUIRE(queue.failed().size() == 1);
  CHECK(queue.failed()[0].condition == "RecursiveInvocationDetected");
  CHECK(queue.hosting.log.contains("recursive loop"));

  REQUIRE(queue.hosting.invoker->allow_recursion("loop", true).ok());
  queue.runs.clear();
  queue.redrive({});
  queue.time.advance(10s);
  CHECK(queue.runs.size() > 100);
}

TEST_CASE("a loop of destinations is stopped, too") {
  QueueFixture queue;
  const std::string arn = "arn:aws:lambda:us-east-1:123456789012:function:";
  queue.add("ping");
  queue.add("pong");
  queue.policies["ping"].on_success = arn + "pong";
  queue.policies["pong"].on_success = arn + "ping";
  queue.accept("ping");
  queue.time.advance(10min);
  CHECK(queue.runs.size() == 2 * kMaxHops);
  CHECK(queue.failed().size() == 1);
}

TEST_CASE("a delay that could be stored only after its instant is not overlooked") {
  const Error full{Error::Code::kUnavailable, "full"};
  QueueFixture queue;
  queue.add("hello");
  queue.behaviour["hello"] = fail_call;
  queue.accept("hello", "first");
  queue.time.advance(5ms);
  // The first is to run again at 60 s, which is stored at 63 s only.
  queue.store->failing = full;
  queue.time.advance(1495ms);
  queue.store->failing.reset();
  // The second is to run again at 61.5 s, and does so before.
  queue.accept("hello", "second");
  queue.time.advance(1400ms);
  queue.store->failing = full;
  queue.time.advance(59s);
  queue.store->failing.reset();
  queue.time.advance(24h);
  CHECK(queue.stored() == 0);
  CHECK(queue.runs.size() == 6);
  CHECK(queue.failed().size() == 2);
}

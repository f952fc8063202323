// What can go wrong between a source and its function, and that nothing is lost by it.
#include <doctest/doctest.h>

#include <csignal>

#include "tests/unit/polling/poller_fixture.h"

using namespace brume::emulator;
using namespace brume::emulator::polling;
using namespace brume::emulator::testing;
using namespace std::chrono_literals;
using Batches = std::vector<std::string>;
using Cause = Failures::Cause;
using Fate = FakeSource::Fate;

namespace {

// The first batch's outcome, after the function did that.
FakeSource::Settled outcome(std::function<void(FakeProcess&)> behaviour) {
  PollerFixture f;
  f.mapping.function_response_types = {std::string(kReportBatchItemFailures)};
  f.behaviour = std::move(behaviour);
  f.source.put("a");
  f.source.put("b");
  f.start();
  f.time.advance(10s);
  REQUIRE(f.source.settled.size() == 1);
  CHECK(f.source.item("a").fate == Fate::kWaiting);
  CHECK(f.poller->last_result() == "PROBLEM: Function call failed");
  CHECK(f.poller->counters().failed == 2);
  f.behaviour = {};
  f.time.advance(f.source.visibility);
  CHECK(f.source.item("a").fate == Fate::kDone);
  CHECK(f.poller->last_result() == "OK");
  return f.source.settled[0];
}

}  // namespace

TEST_CASE("a function's error fails the whole batch") {
  const auto settled = outcome([](FakeProcess& process) { process.fail("E", "no"); });
  CHECK(settled.failures.cause == Cause::kFunctionError);
  CHECK(settled.failures.function_error);
  CHECK(settled.failures.items == std::vector<std::size_t>{0, 1});
  CHECK(settled.failures.response.find("no") != std::string::npos);
}

TEST_CASE("a crash fails the whole batch") {
  const auto settled = outcome([](FakeProcess& process) { process.die_of(SIGSEGV); });
  CHECK(settled.failures.cause == Cause::kFunctionError);
}

TEST_CASE("a timeout fails the whole batch") {
  const auto settled = outcome([](FakeProcess&) {});
  CHECK(settled.failures.cause == Cause::kFunctionError);
}

TEST_CASE("a bad response fails the whole batch, and is no function error") {
  const auto settled = outcome([](FakeProcess& process) {
    process.reply(R"({"batchItemFailures":[{"itemIdentifier":"z"}]})");
  });
  CHECK(settled.failures.cause == Cause::kBadResponse);
  CHECK_FALSE(settled.failures.function_error);
  CHECK(settled.failures.items == std::vector<std::size_t>{0, 1});
}

TEST_CASE("a throttled batch waits for a place, longer each time") {
  PollerFixture f;
  CHECK(f.hosting.invoker->set_reserved_concurrency("f", 0).ok());
  f.source.expires = false;
  f.source.put("a");
  f.source.put("b");
  f.mapping.batch_size = 1;
  f.start();
  f.time.advance(3s);  // at 0, 1 and 3 s
  CHECK(f.poller->counters().refused == 3);
  CHECK(f.events.empty());
  CHECK(f.poller->unsettled() == 1);  // no more is received than can run
  CHECK(f.pending_work.idle());
  CHECK(f.hosting.invoker->set_reserved_concurrency("f", 1).ok());
  f.time.advance(3999ms);
  CHECK(f.events.empty());
  f.time.advance(1ms);
  CHECK(f.batches() == Batches{"a"});
  f.time.advance(20ms);
  CHECK(f.batches() == Batches{"a", "b"});
  CHECK(f.most == 1);
}

TEST_CASE("a batch that waits is tried at once when the function has changed") {
  PollerFixture f;
  CHECK(f.hosting.invoker->set_reserved_concurrency("f", 0).ok());
  f.source.put("a");
  f.start();
  f.time.advance(5min);
  CHECK(f.hosting.invoker->set_reserved_concurrency("f", 1).ok());
  f.source.settled.clear();
  f.poller->on_functions_changed();
  f.time.advance(0ms);
  CHECK(f.batches() == Batches{"a"});
}

TEST_CASE("places that others take are not exceeded") {
  PollerFixture f;
  CHECK(f.hosting.invoker->set_reserved_concurrency("f", 2).ok());
  f.mapping.batch_size = 1;
  f.start();
  std::vector<std::shared_ptr<Call>> calls;
  f.behaviour = [](FakeProcess& process) { process.reply("null"); };
  calls.push_back(f.hosting.call("f"));
  for (const char* const id : {"a", "b", "c"}) f.source.put(id);
  f.time.advance(5s);
  CHECK(calls[0]->reply().end == Reply::End::kSuccess);
  CHECK(f.source.item("c").fate == Fate::kDone);
  CHECK(f.events.size() == 4);
}

TEST_CASE("a batch whose time is over before there is a place goes back") {
  PollerFixture f;
  f.source.expires = true;
  CHECK(f.hosting.invoker->set_reserved_concurrency("f", 0).ok());
  f.source.put("a");
  f.start();
  f.time.advance(f.source.visibility - 1ms);
  CHECK(f.source.settled.empty());
  f.time.advance(1ms);
  REQUIRE(f.source.settled.size() == 1);
  CHECK(f.source.settled[0].failures.cause == Cause::kExpired);
  CHECK_FALSE(f.source.settled[0].failures.attempted());
  CHECK(f.poller->counters().expired == 1);
  CHECK(f.source.item("a").attempts == 0);
}

TEST_CASE("records wait for a function that is not there") {
  PollerFixture f;
  f.mapping.function = "gone";
  f.source.put("a");
  f.start();
  f.time.advance(10s);
  CHECK(f.hosting.log.count("there is no such function") == 1);
  f.hosting.add("gone");
  f.time.advance(10s);
  CHECK(f.source.item("a").fate == Fate::kDone);
}

TEST_CASE("records wait for a qualifier that is not there") {
  PollerFixture f;
  f.mapping.function = "f:live";
  f.source.put("a");
  f.start();
  f.time.advance(10s);
  CHECK(f.events.empty());
  CHECK(f.hosting.log.count("a batch waits for f:live") == 1);
  CHECK(f.hosting.invoker->set_alias("f", {"live", "$LATEST"}).ok());
  f.time.advance(10s);
  CHECK(f.source.item("a").fate == Fate::kDone);
}

TEST_CASE("a record that no invocation can take is refused once") {
  PollerFixture f(FakeSource::Kind::kStream);
  f.mapping.maximum_retry_attempts = 0;
  f.source.put("large", "s", kMaxBatchBytes + 1000);
  f.source.put("a", "s");
  f.start();
  f.time.advance(1min);
  CHECK(f.source.settled[0].failures.cause == Cause::kRefused);
  CHECK(f.hosting.log.contains("cannot be sent to f"));
  CHECK(f.source.item("large").fate == Fate::kGivenUp);
  CHECK(f.batches() == Batches{"a"});
}

TEST_CASE("a receive that fails is tried again, later each time, and said once") {
  PollerFixture f;
  f.source.receive_error = Error{Error::Code::kUnavailable, "the disk is full"};
  f.source.put("a");
  f.start();
  f.time.advance(7s);  // at 0, 1, 3 and 7 s
  CHECK(f.poller->counters().receive_errors == 4);
  CHECK(f.hosting.log.count("the disk is full") == 1);
  f.source.receive_error.reset();
  f.time.advance(10s);
  CHECK(f.source.item("a").fate == Fate::kDone);
}

TEST_CASE("a batch in its window runs as it is when no more can be received") {
  PollerFixture f;
  f.mapping.batching_window = 5min;
  f.source.put("a");
  f.start();
  f.time.advance(1s);
  f.source.receive_error = Error{Error::Code::kUnavailable, "the disk is full"};
  f.source.put("b");
  f.time.advance(1s);
  CHECK(f.batches() == Batches{"a"});
  CHECK(f.source.item("a").fate == Fate::kDone);
}

TEST_CASE("an outcome that cannot be stored is told again, and the batch is not run again") {
  PollerFixture f(FakeSource::Kind::kStream);
  f.source.settle_error = Error{Error::Code::kUnavailable, "the disk is full"};
  f.source.put("1", "s");
  f.start();
  f.time.advance(5ms);
  f.source.put("2", "s");
  f.time.advance(2s);
  CHECK(f.poller->counters().settle_errors == 2);
  CHECK(f.hosting.log.count("the disk is full") == 1);
  CHECK(f.pending_work.idle());  // only a timer goes on with it
  f.source.settle_error.reset();
  f.time.advance(10s);
  CHECK(f.batches() == Batches{"1", "2"});
  CHECK(f.source.item("1").fate == Fate::kDone);
}

TEST_CASE("draining does not wait for an outcome that cannot be stored") {
  PollerFixture f;
  f.source.settle_error = Error{Error::Code::kUnavailable, "the disk is full"};
  f.source.put("a");
  f.start();
  f.time.advance(5ms);
  bool drained = false;
  f.poller->drain([&drained] { drained = true; });
  f.time.advance(10ms);
  CHECK(drained);
  CHECK(f.time.pending() > 0);
  f.source.settle_error.reset();
  f.restart();
  f.time.advance(f.source.visibility + 1s);
  CHECK(f.source.item("a").fate == Fate::kDone);
}

TEST_CASE("draining gives back a batch that is throttled") {
  PollerFixture f;
  CHECK(f.hosting.invoker->set_reserved_concurrency("f", 0).ok());
  f.source.put("a");
  f.start();
  f.time.advance(100ms);
  bool drained = false;
  f.poller->drain([&drained] { drained = true; });
  f.time.advance(0ms);
  CHECK(drained);
  CHECK(f.source.settled[0].failures.cause == Cause::kReturned);
}

TEST_CASE("a poller that dies while its function runs leaves all to the next") {
  PollerFixture f(FakeSource::Kind::kStream);
  f.source.put("1", "s");
  f.start();
  f.time.advance(5ms);
  f.restart();
  f.time.advance(1min);
  CHECK(f.batches() == Batches{"1", "1"});
  CHECK(f.source.item("1").fate == Fate::kDone);
}

TEST_CASE("a poller that dies while it gathers leaves all to the next") {
  PollerFixture f;
  f.mapping.batching_window = 10s;
  f.source.put("a");
  f.start();
  f.time.advance(5s);
  f.restart();
  f.time.advance(f.source.visibility + 10s);
  CHECK(f.batches() == Batches{"a"});
}

TEST_CASE("a poller that dies while it settles runs nothing twice if the source has stored it") {
  PollerFixture f(FakeSource::Kind::kStream);
  f.source.takes = 20ms;
  f.source.put("1", "s");
  f.start();
  f.time.advance(45ms);  // received at 20, run until 30, settling
  CHECK(f.poller->running() == 0);
  CHECK(f.poller->unsettled() == 1);
  f.restart(true);
  f.time.advance(1min);
  CHECK(f.batches() == Batches{"1"});
}

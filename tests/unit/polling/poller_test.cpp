// Records reach the function in batches, and the source hears what became of them.
#include "emulator/polling/poller.h"

#include <doctest/doctest.h>

#include "tests/unit/polling/poller_fixture.h"

using namespace brume::emulator;
using namespace brume::emulator::polling;
using namespace brume::emulator::testing;
using namespace std::chrono_literals;
using Batches = std::vector<std::string>;
using Cause = Failures::Cause;
using Fate = FakeSource::Fate;

TEST_CASE("a record wakes the poller, reaches the function, and is settled") {
  PollerFixture f;
  f.start();
  f.time.advance(1h);
  CHECK(f.source.demands.size() == 1);  // it waits there, and asks for nothing else
  CHECK(f.time.pending() == 0);
  CHECK(f.poller->last_result() == "No records processed");

  f.source.put("a");
  f.time.advance(0ms);
  CHECK(f.events == Batches{R"({"Records":[{"id":"a"}]})"});
  CHECK_FALSE(f.pending_work.idle());
  CHECK(f.poller->running() == 1);
  f.time.advance(10ms);
  CHECK(f.source.item("a").fate == Fate::kDone);
  CHECK(f.pending_work.idle());
  CHECK(f.poller->unsettled() == 0);
  CHECK(f.poller->last_result() == "OK");
  CHECK(f.poller->counters().received == 1);
  CHECK(f.poller->counters().succeeded == 1);
  CHECK(f.poller->counters().invocations == 1);
  f.time.advance(1h);
  CHECK(f.events.size() == 1);
}

TEST_CASE("nothing is received before the start") {
  PollerFixture f;
  f.source.put("a");
  Poller poller({*f.hosting.invoker, f.time, f.time, f.hosting.log, f.pending_work}, f.source,
                f.mapping, nullptr);
  f.time.advance(1h);
  CHECK(f.source.demands.empty());
  CHECK(f.source.configured.uuid == f.mapping.uuid);
}

TEST_CASE("without a window a batch is what one receive gives, up to the batch size") {
  PollerFixture f;
  f.mapping.batch_size = 3;
  for (const char* const id : {"a", "b", "c", "d", "e"}) f.source.put(id);
  f.start();
  f.time.advance(1s);
  CHECK(f.batches() == Batches{"a,b,c", "d,e"});
}

TEST_CASE("a window gathers until it is over") {
  PollerFixture f;
  f.mapping.batching_window = 5s;
  f.start();
  f.source.put("a");
  f.time.advance(2s);
  f.source.put("b");
  f.time.advance(2999ms);
  CHECK(f.events.empty());
  f.time.advance(1ms);
  CHECK(f.batches() == Batches{"a,b"});
  // The next window begins with the next record.
  f.time.advance(1min);
  f.source.put("c");
  f.time.advance(4999ms);
  CHECK(f.events.size() == 1);
  f.time.advance(1ms);
  CHECK(f.batches() == Batches{"a,b", "c"});
}

TEST_CASE("a window ends early when the batch is complete") {
  PollerFixture f;
  f.mapping.batching_window = 5min;
  f.mapping.batch_size = 2;
  f.start();
  f.source.put("a");
  f.time.advance(1s);
  f.source.put("b");
  f.source.put("c");
  f.time.advance(0ms);
  CHECK(f.batches() == Batches{"a,b"});
}

TEST_CASE("a batch is no larger than 6 MB") {
  PollerFixture f;
  for (const char* const id : {"a", "b", "c", "d", "e", "f", "g", "h"}) {
    f.source.put(id, "", 1 << 20);
  }
  f.start();
  f.time.advance(1s);
  CHECK(f.batches() == Batches{"a,b,c,d,e", "f,g,h"});
  for (const std::string& event : f.events) CHECK(event.size() <= kMaxBatchBytes);
}

TEST_CASE("a window ends early when the next record does not fit") {
  PollerFixture f;
  f.mapping.batching_window = 5min;
  for (const char* const id : {"a", "b", "c", "d"}) f.source.put(id, "", 1 << 20);
  f.start();
  f.time.advance(1s);
  f.source.put("e", "", 3 << 20);
  f.time.advance(1s);
  CHECK(f.batches() == Batches{"a,b,c,d"});
}

TEST_CASE("no more than the maximum concurrency run at once") {
  PollerFixture f;
  f.mapping.batch_size = 1;
  f.mapping.maximum_concurrency = 2;
  for (int i = 0; i < 9; ++i) f.source.put(std::to_string(i));
  f.start();
  f.time.advance(0ms);
  CHECK(f.events.size() == 2);
  f.time.advance(1s);
  CHECK(f.events.size() == 9);
  CHECK(f.most == 2);
}

TEST_CASE("records that the filter does not match are settled and not sent") {
  PollerFixture f;
  for (const char* const id : {"a", "miss1", "b", "miss2"}) f.source.put(id);
  f.start(std::make_shared<TextFilter>("miss"));
  f.time.advance(1s);
  CHECK(f.batches() == Batches{"a,b"});
  REQUIRE(f.source.settled.size() == 2);
  CHECK(f.source.settled[0].ids == "miss1,miss2");
  CHECK(f.source.settled[0].failures.cause == Cause::kFiltered);
  CHECK(f.poller->counters().filtered == 2);
  f.source.put("miss3");
  f.time.advance(1s);
  CHECK(f.events.size() == 1);  // no call for nothing
  CHECK(f.source.item("miss3").fate == Fate::kFiltered);
}

TEST_CASE("a window begins with the first record that matches") {
  PollerFixture f;
  f.mapping.batching_window = 5s;
  f.start(std::make_shared<TextFilter>("miss"));
  f.source.put("miss1");
  f.time.advance(3s);
  CHECK(f.source.item("miss1").fate == Fate::kFiltered);  // at once
  f.source.put("a");
  f.time.advance(1s);
  f.source.put("miss2");
  f.time.advance(3999ms);
  CHECK(f.events.empty());
  CHECK(f.source.item("miss2").fate == Fate::kFiltered);
  f.time.advance(1ms);
  CHECK(f.batches() == Batches{"a"});
}

TEST_CASE("named items fail alone, if the mapping wants to know") {
  PollerFixture f;
  f.mapping.function_response_types = {std::string(kReportBatchItemFailures)};
  f.answer_all_with(R"({"batchItemFailures":[{"itemIdentifier":"b"}]})");
  for (const char* const id : {"a", "b", "c"}) f.source.put(id);
  f.start();
  f.time.advance(1s);
  REQUIRE(f.source.settled.size() == 1);
  const Failures& failures = f.source.settled[0].failures;
  CHECK(failures.cause == Cause::kItemFailures);
  CHECK(failures.items == std::vector<std::size_t>{1});
  CHECK_FALSE(failures.function_error);
  CHECK(failures.request_id == f.invokes[0].request_id);
  CHECK(failures.executed_version == "$LATEST");
  CHECK(f.source.item("a").fate == Fate::kDone);
  CHECK(f.source.item("b").fate == Fate::kWaiting);
  CHECK(f.poller->counters().succeeded == 2);
  CHECK(f.poller->counters().failed == 1);
  f.answer_all_with("null");
  f.time.advance(f.source.visibility);
  CHECK(f.batches() == Batches{"a,b,c", "b"});
  CHECK(f.source.item("b").fate == Fate::kDone);
}

TEST_CASE("named items mean nothing when the mapping does not ask for them") {
  PollerFixture f;
  f.answer_all_with(R"({"batchItemFailures":[{"itemIdentifier":"a"}]})");
  f.source.put("a");
  f.start();
  f.time.advance(1s);
  CHECK(f.source.item("a").fate == Fate::kDone);
}

TEST_CASE("a source adds members and whole batches of its own, and reads the answer") {
  PollerFixture f;
  f.answer_all_with(R"({"state":{"n":2}})");
  f.start();
  f.source.put_batch(
      {.sealed = true, .members = R"("state":{"n":1},"isFinalInvokeForWindow":true)"});
  f.time.advance(1s);
  CHECK(f.events == Batches{R"({"Records":[],"state":{"n":1},"isFinalInvokeForWindow":true})"});
  REQUIRE(f.source.settled.size() == 1);
  CHECK(f.source.settled[0].failures.success());
  CHECK(f.source.settled[0].failures.response == R"({"state":{"n":2}})");
}

TEST_CASE("a failed batch without records is a failure") {
  PollerFixture f;
  f.behaviour = [](FakeProcess& process) { process.fail("E", "no"); };
  f.start();
  f.source.put_batch({.sealed = true});
  f.time.advance(1s);
  REQUIRE(f.source.settled.size() == 1);
  CHECK_FALSE(f.source.settled[0].failures.success());
}

TEST_CASE("the first trace of a batch goes on") {
  PollerFixture f;
  const std::string trace =
      "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1";
  Batch batch{.sealed = true};
  batch.records = {{.json = "1", .item_id = "a"},
                   {.json = "2", .item_id = "b", .trace_header = trace}};
  f.source.put("a");
  f.source.put("b");
  f.source.put_batch(batch);
  f.start();
  f.time.advance(5ms);
  CHECK(f.invokes.at(0).trace_id.starts_with("Root=1-5759e988-bd862e3fe1be46a994272793"));
}

TEST_CASE("an update acts at once, on what is being gathered too") {
  PollerFixture f;
  f.mapping.batching_window = 5min;
  f.start();
  f.source.put("a");
  f.source.put("b");
  f.time.advance(1s);
  CHECK(f.events.empty());
  f.hosting.add("g");
  f.mapping.function = "g";
  f.mapping.batch_size = 2;
  f.mapping.maximum_retry_attempts = 7;
  f.update(std::make_shared<TextFilter>("miss"));
  CHECK(f.source.configured.maximum_retry_attempts == 7);
  f.time.advance(0ms);
  CHECK(f.batches() == Batches{"a,b"});
  CHECK(f.hosting.launcher.last().function == "g");
  f.source.put("miss");
  f.time.advance(1s);
  CHECK(f.source.item("miss").fate == Fate::kFiltered);
}

TEST_CASE("a lower maximum concurrency lets running batches end and starts no other") {
  PollerFixture f;
  f.mapping.batch_size = 1;
  for (int i = 0; i < 8; ++i) f.source.put(std::to_string(i));
  f.mapping.maximum_concurrency = 4;
  f.start();
  f.time.advance(5ms);
  CHECK(f.poller->running() == 4);
  f.mapping.maximum_concurrency = 2;
  f.update();
  f.most = 0;
  f.time.advance(1s);
  CHECK(f.events.size() == 8);
  CHECK(f.most == 2);
}

TEST_CASE("disabled, it ends what runs and gives back what waits; enabled, it goes on") {
  PollerFixture f;
  f.mapping.batching_window = 10s;
  f.mapping.batch_size = 2;
  f.start();
  for (const char* const id : {"a", "b", "c"}) f.source.put(id);
  f.time.advance(5ms);
  CHECK(f.batches() == Batches{"a,b"});
  CHECK(f.poller->state() == "Enabled");
  f.mapping.enabled = false;
  f.update();
  CHECK(f.poller->state() == "Disabling");
  CHECK(f.source.waiting() == 0);
  f.time.advance(1s);
  CHECK(f.poller->state() == "Disabled");
  CHECK(f.source.item("a").fate == Fate::kDone);
  CHECK(f.source.item("c").fate == Fate::kWaiting);
  CHECK(f.source.settled[0].failures.cause == Cause::kReturned);
  CHECK(f.poller->counters().returned == 1);
  f.source.put("d");
  f.time.advance(1h);
  CHECK(f.events.size() == 1);

  f.mapping.enabled = true;
  f.update();
  CHECK(f.poller->state() == "Enabled");
  f.time.advance(1s);
  CHECK(f.batches() == Batches{"a,b", "c,d"});
}

TEST_CASE("a mapping that begins disabled receives nothing") {
  PollerFixture f;
  f.mapping.enabled = false;
  f.source.put("a");
  f.start();
  f.time.advance(1h);
  CHECK(f.poller->state() == "Disabled");
  CHECK(f.source.demands.empty());
}

TEST_CASE("draining ends when all is settled") {
  PollerFixture f;
  f.mapping.batch_size = 1;
  f.source.takes = 20ms;
  f.source.put("a");
  f.start();
  f.time.advance(21ms);
  CHECK(f.events.size() == 1);
  int drained = 0;
  f.poller->drain([&drained] { ++drained; });
  f.source.put("b");
  f.time.advance(10ms);
  CHECK(drained == 0);  // the outcome is not stored yet
  f.time.advance(20ms);
  CHECK(drained == 1);
  CHECK(f.source.item("a").fate == Fate::kDone);
  f.time.advance(1h);
  CHECK(f.events.size() == 1);
  CHECK(f.pending_work.idle());
}

TEST_CASE("draining ends at once when nothing is under way, and may destroy the poller") {
  PollerFixture f;
  f.start();
  f.time.advance(1s);
  f.poller->drain([&f] { f.poller.reset(); });
  CHECK(f.poller == nullptr);
  CHECK(f.source.waiting() == 0);
}

TEST_CASE("stopped, it forgets what is under way: all of it comes again") {
  PollerFixture f;
  f.source.put("a");
  f.start();
  f.time.advance(5ms);
  f.poller->stop();
  CHECK(f.pending_work.idle());
  f.time.advance(1s);
  CHECK(f.source.settled.empty());
  CHECK(f.poller->unsettled() == 0);
  f.restart();
  f.time.advance(f.source.visibility + 1s);
  CHECK(f.batches() == Batches{"a", "a"});
  CHECK(f.source.item("a").fate == Fate::kDone);
}

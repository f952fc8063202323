// Records of one order key, and of one shard, never run beside each other nor out of their order.
#include <doctest/doctest.h>

#include <algorithm>

#include "tests/unit/polling/poller_fixture.h"

using namespace brume::emulator;
using namespace brume::emulator::polling;
using namespace brume::emulator::testing;
using namespace std::chrono_literals;
using Batches = std::vector<std::string>;
using Kind = FakeSource::Kind;
using Fate = FakeSource::Fate;

TEST_CASE("a batch may mix message groups, and a group has one batch at a time") {
  PollerFixture f(Kind::kFifo);
  f.mapping.batch_size = 3;
  f.source.put("a1", "a");
  f.source.put("b1", "b");
  f.source.put("a2", "a");
  f.source.put("a3", "a");
  f.source.put("c1", "c");
  f.start();
  f.time.advance(5ms);
  CHECK(f.batches() == Batches{"a1,b1,a2", "c1"});  // a3 waits for its group
  f.time.advance(1s);
  CHECK(f.batches() == Batches{"a1,b1,a2", "c1", "a3"});
}

TEST_CASE("a failed message group blocks itself and no other") {
  PollerFixture f(Kind::kFifo);
  f.mapping.batch_size = 1;
  f.behaviour = [&f](FakeProcess& process) {
    if (f.events.back().find("a1") != std::string::npos && f.events.size() == 1) {
      return process.fail("E", "no");
    }
    process.reply("null");
  };
  f.source.put("a1", "a");
  f.start();
  f.time.advance(10ms);
  f.source.put("a2", "a");
  f.source.put("b1", "b");
  f.time.advance(1s);
  CHECK(f.batches() == Batches{"a1", "b1"});
  f.time.advance(f.source.visibility);
  CHECK(f.batches() == Batches{"a1", "b1", "a1", "a2"});
}

TEST_CASE("shards run beside each other, each of them one batch at a time") {
  PollerFixture f(Kind::kStream);
  f.mapping.batch_size = 2;
  for (const char* const id : {"1", "2", "3"}) {
    f.source.put(std::string("a") + id, "shard-a");
    f.source.put(std::string("b") + id, "shard-b");
  }
  f.start();
  f.time.advance(5ms);
  CHECK(f.batches() == Batches{"a1,a2", "b1,b2"});
  f.time.advance(1s);
  CHECK(f.batches() == Batches{"a1,a2", "b1,b2", "a3", "b3"});
}

TEST_CASE("each shard has a window of its own") {
  PollerFixture f(Kind::kStream);
  f.mapping.batching_window = 10s;
  f.start();
  f.source.put("a1", "shard-a");
  f.time.advance(4s);
  f.source.put("b1", "shard-b");
  f.source.put("a2", "shard-a");
  f.time.advance(6s);
  CHECK(f.batches() == Batches{"a1,a2"});
  f.source.put("b2", "shard-b");
  f.time.advance(4s);
  CHECK(f.batches() == Batches{"a1,a2", "b1,b2"});
}

TEST_CASE("a failed batch comes again before what is behind it, and as it was") {
  PollerFixture f(Kind::kStream);
  f.mapping.batch_size = 10;
  f.behaviour = [&f](FakeProcess& process) {
    if (f.events.size() < 3) return process.fail("E", "no");
    process.reply("null");
  };
  f.source.put("1", "s");
  f.source.put("2", "s");
  f.start();
  f.time.advance(5ms);
  f.source.put("3", "s");
  f.time.advance(1min);
  CHECK(f.batches() == Batches{"1,2", "1,2", "1,2", "3"});
  CHECK(f.source.settled[0].failures.cause == Failures::Cause::kFunctionError);
  CHECK(f.source.settled[0].failures.function_error);
  CHECK(f.poller->counters().failed == 4);
}

TEST_CASE("a source bisects, and a window does not wait for its halves") {
  PollerFixture f(Kind::kStream);
  f.mapping.bisect_on_error = true;
  f.mapping.maximum_retry_attempts = 0;
  f.mapping.batching_window = 5s;
  f.mapping.batch_size = 4;
  f.behaviour = [&f](FakeProcess& process) {
    if (f.events.back().find(R"("3")") != std::string::npos) return process.fail("E", "poison");
    process.reply("null");
  };
  for (const char* const id : {"1", "2", "3", "4"}) f.source.put(id, "s");
  f.start();
  f.time.advance(5min);
  CHECK(f.batches() == Batches{"1,2,3,4", "1,2", "3,4", "3", "4"});
  CHECK(f.source.item("3").fate == Fate::kGivenUp);
  CHECK(f.source.item("4").fate == Fate::kDone);
}

TEST_CASE("a stream goes on behind the first record that failed") {
  PollerFixture f(Kind::kStream);
  f.mapping.function_response_types = {std::string(kReportBatchItemFailures)};
  f.behaviour = [&f](FakeProcess& process) {
    process.reply(f.events.size() > 1 ? "null"
                                      : R"({"batchItemFailures":[{"itemIdentifier":"2"}]})");
  };
  for (const char* const id : {"1", "2", "3"}) f.source.put(id, "s");
  f.start();
  f.time.advance(1min);
  CHECK(f.batches() == Batches{"1,2,3", "2,3"});
}

TEST_CASE("a disabled stream keeps its position") {
  PollerFixture f(Kind::kStream);
  f.mapping.batching_window = 10s;
  f.source.put("1", "s");
  f.start();
  f.time.advance(1s);
  f.mapping.enabled = false;
  f.update();
  f.source.put("2", "s");
  f.time.advance(1min);
  CHECK(f.events.empty());
  f.mapping.enabled = true;
  f.update();
  f.time.advance(1min);
  std::string all;
  for (const std::string& ids : f.batches()) all += (all.empty() ? "" : ",") + ids;
  CHECK(all == "1,2");
}

TEST_CASE("batches that were gathered under a higher limit run under the lower one") {
  PollerFixture f(Kind::kStream);
  f.mapping.batching_window = 5s;
  f.mapping.maximum_concurrency = 3;
  for (const char* const shard : {"a", "b", "c"}) f.source.put(shard, shard);
  f.start();
  f.time.advance(1s);
  f.mapping.maximum_concurrency = 1;
  f.update();
  f.time.advance(10s);
  CHECK(f.batches() == Batches{"a", "b", "c"});
  CHECK(f.most == 1);
}

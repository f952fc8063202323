// A batch ends by its size, its window, or 6 MB.
#include "emulator/polling/batch.h"

#include <doctest/doctest.h>

#include "emulator/invoke/limits.h"

using namespace brume::emulator;
using namespace brume::emulator::polling;
using namespace std::chrono_literals;

namespace {

constexpr WallTime kNow{Duration(1'700'000'000'000'000)};

Record record(const std::string& id, std::size_t bytes) {
  return {.json = '"' + std::string(bytes - 2, 'x') + '"', .item_id = id};
}

Batch batch_of(std::size_t records, std::size_t bytes_each = 10) {
  Batch batch;
  for (std::size_t i = 0; i < records; ++i) {
    batch.records.push_back(record(std::to_string(i), bytes_each));
  }
  return batch;
}

EventSourceMapping mapping_of(std::size_t size, Duration window) {
  EventSourceMapping mapping;
  mapping.batch_size = size;
  mapping.batching_window = window;
  return mapping;
}

}  // namespace

TEST_CASE("an event holds its records, and the source's members behind them") {
  struct Case {
    std::vector<std::string> records;
    std::string members, event;
  };
  const Case cases[] = {
      {{}, "", R"({"Records":[]})"},
      {{"1"}, "", R"({"Records":[1]})"},
      {{"1", R"({"a":2})"}, "", R"({"Records":[1,{"a":2}]})"},
      {{"1"}, R"("state":{})", R"({"Records":[1],"state":{}})"},
      {{}, R"("state":{},"shardId":"s")", R"({"Records":[],"state":{},"shardId":"s"})"},
  };
  for (const Case& each : cases) {
    Batch batch{.members = each.members};
    for (const std::string& json : each.records) batch.records.push_back({.json = json});
    CHECK(event_of(batch) == each.event);
    CHECK(event_bytes(batch) == each.event.size());
  }
}

TEST_CASE("a batch is full by its size or its window, and never before") {
  struct Case {
    std::size_t records, size;
    Duration window, age;
    bool full;
  };
  const Case cases[] = {
      {1, 10, 0s, 0s, true},   // no window: what one receive gives
      {1, 10, 5s, 0s, false},  //
      {9, 10, 5s, 4999ms, false}, {9, 10, 5s, 5s, true},
      {9, 10, 5s, 6s, true},      {10, 10, 5s, 0s, true},
      {1, 1, 5s, 0s, true},       {12, 10, 5s, 0s, true},  // the mapping has become smaller since
  };
  for (const Case& each : cases) {
    CAPTURE(each.records);
    CAPTURE(each.age.count());
    const OpenBatch open(batch_of(each.records), kNow);
    const EventSourceMapping mapping = mapping_of(each.size, each.window);
    CHECK(open.is_full(mapping, kNow + each.age) == each.full);
    const Demand demand = open.demand(mapping, kNow + each.age);
    CHECK(demand.records == (each.size > each.records ? each.size - each.records : 0));
    CHECK(*demand.wait == std::max(each.window - each.age, Duration{0}));
  }
}

TEST_CASE("what fits into 6 MB may be added, to the byte") {
  const EventSourceMapping mapping = mapping_of(100, 5s);
  OpenBatch open(batch_of(1, 1'000'000), kNow);
  const std::size_t room = open.demand(mapping, kNow).bytes;
  CHECK(event_bytes(open.batch()) + room == kMaxBatchBytes);

  Batch more;
  more.records = {record("a", room - 5), record("b", 3)};  // two commas
  open.add(more);
  CHECK(event_of(open.batch()).size() == kMaxBatchBytes);
  CHECK(open.demand(mapping, kNow).bytes == 0);
  CHECK(open.is_full(mapping, kNow));
}

TEST_CASE("a first record that is too large leaves no room") {
  const OpenBatch open(batch_of(1, kMaxBatchBytes + 1), kNow);
  const EventSourceMapping mapping = mapping_of(100, 5s);
  CHECK(open.demand(mapping, kNow).bytes == 0);
  CHECK(open.is_full(mapping, kNow));
}

TEST_CASE("a sealed batch takes nothing more") {
  Batch sealed = batch_of(1);
  sealed.sealed = true;
  CHECK(OpenBatch(sealed, kNow).is_full(mapping_of(10, 5s), kNow));

  OpenBatch open(batch_of(1), kNow);
  open.add(Batch{.sealed = true});
  CHECK(open.is_full(mapping_of(10, 5s), kNow));
  CHECK(open.batch().records.size() == 1);
}

TEST_CASE("of two expiries the earlier one holds, and the later members") {
  Batch first = batch_of(1);
  first.members = R"("state":{})";
  first.expires = kNow + 30s;
  OpenBatch open(first, kNow);
  Batch more = batch_of(1);
  more.expires = kNow + 20s;
  more.members = R"("state":{"a":1})";
  open.add(more);
  CHECK(open.batch().expires == kNow + 20s);
  CHECK(open.batch().members == R"("state":{"a":1})");
  more.expires = kNow + 40s;
  more.members.clear();
  open.add(more);
  CHECK(open.batch().expires == kNow + 20s);
  CHECK(event_bytes(open.batch()) + open.demand(mapping_of(10, 5s), kNow).bytes == kMaxBatchBytes);
}

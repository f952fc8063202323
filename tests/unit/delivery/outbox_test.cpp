// Each message reaches the queue, whatever refuses it on the way, and none twice without a death.
#include "emulator/delivery/outbox.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>

#include "tests/unit/store/virtual_store.h"

using namespace brume::emulator;
using namespace brume::emulator::storage;
using brume::emulator::testing::VirtualStore;
using namespace std::chrono_literals;

namespace {

class Door final : public AsyncInvoker {
 public:
  void accept(const std::string& function, Event event, Callback<void(Status)> accepted) override {
    ++asked;
    if (hold) return held.push_back(std::move(accepted));
    if (refusal) return accepted(*refusal);
    if (std::find(absent.begin(), absent.end(), function) != absent.end()) {
      return accepted(Error{Error::Code::kNotFound, "Function not found: " + function});
    }
    taken.push_back(function + " " + event.payload);
    traces.push_back(event.trace_header);
    accepted(Done{});
  }
  std::vector<std::string> taken, traces;
  std::vector<std::string> absent;
  std::optional<Error> refusal;
  bool hold = false;
  std::vector<Callback<void(Status)>> held;
  int asked = 0;
};

class Log final : public LogSink {
 public:
  void write(const LogRecord& record) override { lines.emplace_back(record.text); }
  std::vector<std::string> lines;
};

struct World {
  World() : database(opened()) { begin(); }

  static Database opened() {
    auto database = Database::open(":memory:");
    REQUIRE(database.ok());
    REQUIRE(database->migrate({kOutboxTable}).ok());
    return std::move(database).value();
  }
  void begin() {
    outbox.reset();
    store = std::make_unique<VirtualStore>(time, database);
    outbox = std::make_unique<Outbox>(OutboxServices{*store, door, time, time, activity, log});
  }
  // The process dies before what it has submitted is committed.
  void die() {
    outbox.reset();
    store->die(0);
    begin();
  }
  void add(const std::string& payload, const std::string& function = "resize",
           Notification::Target target = Notification::Target::kFunction) {
    const bool to_function = target == Notification::Target::kFunction;
    const std::string arn = to_function
                                ? "arn:aws:lambda:us-east-1:123456789012:function:" + function
                                : "arn:aws:sqs:us-east-1:123456789012:" + function;
    REQUIRE(add_to_outbox(database, {target, arn, payload, "Root=" + payload}).ok());
  }
  std::size_t left() {
    auto rows = read_outbox(database, 0, 10'000);
    REQUIRE(rows.ok());
    return rows->size();
  }
  // Until nothing is due at once.
  void settle() { time.advance(0ms); }

  VirtualTime time{WallTime(Duration(0))};
  Activity activity;
  Database database;
  Door door;
  Log log;
  std::unique_ptr<VirtualStore> store;
  std::unique_ptr<Outbox> outbox;
};

using Texts = std::vector<std::string>;

}  // namespace

TEST_CASE("what an earlier process has left is told first, and then what comes, in order") {
  World world;
  world.add("one");
  world.outbox->start();
  world.settle();
  world.add("two");
  world.add("three", "other:live");
  world.outbox->on_told();
  world.settle();
  CHECK(world.door.taken == Texts{"resize one", "resize two", "other:live three"});
  CHECK(world.door.traces == Texts{"Root=one", "Root=two", "Root=three"});
  CHECK(world.left() == 0);
  CHECK(world.activity.idle());
}

TEST_CASE("nothing is told before the start, and the clock waits for what is told") {
  World world;
  world.add("one");
  world.outbox->on_told();
  world.settle();
  CHECK(world.door.asked == 0);
  world.door.hold = true;
  world.outbox->start();
  world.settle();
  CHECK(world.door.asked == 1);
  CHECK_FALSE(world.activity.idle());
  world.door.held[0](Done{});
  world.settle();
  CHECK(world.activity.idle());
}

TEST_CASE("ten thousand messages go through, a bounded number at once, each once") {
  World world;
  for (int i = 0; i < 10'000; ++i) world.add(std::to_string(i));
  world.door.hold = true;
  world.outbox->start();
  world.settle();
  CHECK(world.door.held.size() == kTellingAtOnce);
  world.door.hold = false;
  for (auto& accepted : world.door.held) accepted(Done{});
  world.settle();
  CHECK(world.door.taken.size() == 10'000 - kTellingAtOnce);
  CHECK(world.door.asked == 10'000);
  CHECK(world.left() == 0);
}

TEST_CASE("what the queue cannot take now is told again later, and later still") {
  World world;
  world.add("one");
  world.door.refusal = Error{Error::Code::kUnavailable, "the disk is full"};
  world.outbox->start();
  world.settle();
  CHECK(world.door.asked == 1);
  CHECK(world.activity.idle());
  world.time.advance(kFirstTellAgain);
  CHECK(world.door.asked == 2);
  world.time.advance(kFirstTellAgain);
  CHECK(world.door.asked == 2);
  world.time.advance(kFirstTellAgain);
  CHECK(world.door.asked == 3);
  world.door.refusal.reset();
  world.time.advance(kTellAgainAtMost);
  CHECK(world.door.taken == Texts{"resize one"});
  CHECK(world.left() == 0);
}

TEST_CASE("a message for a function that is not here waits for it, and lets others pass") {
  World world;
  world.door.absent = {"gone"};
  world.add("one", "gone");
  world.add("two", "gone");
  world.add("three");
  world.outbox->start();
  world.settle();
  CHECK(world.door.taken == Texts{"resize three"});
  CHECK(world.left() == 2);
  REQUIRE(world.log.lines.size() == 1);
  CHECK(world.log.lines[0].find("function:gone, which is not here") != std::string::npos);
  world.outbox->on_functions_changed();
  world.settle();
  CHECK(world.left() == 2);
  world.door.absent.clear();
  world.outbox->on_functions_changed();
  world.settle();
  CHECK(world.door.taken == Texts{"resize three", "gone one", "gone two"});
  CHECK(world.left() == 0);
  CHECK(world.log.lines.size() == 1);
}

TEST_CASE("queues are not emulated, which is said once, and nothing piles up for them") {
  World world;
  world.add("one", "q", Notification::Target::kQueue);
  world.add("two", "q", Notification::Target::kQueue);
  world.outbox->start();
  world.settle();
  CHECK(world.door.asked == 0);
  CHECK(world.left() == 0);
  CHECK(world.log.lines == Texts{"arn:aws:sqs:us-east-1:123456789012:q gets nothing: SQS queues "
                                 "are not emulated yet"});
}

TEST_CASE("a message that can never be taken is dropped, and said") {
  World world;
  world.add("one");
  world.door.refusal = Error{Error::Code::kPayloadTooLarge, "too large"};
  world.outbox->start();
  world.settle();
  CHECK(world.left() == 0);
  CHECK(world.log.lines.size() == 1);
}

TEST_CASE("when the disk refuses to forget, the message is not told again, and forgotten later") {
  World world;
  world.add("one");
  world.door.hold = true;
  world.outbox->start();
  world.settle();
  world.store->failing = Error{Error::Code::kUnavailable, "the disk is full"};
  world.door.held[0](Done{});
  world.settle();
  CHECK(world.left() == 1);
  world.time.advance(10s);
  world.store->failing.reset();
  world.time.advance(kTellAgainAtMost);
  CHECK(world.door.asked == 1);
  CHECK(world.left() == 0);
  CHECK(world.activity.idle());
}

TEST_CASE("a death between handing over and forgetting tells the message again") {
  World world;
  world.add("one");
  world.store->takes = 1ms;
  world.outbox->start();
  world.time.advance(1ms);
  CHECK(world.door.taken == Texts{"resize one"});
  world.die();
  world.outbox->start();
  world.time.advance(10ms);
  CHECK(world.door.taken == Texts{"resize one", "resize one"});
  CHECK(world.left() == 0);
}

TEST_CASE("after stop nothing is told any more") {
  World world;
  world.outbox->start();
  world.settle();
  world.outbox->stop();
  world.add("one");
  world.outbox->on_told();
  world.settle();
  CHECK(world.door.asked == 0);
  CHECK(world.left() == 1);
}

// Each message reaches its target, whatever refuses it on the way, and none twice without a death.
#include "emulator/delivery/outbox.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>

#include "emulator/async/function_target.h"
#include "tests/unit/store/virtual_store.h"

using namespace brume::emulator;
using namespace brume::emulator::delivery;
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

class Letters final : public Target {
 public:
  void deliver(Message message, Callback<void(Status)> accepted) override {
    taken.push_back(std::move(message));
    accepted(Done{});
  }
  std::vector<Message> taken;
};

class Log final : public LogSink {
 public:
  void write(const LogRecord& record) override { lines.emplace_back(record.text); }
  std::vector<std::string> lines;
};

struct World {
  World() : database(opened()), functions(door) {
    targets.add("lambda", functions);
    begin();
  }

  static Database opened() {
    auto database = Database::open(":memory:");
    REQUIRE(database.ok());
    REQUIRE(database->migrate({kOutboxTable}).ok());
    return std::move(database).value();
  }
  void begin() {
    outbox.reset();
    store = std::make_unique<VirtualStore>(time, database);
    outbox = std::make_unique<Outbox>(
        OutboxServices{*store, targets, time, time, pending_work, log, render});
  }
  // The process dies before what it has submitted is committed.
  void die() {
    outbox.reset();
    store->die(0);
    begin();
  }
  void add(const std::string& payload, const std::string& function = "resize") {
    put({.target = "arn:aws:lambda:us-east-1:123456789012:function:" + function,
         .payload = payload,
         .trace_header = "Root=" + payload,
         .subject = "message " + payload});
  }
  void put(const Message& message) {
    REQUIRE(put_in_outbox(database, message, policy, time.wall()).ok());
  }
  std::size_t left() {
    auto count = database.prepare("SELECT count(*) FROM outbox");
    REQUIRE(count.ok());
    REQUIRE(count->next().ok());
    return static_cast<std::size_t>(count->integer(0));
  }
  // Until nothing is due at once.
  void settle() { time.advance(0ms); }

  RetryPolicy policy{.attempts_max = RetryPolicy::kAnyAttempts,
                     .age_max = RetryPolicy::kAnyAge,
                     .back_off_first = 200ms,
                     .back_off_longest = 30s,
                     .waits_for_target = true};
  VirtualTime time{WallTime(24h)};
  PendingWork pending_work;
  Database database;
  Door door;
  FunctionTarget functions;
  Targets targets;
  std::function<std::string(const Message&, int)> render;
  Log log;
  std::unique_ptr<VirtualStore> store;
  std::unique_ptr<Outbox> outbox;
};

using Texts = std::vector<std::string>;
constexpr const char* kQueue = "arn:aws:sqs:us-east-1:123456789012:q";
const Error kFull{Error::Code::kUnavailable, "the disk is full"};

}  // namespace

TEST_CASE("what an earlier process has left is told first, and then what comes, in order") {
  World world;
  world.add("one");
  world.outbox->start();
  world.settle();
  world.add("two");
  world.add("three", "other:live");
  world.outbox->on_put();
  world.settle();
  CHECK(world.door.taken == Texts{"resize one", "resize two", "other:live three"});
  CHECK(world.door.traces == Texts{"Root=one", "Root=two", "Root=three"});
  CHECK(world.left() == 0);
  CHECK(world.pending_work.idle());
}

TEST_CASE("nothing is told before the start, and the clock waits for what is told") {
  World world;
  world.add("one");
  world.outbox->on_put();
  world.settle();
  CHECK(world.door.asked == 0);
  world.door.hold = true;
  world.outbox->start();
  world.settle();
  CHECK(world.door.asked == 1);
  CHECK_FALSE(world.pending_work.idle());
  world.door.held[0](Done{});
  world.settle();
  CHECK(world.pending_work.idle());
}

TEST_CASE("ten thousand messages go through, a bounded number at once, each once") {
  World world;
  for (int i = 0; i < 10'000; ++i) world.add(std::to_string(i));
  world.door.hold = true;
  world.outbox->start();
  world.settle();
  CHECK(world.door.held.size() == kDeliveredAtOnce);
  world.door.hold = false;
  for (auto& accepted : world.door.held) accepted(Done{});
  world.settle();
  CHECK(world.door.taken.size() == 10'000 - kDeliveredAtOnce);
  CHECK(world.door.asked == 10'000);
  CHECK(world.left() == 0);
}

TEST_CASE("what the queue cannot take now is told again later, and later still") {
  World world;
  world.add("one");
  world.door.refusal = kFull;
  world.outbox->start();
  world.settle();
  CHECK(world.door.asked == 1);
  CHECK(world.pending_work.idle());
  world.time.advance(200ms);
  CHECK(world.door.asked == 2);
  world.time.advance(200ms);
  CHECK(world.door.asked == 2);
  world.time.advance(200ms);
  CHECK(world.door.asked == 3);
  world.door.refusal.reset();
  world.time.advance(30s);
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
  world.outbox->on_targets_changed();
  world.settle();
  CHECK(world.left() == 2);
  world.door.absent.clear();
  world.outbox->on_targets_changed();
  world.settle();
  CHECK(world.door.taken == Texts{"resize three", "gone one", "gone two"});
  CHECK(world.left() == 0);
  CHECK(world.log.lines.size() == 1);
}

TEST_CASE("queues are not emulated, which is said once, and nothing piles up for them") {
  World world;
  world.put({.target = kQueue, .payload = "one"});
  world.put({.target = kQueue, .payload = "two"});
  world.outbox->start();
  world.settle();
  CHECK(world.door.asked == 0);
  CHECK(world.left() == 0);
  CHECK(world.log.lines == Texts{"arn:aws:sqs:us-east-1:123456789012:q gets nothing: SQS queues "
                                 "are not emulated yet"});
}

TEST_CASE("a message that can never be taken is dropped, and said whole") {
  World world;
  world.add("one");
  world.door.refusal = Error{Error::Code::kPayloadTooLarge, "too large"};
  world.outbox->start();
  world.settle();
  CHECK(world.left() == 0);
  CHECK(world.log.lines == Texts{"message one is dropped after 1 attempt: too large: one"});
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
  world.time.advance(30s);
  CHECK(world.door.asked == 1);
  CHECK(world.left() == 0);
  CHECK(world.pending_work.idle());
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
  world.outbox->on_put();
  world.settle();
  CHECK(world.door.asked == 0);
  CHECK(world.left() == 1);
}

TEST_CASE("attempts, age and the next instant outlive the process") {
  World world;
  world.policy = {.attempts_max = 2, .back_off_first = 1min, .back_off_longest = 1h};
  world.add("one");
  world.door.refusal = kFull;
  world.outbox->start();
  world.settle();
  CHECK(world.door.asked == 1);
  world.time.advance(30s);
  world.die();
  world.outbox->start();
  world.time.advance(29s);
  CHECK(world.door.asked == 1);
  world.time.advance(1s);
  CHECK(world.door.asked == 2);
  world.die();
  world.outbox->start();
  world.time.advance(24h);
  CHECK(world.door.asked == 3);
  CHECK(world.left() == 0);
  CHECK(world.log.lines.back() == "message one is dropped after 3 attempts: the disk is full: one");
}

TEST_CASE("what is given up goes to its dead-letter target, and only there") {
  World world;
  Letters queue;
  world.targets.add("sqs", queue);
  world.policy = {.attempts_max = 1};
  world.put({.target = "arn:aws:lambda:us-east-1:123456789012:function:resize",
             .payload = "one",
             .source = "aws.events",
             .source_arn = "arn:aws:events:us-east-1:123456789012:rule/r",
             .subject = "rule r",
             .dead_letter = kQueue});
  world.door.refusal = kFull;
  world.outbox->start();
  world.time.advance(1h);
  CHECK(world.door.asked == 2);
  REQUIRE(queue.taken.size() == 1);
  CHECK(queue.taken[0].payload == "one");
  CHECK(queue.taken[0].attributes.find(R"("RETRY_ATTEMPTS":"1")") != std::string::npos);
  CHECK(world.left() == 0);
  CHECK(world.log.lines.back() == "rule r is dropped after 2 attempts: the disk is full; " +
                                      std::string(kQueue) + " gets it");
}

TEST_CASE("a dead-letter queue that is not emulated is named, and the log has the message") {
  World world;
  world.policy = {.attempts_max = 0};
  world.put({.target = "arn:aws:lambda:us-east-1:123456789012:function:resize",
             .payload = "one",
             .subject = "rule r",
             .dead_letter = kQueue});
  world.door.refusal = kFull;
  world.outbox->start();
  world.settle();
  CHECK(world.log.lines ==
        Texts{"rule r is dropped after 1 attempt: the disk is full and its dead-letter queue " +
              std::string(kQueue) + " is not emulated: one"});
}

TEST_CASE("each attempt is rendered anew") {
  World world;
  world.render = [](const Message& message, int attempt) {
    return message.payload + " " + std::to_string(attempt);
  };
  world.begin();
  world.add("one");
  world.door.refusal = kFull;
  world.outbox->start();
  world.settle();
  world.door.refusal.reset();
  world.time.advance(1s);
  CHECK(world.door.taken == Texts{"resize one 2"});
}

TEST_CASE("a target that comes while its absence is being reported is not missed") {
  World world;
  world.add("one");
  world.door.hold = true;
  world.outbox->start();
  world.settle();
  world.outbox->on_targets_changed();
  world.door.hold = false;
  world.door.held[0](Error{Error::Code::kNotFound, "Function not found"});
  world.settle();
  CHECK(world.door.taken == Texts{"resize one"});
  CHECK(world.left() == 0);
}

TEST_CASE("what cannot be read is read later") {
  World world;
  world.add("one");
  world.store->failing = kFull;
  world.outbox->start();
  world.settle();
  CHECK(world.pending_work.idle());
  CHECK(world.log.lines.size() == 1);
  world.time.advance(1s);
  world.store->failing.reset();
  world.time.advance(30s);
  CHECK(world.door.taken == Texts{"resize one"});
  CHECK(world.log.lines.size() == 1);
}

TEST_CASE("a drain ends when what is being delivered is stored, and begins nothing") {
  World world;
  world.add("one");
  world.door.hold = true;
  world.outbox->start();
  world.settle();
  world.add("two");
  bool drained = false;
  world.outbox->drain([&drained] { drained = true; });
  world.settle();
  CHECK_FALSE(drained);
  world.door.held[0](Done{});
  CHECK_FALSE(drained);
  world.settle();
  CHECK(drained);
  CHECK(world.left() == 1);
  CHECK(world.door.asked == 1);
}

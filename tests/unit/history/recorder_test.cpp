#include "emulator/history/recorder.h"

#include <doctest/doctest.h>

#include <deque>

#include "emulator/history/history.h"
#include "tests/unit/invoke/fake_workers.h"

using namespace brume::emulator;
using namespace brume::emulator::testing;
using namespace std::chrono_literals;

namespace {

// A store whose disk is as slow and as full as the test wants.
class HeldStore final : public Store {
 public:
  HeldStore() : database(std::move(open_history(":memory:")).value()) {}

  void submit(Work work, Callback<void(Status)> done) override {
    held.push_back({std::move(work), std::move(done)});
  }
  void store_one() {
    REQUIRE_FALSE(held.empty());
    auto [work, done] = std::move(held.front());
    held.pop_front();
    done(full ? Status(Error{Error::Code::kUnavailable, "the disk is full"})
              : database.transact([&, &run = work] { return run(database); }));
  }

  Database database;
  bool full = false;
  std::deque<std::pair<Work, Callback<void(Status)>>> held;
};

struct RecordingHosting : FakeHosting {
  HeldStore store;
  std::vector<std::string> notices;
  std::optional<Recorder> recorder;

  explicit RecordingHosting(HistoryLimits limits = {}) {
    recorder.emplace(store, time, limits,
                     [this](std::string_view text) { notices.emplace_back(text); });
    services.watch = [this](const FunctionConfig& function) { return recorder->watch(function); };
    add("hello", [](FunctionConfig& function) { function.environment = {{"A", "b\""}}; });
  }

  std::shared_ptr<Call> answered(Event event, const std::string& answer) {
    const auto call = this->call("hello", std::move(event));
    if (launcher.last().invokes.size() == 1) launcher.last().ready();
    time.advance(2ms);
    launcher.last().print("printed\n");
    launcher.last().reply(answer);
    return call;
  }
  RecordedInvocation last() {
    const auto found = find_in_history(store.database, "last");
    REQUIRE(found.ok());
    return found.value();
  }
};

}  // namespace

TEST_CASE("an invocation is kept with all that it takes to do it again") {
  RecordingHosting hosting;
  const WallTime start = hosting.time.wall();
  const auto call = hosting.answered(
      {.payload = "{\"n\":1}", .request_id = "r-1", .client_context = "{\"c\":1}"}, "[1]");
  CHECK(call->reply().payload == "[1]");
  CHECK_FALSE(hosting.recorder->idle());
  hosting.store.store_one();
  CHECK(hosting.recorder->idle());
  const RecordedInvocation record = hosting.last();
  CHECK(record.function == "hello");
  CHECK(record.version == "$LATEST");
  CHECK(record.request_id == "r-1");
  CHECK(record.trace_header.starts_with("Root=1-"));
  CHECK(record.client_context == "{\"c\":1}");
  CHECK(record.environment == R"({"A":"b\""})");
  CHECK(record.event == "{\"n\":1}");
  CHECK(record.answer == "[1]");
  CHECK(record.at == start);
  CHECK(record.duration == 2ms);
  CHECK(record.init_duration.has_value());
  CHECK(record.log.starts_with("START RequestId: r-1 Version: $LATEST\nprinted\nEND"));
  CHECK(record.log.find("\nREPORT RequestId: r-1\t") != std::string::npos);
}

TEST_CASE("how it failed is kept, in Brume's words too") {
  RecordingHosting hosting;
  hosting.call("hello");
  hosting.launcher.last().ready();
  hosting.time.advance(4s);
  hosting.store.store_one();
  CHECK(hosting.last().end == Reply::End::kTimeout);
  CHECK(hosting.last().answer.find("Sandbox.Timedout") != std::string::npos);
}

TEST_CASE("what ends while the store is at work is stored together") {
  RecordingHosting hosting;
  for (int i = 0; i < 5; ++i) hosting.answered({.payload = "{}"}, "1");
  CHECK(hosting.store.held.size() == 1);
  hosting.store.store_one();
  CHECK(totals_of(hosting.store.database).value().kept == 1);
  CHECK(hosting.store.held.empty());  // not yet: more may come
  CHECK_FALSE(hosting.recorder->idle());
  hosting.time.advance(kStoreInterval);
  REQUIRE(hosting.store.held.size() == 1);
  hosting.store.store_one();
  CHECK(totals_of(hosting.store.database).value().kept == 5);
  CHECK(hosting.store.held.empty());
  CHECK(hosting.recorder->idle());
}

TEST_CASE("changed variables are recorded as they are then") {
  RecordingHosting hosting;
  hosting.answered({.payload = "{}"}, "1");
  FunctionConfig changed = *hosting.invoker->find("hello");
  changed.environment = {{"A", "new"}};
  REQUIRE(hosting.invoker->replace_function(changed).ok());
  hosting.answered({.payload = "{}"}, "1");
  hosting.store.store_one();
  hosting.time.advance(kStoreInterval);
  hosting.store.store_one();
  CHECK(hosting.last().environment == R"({"A":"new"})");
}

TEST_CASE("a full disk is said once, and how many were lost when it is over") {
  RecordingHosting hosting;
  hosting.store.full = true;
  for (int i = 0; i < 3; ++i) {
    hosting.answered({.payload = "{}"}, "1");
    hosting.time.advance(kStoreInterval);
    hosting.store.store_one();
  }
  CHECK(hosting.notices ==
        std::vector<std::string>{"invocations are not recorded: the disk is full"});
  hosting.store.full = false;
  hosting.answered({.payload = "{}"}, "1");
  hosting.time.advance(kStoreInterval);
  hosting.store.store_one();
  REQUIRE(hosting.notices.size() == 2);
  CHECK(hosting.notices[1] == "invocations are recorded again; 3 were not");
}

TEST_CASE("what waits for a slow disk is bounded, and what goes above is said") {
  RecordingHosting hosting;
  const std::size_t large = 6'000'000;
  for (std::size_t i = 0; i <= kMaxWaitingRecordBytes / large + 1; ++i) {
    hosting.answered({.payload = "{}"}, "\"" + std::string(large, 'x') + "\"");
  }
  REQUIRE(hosting.notices.size() == 1);
  CHECK(hosting.notices[0] ==
        "invocations are not recorded: the disk is slower than the functions are called");
  hosting.store.store_one();
  CHECK(hosting.notices.size() == 2);
}

TEST_CASE("that the oldest are dropped is said once") {
  RecordingHosting hosting({.invocations_max = 2});
  for (int i = 0; i < 4; ++i) {
    hosting.answered({.payload = "{}"}, "1");
    hosting.time.advance(kStoreInterval);
    hosting.store.store_one();
  }
  REQUIRE(hosting.notices.size() == 1);
  CHECK(hosting.notices[0].find("the oldest are dropped from now on") != std::string::npos);
}

TEST_CASE("logs are kept up to a limit, and what is more is counted") {
  RecordingHosting hosting;
  hosting.call("hello");
  hosting.launcher.last().ready();
  const std::string line(100'000, 'x');
  for (int i = 0; i < 12; ++i) hosting.launcher.last().print(line + "\n");
  hosting.launcher.last().reply("1");
  hosting.store.store_one();
  CHECK(hosting.last().log.size() <= kMaxRecordedLogBytes);
  CHECK(hosting.last().left_out_bytes >= 200'000);
}

TEST_CASE("what ends after the recorder is gone harms nobody") {
  RecordingHosting hosting;
  const auto call = hosting.call("hello");
  hosting.launcher.last().ready();
  hosting.recorder.reset();
  hosting.services.watch = {};
  hosting.launcher.last().reply("1");
  CHECK(call->reply().payload == "1");
  CHECK(hosting.store.held.empty());
}

TEST_CASE("what waits when the recorder goes is handed over") {
  RecordingHosting hosting;
  hosting.answered({.payload = "{}"}, "1");
  hosting.answered({.payload = "{}"}, "2");
  hosting.recorder.reset();
  while (!hosting.store.held.empty()) hosting.store.store_one();
  CHECK(totals_of(hosting.store.database).value().kept == 2);
}

// What the scheduler's tests stand on: virtual time, a door that notes what it is handed and can
// refuse, and schedules made of few words.
#pragma once

#include <doctest/doctest.h>

#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "emulator/async/function_target.h"
#include "emulator/base/virtual_time.h"
#include "emulator/services/schedule/scheduler.h"
#include "tests/unit/services/schedule/instants.h"
#include "tests/unit/store/virtual_store.h"

namespace brume::emulator::schedule::testing {

class NotingInvoker final : public AsyncInvoker {
 public:
  explicit NotingInvoker(Clock& clock) : clock_(clock) {}

  void accept(const std::string& function, Event event, Callback<void(Status)> accepted) override {
    calls.push_back({text_of(clock_.wall()) + " " + function, std::move(event.payload)});
    if (hold) {
      held.push_back(std::move(accepted));
    } else {
      accepted(refusal ? Status(*refusal) : Status(Done{}));
    }
  }

  struct Call {
    std::string when_and_whom;
    std::string payload;
  };
  std::vector<Call> calls;
  std::optional<Error> refusal;
  bool hold = false;  // answers are given by the test
  std::deque<Callback<void(Status)>> held;

  // The calls' instants and functions, and no more of them.
  std::vector<std::string> take() {
    std::vector<std::string> texts;
    for (const Call& call : calls) texts.push_back(call.when_and_whom);
    calls.clear();
    return texts;
  }

 private:
  Clock& clock_;
};

class NotingLog final : public LogSink {
 public:
  void write(const LogRecord& record) override { lines.emplace_back(record.text); }
  bool has(std::string_view text) const {
    for (const std::string& line : lines) {
      if (line.find(text) != std::string::npos) return true;
    }
    return false;
  }
  std::vector<std::string> lines;
};

inline Schedule schedule_of(const std::string& name, const std::string& expression,
                            const std::string& zone = "UTC") {
  auto parsed = Expression::parse(expression, Dialect::kScheduler);
  REQUIRE(parsed.ok());
  auto loaded = TimeZone::load(zone);
  REQUIRE(loaded.ok());
  return {.dialect = Dialect::kScheduler,
          .logical_id = name + "Resource",
          .name = name,
          .group = "default",
          .arn = "arn:aws:scheduler:us-east-1:123456789012:schedule/default/" + name,
          .region = "us-east-1",
          .account_id = "123456789012",
          .expression = expression,
          .timetable = {std::move(*parsed), std::move(*loaded)},
          .targets = {{.id = "",
                       .arn = "arn:aws:lambda:us-east-1:123456789012:function:" + name,
                       .function = name}}};
}

inline Database outbox_in_memory() {
  auto database = Database::open(":memory:");
  REQUIRE(database.ok());
  REQUIRE(database->migrate({delivery::kOutboxTable}).ok());
  return std::move(*database);
}

struct World {
  explicit World(const std::string& start = "2027-01-01T00:00:00Z",
                 SchedulerOptions initial = {CatchUp::kOnce, Duration::max(), true})
      : options(initial), time(instant(start)), invoker(time), functions(invoker) {
    targets.add("lambda", functions);
    restart();
  }

  // The process ends and begins anew: only the memory and the database stay.
  void restart() {
    scheduler.reset();
    store = std::make_unique<emulator::testing::VirtualStore>(time, database);
    scheduler = std::make_unique<Scheduler>(
        DeliveryServices{time, time, pending_work, ids, log, targets, *store, clock_events}, memory,
        options);
  }
  // The process is killed: what is not committed is lost.
  void die() {
    scheduler.reset();
    store->die(0);
    restart();
  }
  // Events that wait to be delivered, or to be tried again.
  std::size_t waiting() {
    auto count = database.prepare("SELECT count(*) FROM outbox");
    REQUIRE(count.ok());
    REQUIRE(count->next().ok());
    return static_cast<std::size_t>(count->integer(0));
  }
  void restart(CatchUp catch_up) {
    options.catch_up = catch_up;
    restart();
  }

  SchedulerOptions options;
  VirtualTime time;
  PendingWork pending_work;
  SequentialIds ids;
  NotingLog log;
  NotingInvoker invoker;
  FunctionTarget functions;
  delivery::Targets targets;
  ClockEvents clock_events;
  VolatileMemory memory;
  Database database = outbox_in_memory();
  std::unique_ptr<emulator::testing::VirtualStore> store;
  std::unique_ptr<Scheduler> scheduler;
};

}  // namespace brume::emulator::schedule::testing

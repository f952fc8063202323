// When events are handed over: in order, at their instants, over reloads, restarts and sleep.
#include "emulator/services/schedule/scheduler.h"

#include <doctest/doctest.h>

#include "tests/unit/services/schedule/scheduler_world.h"

using namespace brume::emulator;
using namespace brume::emulator::schedule;
using namespace brume::emulator::schedule::testing;
using namespace std::chrono_literals;
using Texts = std::vector<std::string>;

TEST_CASE("events are handed over at their instants, in order") {
  World world;
  world.scheduler->set_schedules({schedule_of("Rate", "rate(40 minutes)"),
                                  schedule_of("Cron", "cron(0/30 * * * ? *)"),
                                  schedule_of("Once", "at(2027-01-01T00:35:00)")});
  world.time.advance(80min);
  CHECK(world.invoker.take() == Texts{"2027-01-01T00:30:00Z Cron", "2027-01-01T00:35:00Z Once",
                                      "2027-01-01T00:40:00Z Rate", "2027-01-01T01:00:00Z Cron",
                                      "2027-01-01T01:20:00Z Rate"});
  CHECK(world.time.pending() == 1);
  CHECK(world.pending_work.idle());
}

TEST_CASE("equal instants keep the schedules' order") {
  World world;
  world.scheduler->set_schedules(
      {schedule_of("B", "cron(0 1 * * ? *)"), schedule_of("A", "rate(1 hour)")});
  world.time.advance(1h);
  CHECK(world.invoker.take() == Texts{"2027-01-01T01:00:00Z B", "2027-01-01T01:00:00Z A"});
}

TEST_CASE("a disabled schedule does not fire, and no timer runs for it") {
  World world;
  Schedule schedule = schedule_of("Off", "rate(1 minute)");
  schedule.enabled = false;
  world.scheduler->set_schedules({schedule});
  world.time.advance(0s);
  CHECK(world.time.pending() == 0);
  CHECK_FALSE(world.scheduler->states().at(0).next.has_value());
}

TEST_CASE("a schedule fires between StartDate and EndDate, both included") {
  World world;
  Schedule rate = schedule_of("Rate", "rate(1 hour)");
  rate.timetable.start = instant("2027-01-01T10:00:00Z");
  rate.timetable.end = instant("2027-01-01T12:00:00Z");
  Schedule cron = schedule_of("Cron", "cron(0 * * * ? *)");
  cron.timetable.start = instant("2027-01-01T11:00:00Z");
  cron.timetable.end = instant("2027-01-01T12:59:59Z");
  world.scheduler->set_schedules({rate, cron});
  world.time.advance(48h);
  CHECK(world.invoker.take() == Texts{"2027-01-01T10:00:00Z Rate", "2027-01-01T11:00:00Z Rate",
                                      "2027-01-01T11:00:00Z Cron", "2027-01-01T12:00:00Z Rate",
                                      "2027-01-01T12:00:00Z Cron"});
  CHECK(world.time.pending() == 0);
}

TEST_CASE("a schedule that is done is deleted if it says so") {
  World world;
  Schedule kept = schedule_of("Kept", "at(2027-01-01T01:00:00)");
  Schedule deleted = schedule_of("Deleted", "at(2027-01-01T01:00:00)");
  deleted.delete_when_done = true;
  world.scheduler->set_schedules({kept, deleted});
  CHECK(world.scheduler->states().size() == 2);
  world.time.advance(1h);
  REQUIRE(world.scheduler->states().size() == 1);
  CHECK(world.scheduler->states().at(0).schedule->name == "Kept");
  CHECK(world.invoker.take().size() == 2);
}

TEST_CASE("a flexible window delays by less than itself, and the same in every run") {
  const auto run = [] {
    World world;
    Schedule schedule = schedule_of("Flexible", "rate(1 hour)");
    schedule.window = 15min;
    world.scheduler->set_schedules({schedule});
    world.time.advance(30h);
    return world.invoker.take();
  };
  const Texts calls = run();
  REQUIRE(calls.size() >= 29);
  CHECK(calls == run());
  std::set<Duration> delays;
  for (std::size_t i = 0; i < calls.size(); ++i) {
    const WallTime due = instant("2027-01-01T00:00:00Z") + (static_cast<int>(i) + 1) * 1h;
    const Duration delay = instant(calls[i]) - due;
    CHECK(delay >= 0s);
    CHECK(delay < 15min);
    delays.insert(delay);
  }
  CHECK(delays.size() > 10);
}

TEST_CASE("a reload fires nothing twice and loses no phase") {
  World world("2027-01-01T00:00:20Z");
  const Schedule rate = schedule_of("Rate", "rate(1 hour)");
  world.scheduler->set_schedules({rate});
  world.time.advance(1h + 10min);
  CHECK(world.invoker.take() == Texts{"2027-01-01T01:00:20Z Rate"});
  Schedule other_input = rate;
  other_input.targets[0].payload = {Payload::Kind::kConstant, "{}", {}};
  world.scheduler->set_schedules({schedule_of("New", "rate(1 hour)"), other_input});
  world.time.advance(1h);
  CHECK(world.invoker.take() == Texts{"2027-01-01T02:00:20Z Rate", "2027-01-01T02:10:20Z New"});
  CHECK(world.scheduler->states().at(1).fired == 2);
}

TEST_CASE("a changed expression begins anew, a removed schedule is forgotten") {
  World world;
  world.scheduler->set_schedules({schedule_of("Rate", "rate(1 hour)")});
  world.time.advance(30min);
  world.scheduler->set_schedules({schedule_of("Rate", "rate(2 hours)")});
  world.time.advance(3h);
  CHECK(world.invoker.take() == Texts{"2027-01-01T02:30:00Z Rate"});
  world.scheduler->set_schedules({});
  CHECK(world.time.pending() == 0);
  CHECK(world.memory.all().empty());
  world.scheduler->set_schedules({schedule_of("Rate", "rate(2 hours)")});
  world.time.advance(2h);
  CHECK(world.invoker.take() == Texts{"2027-01-01T05:30:00Z Rate"});
}

TEST_CASE("a restart keeps the phase of a rate and fires nothing twice") {
  World world("2027-01-01T00:00:20Z");
  const std::vector schedules{schedule_of("Rate", "rate(1 hour)")};
  world.scheduler->set_schedules(schedules);
  world.time.advance(1h);
  world.restart();
  world.scheduler->set_schedules(schedules);
  world.time.advance(59min);
  CHECK(world.invoker.take() == Texts{"2027-01-01T01:00:20Z Rate"});
  world.time.advance(1min);
  CHECK(world.invoker.take() == Texts{"2027-01-01T02:00:20Z Rate"});
}

TEST_CASE("each schedule that missed firings fires once on waking") {
  World world;
  const std::vector schedules{
      schedule_of("Rate", "rate(1 minute)"), schedule_of("Daily", "cron(0 6 * * ? *)"),
      schedule_of("Once", "at(2027-01-02T00:00:00)"), schedule_of("Later", "cron(0 0 1 6 ? *)")};
  world.scheduler->set_schedules(schedules);
  world.scheduler.reset();
  world.time.advance(49h);
  world.restart();
  world.scheduler->set_schedules(schedules);
  world.time.advance(0s);
  const Texts woken{"2027-01-03T01:00:00Z Rate", "2027-01-03T01:00:00Z Daily",
                    "2027-01-03T01:00:00Z Once"};
  CHECK(world.invoker.take() == woken);
  CHECK(world.log.has(
      "schedule Daily missed what was due since 2027-01-01T06:00:00Z and fires once for "
      "2027-01-02T06:00:00Z"));
  world.time.advance(6h);
  const Texts later = world.invoker.take();
  CHECK(later.size() == 361);
  CHECK(later.front() == "2027-01-03T01:01:00Z Rate");
}

TEST_CASE("what was missed is made up for, all of it") {
  World world;
  const std::vector schedules{schedule_of("Rate", "rate(1 minute)")};
  world.scheduler->set_schedules(schedules);
  world.scheduler.reset();
  world.time.advance(10h);
  world.restart(CatchUp::kAll);
  world.scheduler->set_schedules(schedules);
  world.time.advance(0s);
  REQUIRE(world.invoker.calls.size() == 600);
  CHECK(world.invoker.calls.front().payload.find("2027-01-01T00:01:00Z") != std::string::npos);
  CHECK(world.invoker.calls.back().payload.find("2027-01-01T10:00:00Z") != std::string::npos);
}

TEST_CASE("what was missed stays missed") {
  World world;
  const std::vector schedules{schedule_of("Rate", "rate(10 minutes)"),
                              schedule_of("Once", "at(2027-01-01T00:05:00)")};
  world.scheduler->set_schedules(schedules);
  world.scheduler.reset();
  world.time.advance(35min);
  world.restart(CatchUp::kNone);
  world.scheduler->set_schedules(schedules);
  world.time.advance(5min);
  CHECK(world.invoker.take() == Texts{"2027-01-01T00:40:00Z Rate"});
  CHECK(world.log.has("schedule Once missed what was due from 2027-01-01T00:05:00Z"));
  CHECK_FALSE(world.scheduler->states().at(1).next.has_value());
}

TEST_CASE("a firing less than a minute late is not missed") {
  World world;
  const std::vector schedules{schedule_of("Rate", "rate(10 minutes)")};
  world.scheduler->set_schedules(schedules);
  world.scheduler.reset();
  world.time.advance(10min + 59s);
  world.restart(CatchUp::kNone);
  world.scheduler->set_schedules(schedules);
  world.time.advance(0s);
  CHECK(world.invoker.take() == Texts{"2027-01-01T00:10:59Z Rate"});
  CHECK(world.log.lines.empty());
}

TEST_CASE("while it was disabled nothing was missed") {
  World world;
  Schedule schedule = schedule_of("Rate", "rate(10 minutes)");
  world.scheduler->set_schedules({schedule});
  schedule.enabled = false;
  world.scheduler->set_schedules({schedule});
  world.scheduler.reset();
  world.time.advance(5h);
  world.restart();
  schedule.enabled = true;
  world.scheduler->set_schedules({schedule});
  world.time.advance(10min);
  CHECK(world.invoker.take() == Texts{"2027-01-01T05:10:00Z Rate"});
}

TEST_CASE("a memory of the future, from another clock, is not believed") {
  World world("2030-01-01T00:00:00Z");
  const std::vector schedules{schedule_of("Rate", "rate(10 minutes)")};
  world.scheduler->set_schedules(schedules);
  World earlier;
  for (const auto& [arn, remembered] : world.memory.all()) {
    earlier.memory.remember(arn, remembered);
  }
  earlier.scheduler->set_schedules(schedules);
  earlier.time.advance(10min);
  CHECK(earlier.invoker.take() == Texts{"2027-01-01T00:10:00Z Rate"});
}

TEST_CASE("the clock is looked at even while a timer stands still") {
  // A timer that does not count the time a machine sleeps: here the clock alone is moved.
  struct Leaping final : Clock {
    explicit Leaping(VirtualTime& steady) : time(steady) {}
    WallTime wall() const override { return time.wall() + leap; }
    MonotonicTime monotonic() const override { return time.monotonic(); }
    VirtualTime& time;
    Duration leap{0};
  };
  VirtualTime time(instant("2027-01-01T00:00:00Z"));
  Leaping clock(time);
  PendingWork pending_work;
  SequentialIds ids;
  NotingLog log;
  NotingInvoker invoker(clock);
  VolatileMemory memory;
  ClockEvents clock_events;
  FunctionTarget functions(invoker);
  delivery::Targets targets;
  targets.add("lambda", functions);
  Database database = outbox_in_memory();
  brume::emulator::testing::VirtualStore store(time, database);
  Scheduler scheduler({clock, time, pending_work, ids, log, targets, store, clock_events}, memory,
                      {});
  scheduler.set_schedules({schedule_of("Daily", "cron(0 6 * * ? *)")});
  clock.leap = 8h;
  time.advance(20s);
  CHECK(invoker.take() == Texts{"2027-01-01T08:00:20Z Daily"});
}

TEST_CASE("all enabled schedules fire on demand, besides their time") {
  World world;
  Schedule off = schedule_of("Off", "rate(1 hour)");
  off.enabled = false;
  world.scheduler->set_schedules({schedule_of("On", "rate(1 hour)"), off});
  world.time.advance(10min);
  world.scheduler->fire_all();
  world.time.advance(50min);
  CHECK(world.invoker.take() == Texts{"2027-01-01T00:10:00Z On", "2027-01-01T01:00:00Z On"});
}

TEST_CASE("one schedule fires on demand and tells what became of it") {
  World world;
  Schedule two = schedule_of("Two", "rate(1 hour)");
  two.enabled = false;
  two.targets.push_back({.id = "", .arn = "arn:aws:sqs:us-east-1:123456789012:q", .function = ""});
  two.targets.push_back({.id = "", .arn = "arn", .function = "Other:live"});
  world.scheduler->set_schedules({two});
  world.invoker.refusal = Error{Error::Code::kNotFound, "no such function"};
  for (const std::string name : {"Two", "default/Two", "TwoResource",
                                 "arn:aws:scheduler:us-east-1:123456789012:schedule/default/Two"}) {
    std::vector<Scheduler::TargetResult> handed;
    REQUIRE(world.scheduler->fire(name, [&](auto result) { handed = std::move(result); }).ok());
    REQUIRE(handed.size() == 2);
    CHECK(handed[0].function == "Two");
    CHECK(handed[1].function == "Other:live");
    CHECK(handed[1].status.error().message == "no such function");
  }
  const Status unknown = world.scheduler->fire("Three", [](const auto&) { FAIL("called"); });
  REQUIRE_FALSE(unknown.ok());
  CHECK(unknown.error().code == Error::Code::kNotFound);
  CHECK(world.waiting() == 0);
}

TEST_CASE("ten thousand schedules need one timer") {
  World world;
  std::vector<Schedule> schedules;
  for (int i = 0; i < 10'000; ++i) {
    schedules.push_back(
        schedule_of("S" + std::to_string(i), "cron(" + std::to_string(i % 60) + " 12 1 6 ? *)"));
  }
  world.scheduler->set_schedules(schedules);
  world.time.advance(0s);
  CHECK(world.time.pending() == 1);
  world.time.advance(24h * 120);
  CHECK(world.invoker.calls.empty());
  world.time.advance(24h * 60);
  CHECK(world.invoker.calls.size() == 10'000);
}

TEST_CASE("with schedules switched off only what is asked for fires") {
  World world;
  world.options.fires = false;
  world.restart();
  world.scheduler->set_schedules({schedule_of("Rate", "rate(1 hour)")});
  world.time.advance(0s);
  CHECK(world.time.pending() == 0);
  REQUIRE(world.scheduler->states().size() == 1);
  CHECK_FALSE(world.scheduler->states().at(0).next.has_value());
  CHECK(world.scheduler->fire("Rate", [](const auto&) {}).ok());
  CHECK(world.invoker.take() == Texts{"2027-01-01T00:00:00Z Rate"});
}

TEST_CASE("whoever moves the clock is told what fired") {
  World world;
  Texts told;
  world.clock_events.subscribe([&](const ClockEvent& event) {
    told.push_back(text_of(event.at) + " " + std::string(event.what) + " " +
                   std::string(event.who) + " " + std::string(event.text));
  });
  world.scheduler->set_schedules({schedule_of("Rate", "rate(1 hour)")});
  world.time.advance(1h);
  CHECK(told == Texts{"2027-01-01T01:00:00Z schedule Rate rate(1 hour)"});
}

// Events that are not taken at once: tried again, given up, said.
#include "emulator/services/schedule/deliveries.h"

#include <doctest/doctest.h>

#include "tests/unit/services/schedule/scheduler_world.h"

using namespace brume::emulator;
using namespace brume::emulator::schedule;
using namespace brume::emulator::schedule::testing;
using namespace std::chrono_literals;
using Texts = std::vector<std::string>;

namespace {

const Error kFull{Error::Code::kUnavailable, "the disk is full"};

}  // namespace

TEST_CASE("an event that is not taken is tried again, ever later, with a new execution id") {
  World world;
  Schedule schedule = schedule_of("F", "at(2027-01-01T00:01:00)");
  schedule.targets[0].payload = {
      Payload::Kind::kConstant,
      R"({"attempt":<aws.scheduler.attempt-number>,"id":"<aws.scheduler.execution-id>"})",
      {}};
  world.invoker.refusal = kFull;
  world.scheduler->set_schedules({schedule});
  world.time.advance(68s);
  CHECK(world.waiting() == 1);
  CHECK(world.pending_work.idle());
  world.invoker.refusal.reset();
  world.time.advance(1h);
  CHECK(world.waiting() == 0);
  REQUIRE(world.invoker.calls.size() == 5);
  CHECK(world.invoker.calls[3].payload.starts_with(R"({"attempt":4,)"));
  CHECK(world.invoker.calls[3].payload.substr(12) != world.invoker.calls[4].payload.substr(12));
  CHECK(world.invoker.take() == Texts{"2027-01-01T00:01:00Z F", "2027-01-01T00:01:01Z F",
                                      "2027-01-01T00:01:03Z F", "2027-01-01T00:01:07Z F",
                                      "2027-01-01T00:01:15Z F"});
  CHECK(world.log.lines.size() == 1);
  CHECK(world.log.has("will be tried again: the disk is full"));
}

TEST_CASE("retries end with the attempts of the policy") {
  World world;
  Schedule schedule = schedule_of("F", "at(2027-01-01T00:01:00)");
  schedule.targets[0].retry.attempts_max = 2;
  schedule.targets[0].dead_letter_arn = "arn:aws:sqs:us-east-1:123456789012:dead";
  world.invoker.refusal = kFull;
  world.scheduler->set_schedules({schedule});
  world.time.advance(48h);
  CHECK(world.invoker.take().size() == 3);
  CHECK(world.waiting() == 0);
  CHECK(
      world.log.has("schedule F: the event of 2027-01-01T00:01:00Z is dropped after 3 attempts: "
                    "the disk is full and its dead-letter queue "
                    "arn:aws:sqs:us-east-1:123456789012:dead is not emulated: {"));
}

TEST_CASE("retries end with the age of the policy, a day by default") {
  World world;
  Schedule brief = schedule_of("Brief", "at(2027-01-01T00:01:00)");
  brief.targets[0].retry.age_max = 60s;
  world.invoker.refusal = kFull;
  world.scheduler->set_schedules({brief, schedule_of("Long", "at(2027-01-01T00:01:00)")});
  world.time.advance(48h);
  Texts brief_calls, long_calls;
  for (const std::string& call : world.invoker.take()) {
    (call.ends_with("Brief") ? brief_calls : long_calls).push_back(call);
  }
  CHECK(brief_calls.back() == "2027-01-01T00:01:31Z Brief");
  CHECK(long_calls.size() == 186);
  CHECK(long_calls.back() < "2027-01-02T00:01:00Z");
}

TEST_CASE("a function that is not there is not tried again") {
  World world;
  world.invoker.refusal = Error{Error::Code::kNotFound, "there is no function F"};
  world.scheduler->set_schedules({schedule_of("F", "at(2027-01-01T00:01:00)")});
  world.time.advance(1h);
  CHECK(world.invoker.take().size() == 1);
  CHECK(world.log.has("is dropped after 1 attempt: there is no function F: {\"version\":\"0\""));
}

TEST_CASE("an answer that is still out is pending work, and none when the scheduler is gone") {
  World world;
  world.invoker.hold = true;
  world.scheduler->set_schedules({schedule_of("F", "rate(1 minute)")});
  world.time.advance(1min);
  CHECK_FALSE(world.pending_work.idle());
  world.scheduler.reset();
  CHECK(world.pending_work.idle());
  world.invoker.held.front()(Done{});
}

TEST_CASE("what was not taken when the process ended is handed over by the next one") {
  World world;
  const std::vector schedules{schedule_of("F", "rate(1 minute)")};
  world.scheduler->set_schedules(schedules);
  world.time.advance(1min);
  world.invoker.hold = true;
  world.time.advance(2min);
  // The second of two is taken, the first is not; it waits in the outbox.
  world.invoker.held[1](Done{});
  world.time.advance(0s);
  CHECK(world.waiting() == 1);
  world.die();
  world.invoker.hold = false;
  world.invoker.take();
  world.restart(CatchUp::kAll);
  world.scheduler->set_schedules(schedules);
  world.time.advance(0s);
  REQUIRE(world.invoker.calls.size() == 1);
  CHECK(world.waiting() == 0);
  CHECK(world.invoker.calls[0].payload.find("2027-01-01T00:02:00Z") != std::string::npos);
  CHECK(world.memory.all().begin()->second.seen == instant("2027-01-01T00:03:00Z"));
  world.invoker.held[0](Done{});
}

TEST_CASE("a scheduler that stops fires nothing more, but ends what is under way") {
  World world;
  world.invoker.refusal = kFull;
  world.scheduler->set_schedules({schedule_of("F", "rate(1 minute)")});
  world.time.advance(1min);
  world.scheduler->stop();
  world.invoker.refusal.reset();
  world.time.advance(1h);
  CHECK(world.invoker.take() == Texts{"2027-01-01T00:01:00Z F", "2027-01-01T00:01:01Z F"});
}

TEST_CASE("what was not stored when the process was killed is made up for by the next one") {
  World world;
  const std::vector schedules{schedule_of("F", "rate(1 minute)")};
  world.scheduler->set_schedules(schedules);
  world.time.advance(1min);
  world.invoker.take();
  world.store->failing = kFull;
  world.time.advance(1min);
  CHECK(world.memory.all().begin()->second.seen < instant("2027-01-01T00:02:00Z"));
  CHECK(world.log.has("schedule F: the event of 2027-01-01T00:02:00Z cannot be stored"));
  world.die();
  world.restart(CatchUp::kAll);
  world.scheduler->set_schedules(schedules);
  world.time.advance(0s);
  CHECK(world.invoker.take() == Texts{"2027-01-01T00:02:00Z F"});
  CHECK(world.memory.all().begin()->second.seen == instant("2027-01-01T00:02:00Z"));
}

TEST_CASE("an event that cannot be stored is stored when the disk has room again") {
  World world;
  world.scheduler->set_schedules({schedule_of("F", "at(2027-01-01T00:01:00)")});
  world.time.advance(59s);
  world.store->failing = kFull;
  world.time.advance(11s);
  CHECK(world.pending_work.idle());
  world.store->failing.reset();
  world.time.advance(1min);
  CHECK(world.invoker.take().size() == 1);
  CHECK(world.waiting() == 0);
}

TEST_CASE("attempts go on where they were when the process ended") {
  World world;
  const std::vector schedules{schedule_of("F", "at(2027-01-01T00:01:00)")};
  world.invoker.refusal = kFull;
  world.scheduler->set_schedules(schedules);
  world.time.advance(64s);
  world.die();
  world.scheduler->set_schedules(schedules);
  world.time.advance(4s);
  CHECK(world.invoker.take() == Texts{"2027-01-01T00:01:00Z F", "2027-01-01T00:01:01Z F",
                                      "2027-01-01T00:01:03Z F", "2027-01-01T00:01:07Z F"});
}

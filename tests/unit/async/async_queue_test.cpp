#include "emulator/async/async_queue.h"

#include <doctest/doctest.h>

#include <regex>

#include "emulator/invoke/limits.h"
#include "tests/unit/async/queue_fixture.h"

using namespace brume::emulator;
using namespace brume::emulator::testing;
using namespace std::chrono_literals;

namespace {

void fail(FakeProcess& process) {
  process.fail("Error", "no");
}

constexpr const char* kArn = "arn:aws:lambda:us-east-1:123456789012:function:";

}  // namespace

TEST_CASE("an event is accepted when it is stored, and runs then") {
  QueueFixture queue;
  queue.add("hello");
  queue.store->takes = 5ms;
  const auto accepted = queue.accept("hello", R"({"a":1})");
  CHECK(accepted->answers == 0);
  queue.time.advance(4ms);
  CHECK(queue.runs.empty());
  queue.time.advance(1ms);
  CHECK(accepted->answers == 1);
  CHECK(accepted->status->ok());
  queue.time.advance(1ms);
  CHECK(queue.runs == std::vector<std::string>{R"(hello {"a":1})"});
  CHECK(queue.stored() == 1);
  queue.time.advance(1min);
  CHECK(queue.stored() == 0);
  CHECK(queue.runs.size() == 1);
}

TEST_CASE("what cannot be accepted is refused at once") {
  QueueFixture queue;
  queue.add("hello");
  CHECK(queue.accept("nobody")->status->error().code == Error::Code::kNotFound);
  CHECK(queue.accept("hello:live")->status->error().code == Error::Code::kNotFound);
  const auto large = queue.accept("hello", std::string(kMaxAsyncPayloadBytes + 1, ' '));
  CHECK(large->status->error().code == Error::Code::kPayloadTooLarge);
  CHECK(queue.accept("hello", std::string(kMaxAsyncPayloadBytes, ' '))->answers == 0);
}

TEST_CASE("more than can be stored at once is refused, not kept in memory") {
  QueueFixture queue;
  queue.add("hello");
  queue.store->takes = 1s;
  const std::string megabyte(1 << 20, ' ');
  for (int i = 0; i < 256; ++i) CHECK(queue.accept("hello", megabyte)->answers == 0);
  CHECK(queue.accept("hello")->status->error().code == Error::Code::kUnavailable);
}

TEST_CASE("a failing event is tried again after one minute and two, with one request id") {
  QueueFixture queue;
  queue.add("hello");
  queue.behaviour["hello"] = fail;
  queue.accept("hello",
               Event{.payload = "{}", .request_id = "mine", .client_context = "{\"c\":1}"});
  queue.time.advance(59s);
  CHECK(queue.runs.size() == 1);
  queue.time.advance(2s);
  CHECK(queue.runs.size() == 2);
  queue.time.advance(118s);
  CHECK(queue.runs.size() == 2);
  queue.time.advance(2s);
  CHECK(queue.runs.size() == 3);
  queue.time.advance(24h);
  REQUIRE(queue.invokes.size() == 3);
  for (const auto& invoke : queue.invokes) {
    CHECK(invoke.request_id == "mine");
    CHECK(invoke.client_context == "{\"c\":1}");
    CHECK(invoke.trace_id == queue.invokes[0].trace_id);
  }
  CHECK(queue.stored() == 0);
  const auto failed = queue.failed();
  REQUIRE(failed.size() == 1);
  CHECK(failed[0].condition == "RetriesExhausted");
  CHECK(failed[0].stored.attempts == 3);
  CHECK(failed[0].stored.event.request_id == "mine");
  CHECK(queue.hosting.log.contains("`brume events failed` shows it"));
}

TEST_CASE("retries and age are the function's own") {
  QueueFixture queue;
  queue.add("never");
  queue.add("short");
  queue.behaviour["never"] = queue.behaviour["short"] = fail;
  queue.policies["never"].retries_max = 0;
  queue.policies["short"].age_max = 70s;
  queue.accept("never");
  queue.accept("short");
  queue.time.advance(1s);
  REQUIRE(queue.failed().size() == 1);
  CHECK(queue.failed()[0].condition == "RetriesExhausted");
  // It fails at 0 s and at 60 s. The second retry would come at 180 s: nobody waits for it.
  queue.time.advance(58s);
  CHECK(queue.failed().size() == 1);
  queue.time.advance(2s);
  REQUIRE(queue.failed().size() == 2);
  CHECK(queue.failed()[1].condition == "EventAgeExceeded");
  CHECK(queue.failed()[1].stored.attempts == 2);
}

TEST_CASE("a throttled event waits 1 s, 2 s, 4 s …, and that is no attempt") {
  QueueFixture queue;
  queue.add("busy", [](FunctionConfig& config) {
    config.reserved_concurrency = 1;
    config.timeout = 15min;
  });
  queue.behaviour["busy"] = [&](FakeProcess& process) {
    if (process.invokes.size() > 1) process.reply("1");
  };
  const auto holder = queue.hosting.call("busy");
  queue.accept("busy");
  queue.time.advance(100s);
  CHECK(queue.runs.size() == 1);
  // Looked at after 1, 3, 7, 15, 31, 63, 127 s …
  queue.hosting.launcher.last().reply("1");
  queue.time.advance(26s);
  CHECK(queue.runs.size() == 1);
  queue.time.advance(2s);
  CHECK(queue.runs.size() == 2);
  CHECK(queue.stored() == 0);
  CHECK(queue.failed().empty());
}

TEST_CASE("an event that waits for a place too long has exceeded its age at that instant") {
  QueueFixture queue;
  queue.add("busy", [](FunctionConfig& config) {
    config.reserved_concurrency = 1;
    config.timeout = 15min;
  });
  queue.behaviour["busy"] = [](FakeProcess&) {};
  queue.policies["busy"].age_max = 60s;
  const auto holder = queue.hosting.call("busy");
  queue.accept("busy");
  queue.time.advance(59s);
  CHECK(queue.failed().empty());
  queue.time.advance(1s);
  queue.time.advance(0s);
  REQUIRE(queue.failed().size() == 1);
  CHECK(queue.failed()[0].condition == "EventAgeExceeded");
  CHECK(queue.failed()[0].stored.attempts == 0);
}

TEST_CASE("with a reserved concurrency of 0 an event goes to the failure destination at once") {
  QueueFixture queue;
  queue.add("off", [](FunctionConfig& config) { config.reserved_concurrency = 0; });
  queue.add("told");
  queue.policies["off"].on_failure = std::string(kArn) + "told";
  queue.accept("off", Event{.payload = R"({"a":1})", .request_id = "r-1"});
  queue.time.advance(1s);
  REQUIRE(queue.runs.size() == 1);
  const std::string expected =
      R"(told {"version":"1.0","timestamp":"2026-11-21T01:00:00.000Z",)"
      R"("requestContext":{"requestId":"r-1",)"
      R"("functionArn":"arn:aws:lambda:us-east-1:123456789012:function:off:$LATEST",)"
      R"("condition":"ZeroReservedConcurrency","approximateInvokeCount":0},)"
      R"("requestPayload":{"a":1}})";
  CHECK(queue.runs[0] == expected);
  CHECK(queue.failed().empty());
}

TEST_CASE("destinations here get the record of success or failure") {
  QueueFixture queue;
  for (const char* name : {"good", "bad", "told"}) queue.add(name);
  queue.behaviour["bad"] = fail;
  queue.policies["good"].on_success = std::string(kArn) + "told";
  queue.policies["bad"].on_failure = std::string(kArn) + "told:$LATEST";
  queue.policies["bad"].retries_max = 1;
  queue.accept("good", Event{.payload = "[]", .request_id = "g"});
  queue.time.advance(1s);
  REQUIRE(queue.runs.size() == 2);
  CHECK(queue.runs[1].find(R"("condition":"Success","approximateInvokeCount":1},)"
                           R"("requestPayload":[],)"
                           R"("responseContext":{"statusCode":200,"executedVersion":"$LATEST"},)"
                           R"("responsePayload":1})") != std::string::npos);
  CHECK(queue.invokes[1].request_id != "g");
  queue.accept("bad");
  queue.time.advance(2min);
  REQUIRE(queue.runs.size() == 5);
  CHECK(queue.runs[4].find(
            R"("condition":"RetriesExhausted","approximateInvokeCount":2},"requestPayload":{},)"
            R"("responseContext":{"statusCode":200,"executedVersion":"$LATEST",)"
            R"("functionError":"Unhandled"},)"
            R"("responsePayload":{"errorType":"Error","errorMessage":"no")") != std::string::npos);
  CHECK(queue.failed().empty());
  CHECK(queue.stored() == 0);
}

TEST_CASE("what is too old for its retry is given up at once, with the last response") {
  QueueFixture queue;
  for (const char* name : {"old", "told"}) queue.add(name);
  queue.behaviour["old"] = fail;
  queue.policies["old"].on_failure = std::string(kArn) + "told";
  queue.policies["old"].age_max = 60s;
  queue.accept("old");
  queue.time.advance(1s);
  REQUIRE(queue.runs.size() == 2);
  CHECK(queue.runs[1].find(
            R"("condition":"EventAgeExceeded","approximateInvokeCount":1},"requestPayload":{},)"
            R"("responseContext":{"statusCode":200,"executedVersion":"$LATEST",)"
            R"("functionError":"Unhandled"},)"
            R"("responsePayload":{"errorType":"Error","errorMessage":"no")") != std::string::npos);
  CHECK(queue.stored() == 0);
}

TEST_CASE("an event that fails and then finds no place has its last response in the record") {
  QueueFixture queue;
  queue.add("busy", [](FunctionConfig& config) {
    config.reserved_concurrency = 1;
    config.timeout = 15min;
  });
  queue.add("told");
  queue.behaviour["busy"] = fail;
  queue.policies["busy"].on_failure = std::string(kArn) + "told";
  queue.policies["busy"].age_max = 90s;
  queue.accept("busy");
  queue.time.advance(30s);
  REQUIRE(queue.runs.size() == 1);
  // When its retry is due, another call has the only place.
  queue.behaviour["busy"] = [](FakeProcess&) {};
  const auto holder = queue.hosting.call("busy");
  queue.time.advance(60s);
  queue.time.advance(1s);
  REQUIRE(queue.runs.size() == 3);
  CHECK(queue.runs[2].find(R"("condition":"EventAgeExceeded","approximateInvokeCount":1})") !=
        std::string::npos);
  CHECK(queue.runs[2].find(R"("responsePayload":{"errorType":"Error","errorMessage":"no")") !=
        std::string::npos);
}

TEST_CASE("an answer that is no JSON stands in the record as text") {
  QueueFixture queue;
  queue.add("plain");
  queue.add("told");
  queue.behaviour["plain"] = [](FakeProcess& process) { process.reply("a \"b\""); };
  queue.policies["plain"].on_success = std::string(kArn) + "told";
  queue.accept("plain");
  queue.time.advance(1s);
  REQUIRE(queue.runs.size() == 2);
  CHECK(queue.runs[1].ends_with(R"("responsePayload":"a \"b\""})"));
}

TEST_CASE("what goes to services that are not here is kept, and each is named once") {
  QueueFixture queue;
  for (const char* name : {"good", "bad", "lost"}) queue.add(name);
  queue.behaviour["bad"] = queue.behaviour["lost"] = fail;
  queue.policies["good"].on_success = "arn:aws:sqs:us-east-1:123456789012:done";
  queue.policies["bad"].dead_letter = "arn:aws:sns:us-east-1:123456789012:dead";
  queue.policies["bad"].retries_max = queue.policies["lost"].retries_max = 0;
  queue.policies["lost"].on_failure = std::string(kArn) + "nobody";
  for (int i = 0; i < 3; ++i) queue.accept("good");
  queue.accept("bad", R"({"b":1})");
  queue.accept("lost");
  queue.time.advance(1min);
  const auto failed = queue.failed();
  REQUIRE(failed.size() == 5);
  CHECK(failed[0].condition == "Success");
  CHECK(failed[0].destination == "arn:aws:sqs:us-east-1:123456789012:done");
  CHECK(failed[0].document.find(R"("condition":"Success")") != std::string::npos);
  CHECK(queue.failed({.function = "bad"})[0].document == R"({"b":1})");
  CHECK(queue.failed({.function = "lost"})[0].reason.find("no such function here") !=
        std::string::npos);
  CHECK(queue.hosting.log.count("SQS queues are not emulated yet") == 1);
  CHECK(queue.hosting.log.count("SNS topics are not emulated yet") == 1);
}

TEST_CASE("never more run than are reserved, and all of many run") {
  QueueFixture queue;
  queue.add("narrow", [](FunctionConfig& config) { config.reserved_concurrency = 4; });
  for (int i = 0; i < 1000; ++i) queue.accept("narrow", std::to_string(i));
  queue.time.advance(1min);
  CHECK(queue.runs.size() == 1000);
  CHECK(queue.most == 4);
  CHECK(queue.runs[999] == "narrow 999");
  CHECK(queue.stored() == 0);
}

TEST_CASE("a function without reserved concurrency does not take all there is") {
  QueueFixture queue;
  queue.add("wide");
  for (int i = 0; i < 300; ++i) queue.accept("wide");
  queue.time.advance(1min);
  CHECK(queue.runs.size() == 300);
  CHECK(queue.most == kAsyncAtOnce);
}

TEST_CASE("a hanging or failing function does not delay another's events") {
  QueueFixture queue;
  queue.add("hangs", [](FunctionConfig& config) {
    config.reserved_concurrency = 1;
    config.timeout = 15min;
  });
  queue.add("fails");
  queue.add("fine");
  queue.behaviour["hangs"] = [](FakeProcess&) {};
  queue.behaviour["fails"] = fail;
  for (int i = 0; i < 500; ++i) {
    queue.accept("hangs");
    queue.accept("fails");
  }
  queue.accept("fine");
  queue.time.advance(50ms);
  CHECK(std::count(queue.runs.begin(), queue.runs.end(), "fine {}") == 1);
}

TEST_CASE("fresh and delayed events of one function do not hide each other") {
  QueueFixture queue;
  queue.add("picky", [](FunctionConfig& config) { config.reserved_concurrency = 2; });
  int calls = 0;
  queue.behaviour["picky"] = [&calls](FakeProcess& process) {
    if (++calls % 3 != 0) return process.reply("1");
    process.fail("Error", "no");
  };
  for (int round = 0; round < 20; ++round) {
    for (int i = 0; i < 40; ++i) queue.accept("picky");
    queue.time.advance(7s);
  }
  queue.time.advance(1h);
  CHECK(queue.stored() == 0);
  const auto successes = static_cast<std::size_t>(calls - calls / 3);
  CHECK(successes + queue.failed().size() == 800);
}

TEST_CASE("while it waits for a retry nothing is under way, while it may run something is") {
  QueueFixture queue;
  queue.add("hello");
  queue.behaviour["hello"] = fail;
  CHECK(queue.pending_work.idle());
  queue.accept("hello");
  CHECK_FALSE(queue.pending_work.idle());
  queue.time.advance(0ms);
  CHECK_FALSE(queue.pending_work.idle());
  queue.time.advance(1s);
  CHECK(queue.pending_work.idle());
  queue.time.advance(59s + 15ms);
  CHECK_FALSE(queue.pending_work.idle());
  queue.time.advance(1s);
  CHECK(queue.pending_work.idle());
}

#include "emulator/delivery/targets.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "emulator/async/function_target.h"
#include "emulator/delivery/dead_letter.h"

using namespace brume::emulator;
using namespace brume::emulator::delivery;

namespace {

class AnyQueue final : public Target {
 public:
  void deliver(Message, Callback<void(Status)> taken) override { taken(Done{}); }
};

class NotingDoor final : public AsyncInvoker {
 public:
  void accept(const std::string& function, Event event, Callback<void(Status)> accepted) override {
    called.push_back(function + " " + event.payload + " " + event.trace_header);
    accepted(Done{});
  }
  std::vector<std::string> called;
};

std::string why(const Targets& targets, std::string_view arn) {
  const auto found = targets.find(arn);
  REQUIRE_FALSE(found.ok());
  return found.error().message;
}

}  // namespace

TEST_CASE("a target is found by the service of its ARN") {
  AnyQueue queue;
  Targets targets;
  targets.add("sqs", queue);
  const auto found = targets.find("arn:aws:sqs:us-east-1:123456789012:q");
  REQUIRE(found.ok());
  CHECK(found.value() == &queue);
}

TEST_CASE("what there is no target for is named") {
  const Targets targets;
  CHECK(why(targets, "arn:aws:sqs:us-east-1:1:q") == "SQS queues are not emulated yet");
  CHECK(why(targets, "arn:aws:sns:us-east-1:1:t") == "SNS topics are not emulated yet");
  CHECK(why(targets, "arn:aws:events:us-east-1:1:event-bus/b") ==
        "EventBridge buses are not emulated yet");
  CHECK(why(targets, "arn:aws:batch:us-east-1:1:job-queue/q") ==
        "targets of the service batch are not emulated yet");
  CHECK(why(targets, "hello") == "it is not an ARN");
  CHECK(targets.find("arn:aws:sqs:us-east-1:1:q").error().reason == kNotEmulated);
  CHECK(targets.find("hello").error().reason.empty());
}

TEST_CASE("a function gets a message as an event, with its qualifier and trace") {
  NotingDoor door;
  FunctionTarget functions(door);
  Status taken = Error{};
  const auto note = [&taken](Status status) { taken = std::move(status); };
  functions.deliver({.target = "arn:aws:lambda:us-east-1:123456789012:function:hello:live",
                     .payload = "{}",
                     .trace_header = "Root=1"},
                    note);
  CHECK(taken.ok());
  CHECK(door.called == std::vector<std::string>{"hello:live {} Root=1"});
  functions.deliver({.target = "arn:aws:lambda:us-east-1:123456789012:layer:l", .payload = "{}"},
                    note);
  REQUIRE_FALSE(taken.ok());
  CHECK(taken.error().code == Error::Code::kInvalidArgument);
  CHECK(door.called.size() == 1);
}

TEST_CASE("a dead letter is the message, and says why in EventBridge's attributes") {
  const Message message{.target = "arn:aws:lambda:us-east-1:1:function:f",
                        .payload = "{\"a\":1}",
                        .trace_header = "Root=1",
                        .source = "aws.scheduler",
                        .source_arn = "arn:aws:scheduler:us-east-1:1:schedule/default/s",
                        .subject = "schedule s",
                        .dead_letter = "arn:aws:sqs:us-east-1:1:dead"};
  const Error full{Error::Code::kUnavailable, "the disk is full"};
  const Message letter = dead_letter_of(message, {.attempts_max = 2}, {3, full});
  CHECK(letter.target == message.dead_letter);
  CHECK(letter.payload == message.payload);
  CHECK(letter.trace_header == "Root=1");
  CHECK(letter.dead_letter.empty());
  CHECK(letter.attributes ==
        R"({"ERROR_CODE":"INTERNAL_ERROR","ERROR_MESSAGE":"the disk is full",)"
        R"("RETRY_ATTEMPTS":"2","SCHEDULE_ARN":"arn:aws:scheduler:us-east-1:1:schedule/default/s",)"
        R"("TARGET_ARN":"arn:aws:lambda:us-east-1:1:function:f",)"
        R"("EXHAUSTED_RETRY_CONDITION":"MaximumRetryAttempts"})");
  const auto has = [](const Message& each, std::string_view part) {
    return each.attributes.find(part) != std::string::npos;
  };
  CHECK(has(dead_letter_of(message, {.attempts_max = 5}, {3, full}), "MaximumEventAgeInSeconds"));
  const Error absent{Error::Code::kNotFound, "no such function"};
  const Message other = dead_letter_of(message, {}, {1, absent});
  CHECK(has(other, R"("ERROR_CODE":"NO_RESOURCE")"));
  CHECK_FALSE(has(other, "EXHAUSTED_RETRY_CONDITION"));
}

// What targets are sent, for each way a template can say it.
#include "emulator/services/schedule/firing.h"

#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "tests/unit/services/schedule/scheduler_world.h"

using namespace brume::emulator;
using namespace brume::emulator::schedule;
using namespace brume::emulator::schedule::testing;
using nlohmann::json;

namespace {

Schedule rule_of(Payload payload) {
  Schedule rule = schedule_of("Nightly", "cron(0 0 * * ? *)");
  rule.dialect = Dialect::kRule;
  rule.group.clear();
  rule.arn = "arn:aws:events:us-east-1:123456789012:rule/Nightly";
  rule.targets[0].payload = std::move(payload);
  return rule;
}

const Firing kFiring{instant("2027-03-04T05:06:07Z"), "0d7ab0c2-0000-4000-8000-000000000001",
                     "d32c5kddcf5bb8c3", 2};

std::string sent(const Schedule& schedule) {
  return payload_of(schedule, schedule.targets[0], kFiring);
}

std::string transformed(const std::string& text, std::map<std::string, std::string> paths = {}) {
  return sent(rule_of({Payload::Kind::kTransformed, text, std::move(paths)}));
}

}  // namespace

TEST_CASE("a rule sends AWS's Scheduled Event") {
  CHECK(sent(rule_of({})) ==
        R"({"version":"0","id":"0d7ab0c2-0000-4000-8000-000000000001",)"
        R"("detail-type":"Scheduled Event","source":"aws.events","account":"123456789012",)"
        R"("time":"2027-03-04T05:06:07Z","region":"us-east-1",)"
        R"("resources":["arn:aws:events:us-east-1:123456789012:rule/Nightly"],"detail":{}})");
}

TEST_CASE("Input replaces the event whole") {
  CHECK(sent(rule_of({Payload::Kind::kConstant, R"({"a":"<time>"})", {}})) == R"({"a":"<time>"})");
}

TEST_CASE("InputPath takes a part of the event") {
  const auto part = [](const char* path) {
    return sent(rule_of({Payload::Kind::kPath, path, {}}));
  };
  CHECK(part("$.detail") == "{}");
  CHECK(part("$.time") == R"("2027-03-04T05:06:07Z")");
  CHECK(part("$.detail-type") == R"("Scheduled Event")");
  CHECK(part("$.resources[0]") == R"("arn:aws:events:us-east-1:123456789012:rule/Nightly")");
  CHECK(json::parse(part("$")) == json::parse(sent(rule_of({}))));
  CHECK(part("$.resources[1]") == "null");
  CHECK(part("$.resources[x]") == "null");
  CHECK(part("$.detail.none.of.it") == "null");
}

TEST_CASE("an InputTransformer's variables are quoted where they stand outside quotes") {
  const std::map<std::string, std::string> paths{
      {"when", "$.time"}, {"all", "$.resources"}, {"none", "$.detail.none"}};
  CHECK(transformed(R"({"at": <when>})", paths) == R"({"at": "2027-03-04T05:06:07Z"})");
  CHECK(transformed(R"("It is <when>, \"really\"")", paths) ==
        R"("It is 2027-03-04T05:06:07Z, \"really\"")");
  CHECK(transformed(R"([<all>, <none>])", paths) ==
        R"([["arn:aws:events:us-east-1:123456789012:rule/Nightly"], null])");
  CHECK(transformed(R"("<all>")", paths) ==
        R"("[\"arn:aws:events:us-east-1:123456789012:rule/Nightly\"]")");
  CHECK(transformed(R"({"rule": <aws.events.rule-arn>, "name": "<aws.events.rule-name>"})") ==
        R"({"rule": "arn:aws:events:us-east-1:123456789012:rule/Nightly", "name": "Nightly"})");
  CHECK(transformed("<aws.events.event.ingestion-time>") == R"("2027-03-04T05:06:07Z")");
  CHECK(json::parse(transformed(R"({"e": <aws.events.event.json>})")).at("e") ==
        json::parse(sent(rule_of({}))));
  CHECK(transformed(R"("1 < 2 and 3 > 2")") == R"("1 < 2 and 3 > 2")");
}

// Source: observed default notifications of the Scheduler; its detail is text.
TEST_CASE("the Scheduler sends its Input only, or else its default notification") {
  Schedule schedule = schedule_of("F", "rate(1 hour)");
  CHECK(json::parse(sent(schedule)).at("source") == "aws.scheduler");
  CHECK(json::parse(sent(schedule)).at("detail") == "{}");
  schedule.targets[0].payload = {
      Payload::Kind::kConstant,
      R"({"arn":"<aws.scheduler.schedule-arn>","at":"<aws.scheduler.scheduled-time>",)"
      R"("id":"<aws.scheduler.execution-id>","n":"<aws.scheduler.attempt-number>",)"
      R"("at2":"<aws.scheduler.scheduled-time>","x":"<aws.scheduler.other>"})",
      {}};
  CHECK(sent(schedule) == R"({"arn":"arn:aws:scheduler:us-east-1:123456789012:schedule/default/F",)"
                          R"("at":"2027-03-04T05:06:07Z","id":"d32c5kddcf5bb8c3","n":"2",)"
                          R"("at2":"2027-03-04T05:06:07Z","x":"<aws.scheduler.other>"})");
}

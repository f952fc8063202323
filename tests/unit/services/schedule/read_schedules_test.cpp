// From templates to schedules, and what is said of those that AWS would refuse.
#include "emulator/services/schedule/read_schedules.h"

#include <doctest/doctest.h>

#include "emulator/services/schedule/firing.h"
#include "tests/unit/services/schedule/instants.h"
#include "tests/unit/template/support.h"

using namespace brume::emulator;
using namespace brume::emulator::schedule;
using brume::emulator::schedule::testing::instant;

namespace {

struct Found {
  std::vector<Schedule> schedules;
  std::string errors;
  std::string warnings;
};

// The function Hello with these events (indented by eight), and these resources (by two).
Found read(const std::string& events, const std::string& resources = "") {
  const std::string text =
      "Transform: AWS::Serverless-2016-10-31\nResources:\n  Hello:\n"
      "    Type: AWS::Serverless::Function\n    Properties:\n"
      "      Handler: hello.handler\n      Runtime: provided.al2023\n      CodeUri: .\n" +
      (events.empty() ? "" : "      Events:\n" + events) + resources;
  Loaded loaded = load_text(text);
  INFO(errors_of(loaded));
  REQUIRE(loaded.application);
  ReadSchedules result = read_schedules(*loaded.application);
  return {std::move(result.schedules), described(Diagnostic::Severity::kError, result.diagnostics),
          described(Diagnostic::Severity::kWarning, result.diagnostics)};
}

Found read_rule_with(const std::string& properties) {
  return read("",
              "  Rule:\n    Type: AWS::Events::Rule\n    Properties:\n"
              "      ScheduleExpression: rate(1 hour)\n" +
                  properties);
}

std::string target_with(const std::string& lines) {
  return "      Targets:\n        - Id: One\n          Arn: !GetAtt Hello.Arn\n" + lines;
}

Found read_schedule_with(const std::string& properties, const std::string& expression,
                         const std::string& target = "") {
  return read("",
              "  Plan:\n    Type: AWS::Scheduler::Schedule\n    Properties:\n"
              "      ScheduleExpression: " +
                  expression + "\n      FlexibleTimeWindow: {Mode: \"OFF\"}\n" + properties +
                  "      Target:\n        Arn: !GetAtt Hello.Arn\n        RoleArn: r\n" + target);
}

bool says(const std::string& text, const std::string& part) {
  CAPTURE(text);
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("a function's events are schedules") {
  const Found found = read(R"(        Often:
          Type: Schedule
          Properties: {Schedule: rate(5 minutes), Input: '{"a":1}', Enabled: false}
        Nightly:
          Type: ScheduleV2
          Properties:
            ScheduleExpression: cron(30 2 * * ? *)
            ScheduleExpressionTimezone: Europe/Berlin
            RetryPolicy: {MaximumRetryAttempts: 3, MaximumEventAgeInSeconds: 60}
            StartDate: '2027-01-01T00:00:00Z'
            FlexibleTimeWindow: {Mode: FLEXIBLE, MaximumWindowInMinutes: 10}
)");
  CHECK(found.errors.empty());
  CHECK(found.warnings.empty());
  REQUIRE(found.schedules.size() == 2);
  const Schedule& rule = found.schedules[1];  // in the order of the events' names
  CHECK(rule.dialect == Dialect::kRule);
  CHECK(rule.name == "HelloOften");
  CHECK(rule.arn == "arn:aws:events:us-east-1:123456789012:rule/HelloOften");
  CHECK(rule.expression == "rate(5 minutes)");
  CHECK_FALSE(rule.enabled);
  REQUIRE(rule.targets.size() == 1);
  CHECK(rule.targets[0].function == "Hello");
  CHECK(rule.targets[0].payload.text == R"({"a":1})");
  const Schedule& plan = found.schedules[0];
  CHECK(plan.dialect == Dialect::kScheduler);
  CHECK(plan.arn == "arn:aws:scheduler:us-east-1:123456789012:schedule/default/HelloNightly");
  CHECK(plan.timetable.zone.name() == "Europe/Berlin");
  CHECK(plan.timetable.start == instant("2027-01-01T00:00:00Z"));
  CHECK(plan.window == std::chrono::minutes(10));
  CHECK(plan.targets[0].retry.attempts_max == 3);
  CHECK(plan.targets[0].retry.age_max == std::chrono::seconds(60));
  CHECK(plan.targets[0].payload.kind == Payload::Kind::kEvent);
}

TEST_CASE("a published alias is what a schedule calls") {
  const Found found = read(R"(        Often:
          Type: Schedule
          Properties: {Schedule: rate(5 minutes)}
      AutoPublishAlias: live
)");
  REQUIRE(found.schedules.size() == 1);
  CHECK(found.schedules[0].targets[0].function == "Hello:live");
}

TEST_CASE("a rule's input can be a part of the event, or made from it") {
  const Found path = read_rule_with(target_with("          InputPath: $.time\n"));
  CHECK(path.errors.empty());
  CHECK(path.schedules.at(0).targets.at(0).payload.kind == Payload::Kind::kPath);
  const Found made = read_rule_with(
      target_with("          InputTransformer:\n            InputPathsMap: {t: $.time}\n"
                  "            InputTemplate: '{\"at\": <t>}'\n"));
  CHECK(made.errors.empty());
  CHECK(made.schedules.at(0).targets.at(0).payload.paths.at("t") == "$.time");
  CHECK(says(read_rule_with(target_with("          InputTransformer:\n"
                                        "            InputTemplate: 'It is <t>'\n"))
                 .errors,
             "makes no JSON"));
  CHECK(says(read_rule_with(target_with("          InputPath: time\n")).errors, "no JSON path"));
  CHECK(says(read_rule_with(target_with("          Input: hello\n")).errors, "is not JSON"));
  CHECK(says(read_rule_with(target_with("          Input: '1'\n          InputPath: $.a\n")).errors,
             "takes one of"));
}

TEST_CASE("a wrong expression is refused in AWS's words, at its place") {
  const Found rule = read(R"(        Often:
          Type: Schedule
          Properties: {Schedule: rate(1 minutes)}
)");
  CHECK(rule.schedules.empty());
  CHECK(says(rule.errors, "12:34 Parameter ScheduleExpression is not valid."));
  CHECK(says(rule.errors, "singular for 1"));
  const Found once = read(R"(        Often:
          Type: Schedule
          Properties: {Schedule: at(2027-01-01T00:00:00)}
)");
  CHECK(says(once.errors, "a rule has no at()"));
  CHECK(says(read_schedule_with("", "cron(71 8 1 * ? *)").errors,
             "Invalid Schedule Expression cron(71 8 1 * ? *)."));
}

TEST_CASE("what AWS would refuse of a rule is an error") {
  CHECK(says(read_rule_with("      State: \"ON\"\n").errors, "must be one of ENABLED"));
  CHECK(says(read_rule_with("      EventBusName: mine\n").errors, "default event bus"));
  CHECK(says(read_rule_with("      Name: a b\n").errors, "cannot name a schedule"));
  CHECK(says(
      read_rule_with(target_with("          RetryPolicy: {MaximumRetryAttempts: 186}\n")).errors,
      "from 0 to 185"));
  std::string six = "      Targets:\n";
  for (int i = 0; i < 6; ++i) six += "        - {Id: a, Arn: !GetAtt Hello.Arn}\n";
  CHECK(says(read_rule_with(six).errors, "at most 5 targets"));
  CHECK(read_rule_with("      EventBusName: default\n").errors.empty());
}

TEST_CASE("what AWS would refuse of a Schedule is an error") {
  CHECK(read_schedule_with("", "rate(1 hour)").errors.empty());
  CHECK(
      says(read_schedule_with("      ScheduleExpressionTimezone: Europe/Atlantis\n", "rate(1 hour)")
               .errors,
           "no time zone `Europe/Atlantis`"));
  CHECK(says(read_schedule_with("      StartDate: tomorrow\n", "rate(1 hour)").errors,
             "no date and time"));
  CHECK(says(read_schedule_with("      StartDate: '2027-01-02T00:00:00Z'\n"
                                "      EndDate: '2027-01-01T00:00:00Z'\n",
                                "rate(1 hour)")
                 .errors,
             "EndDate must come after"));
  CHECK(says(read_schedule_with("      ActionAfterCompletion: KEEP\n", "rate(1 hour)").errors,
             "must be one of NONE, DELETE"));
  CHECK(
      says(read_schedule_with("", "rate(1 hour)", "        Input: text\n").errors, "is not JSON"));
  CHECK(says(read_schedule_with("", "rate(1 hour)",
                                "        RetryPolicy: {MaximumEventAgeInSeconds: 59}\n")
                 .errors,
             "from 60 to 86400"));
  const Found bare = read("", R"(  Plan:
    Type: AWS::Scheduler::Schedule
    Properties: {ScheduleExpression: rate(1 hour)}
)");
  CHECK(says(bare.errors, "needs the property `FlexibleTimeWindow`"));
  CHECK(says(bare.errors, "needs the property `Target`"));
  CHECK(says(read("", R"(  Plan:
    Type: AWS::Scheduler::Schedule
    Properties:
      ScheduleExpression: rate(1 hour)
      FlexibleTimeWindow: {Mode: FLEXIBLE}
      Target: {Arn: !GetAtt Hello.Arn, RoleArn: r}
)")
                 .errors,
             "needs the property `MaximumWindowInMinutes`"));
}

TEST_CASE("dates may have fractions and offsets") {
  const Found found = read_schedule_with(
      "      StartDate: '2027-01-01T00:00:00.500Z'\n      EndDate: '2027-06-01T02:00:00+02:00'\n",
      "rate(1 hour)");
  CHECK(found.errors.empty());
  CHECK(found.schedules.at(0).timetable.start == instant("2027-01-01T00:00:00Z"));
  CHECK(found.schedules.at(0).timetable.end == instant("2027-06-01T00:00:00Z"));
}

TEST_CASE("schedule groups give their names to ARNs") {
  const Found found = read_schedule_with("      GroupName: !Ref Group\n", "rate(1 hour)",
                                         "  Group:\n    Type: AWS::Scheduler::ScheduleGroup\n"
                                         "    Properties: {Name: nightly}\n");
  CHECK(found.errors.empty());
  CHECK(found.warnings.empty());
  CHECK(found.schedules.at(0).group == "nightly");
  CHECK(found.schedules.at(0).arn ==
        "arn:aws:scheduler:us-east-1:123456789012:schedule/nightly/Plan");
  CHECK(says(read_schedule_with("      GroupName: other\n", "rate(1 hour)").warnings,
             "schedule group `other` is not in this template"));
}

TEST_CASE("targets that are not emulated, or not there, are named") {
  const Found queue = read_rule_with(
      "      Targets:\n        - {Id: q, Arn: 'arn:aws:sqs:us-east-1:123456789012:jobs'}\n");
  CHECK(queue.errors.empty());
  CHECK(says(queue.warnings, "`Rule` will not reach `arn:aws:sqs:us-east-1:123456789012:jobs`"));
  CHECK(queue.schedules.at(0).targets.at(0).function.empty());
  const Found missing = read_rule_with(
      "      Targets:\n        - {Id: q, Arn: "
      "'arn:aws:lambda:us-east-1:123456789012:function:Gone'}\n");
  CHECK(says(missing.warnings, "the function `Gone`, which is not in this template"));
  CHECK(says(read_rule_with("      EventPattern: {source: [a]}\n").warnings, "pattern"));
}

TEST_CASE("the universal target lambda:invoke calls what its Input names") {
  const std::string resources = R"(  Plan:
    Type: AWS::Scheduler::Schedule
    Properties:
      ScheduleExpression: rate(1 hour)
      FlexibleTimeWindow: {Mode: "OFF"}
      Target:
        Arn: arn:aws:scheduler:::aws-sdk:lambda:invoke
        RoleArn: r
        Input: )";
  const Found found =
      read("", resources + R"('{"FunctionName":"Hello","Qualifier":"live","Payload":"{\"a\":1}"}')"
                           "\n");
  CHECK(found.errors.empty());
  REQUIRE(found.schedules.size() == 1);
  CHECK(found.schedules[0].targets[0].function == "Hello:live");
  CHECK(found.schedules[0].targets[0].payload.text == R"({"a":1})");
  CHECK(says(read("", resources + "'{}'\n").errors, "FunctionName"));
}

TEST_CASE("two schedules of one name are refused, a rule without a schedule is none") {
  const Found twice = read("", R"(  One:
    Type: AWS::Events::Rule
    Properties: {Name: same, ScheduleExpression: rate(1 hour)}
  Two:
    Type: AWS::Events::Rule
    Properties: {Name: same, ScheduleExpression: rate(1 hour)}
  Pattern:
    Type: AWS::Events::Rule
    Properties: {EventPattern: {source: [a]}}
)");
  CHECK(says(twice.errors, "two schedules of the name `same`"));
  CHECK(twice.schedules.size() == 1);
}

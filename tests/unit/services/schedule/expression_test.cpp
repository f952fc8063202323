// Expressions, case by case, from tests/data/schedule: `verdicts.json` says which of them AWS
// takes, each with its source or the reasoning; `due.json` when they are due, as another program
// found it by looking at the clock in every minute (tests/integration/schedule/generate_cases.py).
#include "emulator/services/schedule/expression.h"

#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "tests/unit/services/schedule/instants.h"

using namespace brume::emulator;
using namespace brume::emulator::schedule;
using brume::emulator::schedule::testing::instant;
using brume::emulator::schedule::testing::text_of;
using nlohmann::json;
using namespace std::chrono_literals;

namespace {

json cases_in(const std::string& name) {
  std::ifstream file(std::filesystem::path(BRUME_TEST_DATA) / "schedule" / name);
  REQUIRE(file.good());
  return json::parse(file);
}

// Rates of due.json count from here.
const WallTime kCreated = instant("2027-01-01T00:00:20Z");

}  // namespace

TEST_CASE("each tabled expression is taken or refused as AWS does") {
  const json cases = cases_in("verdicts.json");
  for (const json& each : cases) {
    const auto text = each.at("expression").get<std::string>();
    CAPTURE(text);
    CAPTURE(each.at("because").get<std::string>());
    CHECK(Expression::parse(text, Dialect::kRule).ok() == each.at("rule").get<bool>());
    CHECK(Expression::parse(text, Dialect::kScheduler).ok() == each.at("scheduler").get<bool>());
  }
  CHECK(cases.size() + cases_in("due.json").size() >= 200);
}

TEST_CASE("each tabled expression is due when the clock on the wall says so") {
  for (const json& each : cases_in("due.json")) {
    const auto text = each.at("expression").get<std::string>();
    CAPTURE(text);
    CAPTURE(each.at("because").get<std::string>());
    const auto parsed = Expression::parse(text, Dialect::kScheduler);
    REQUIRE(parsed.ok());
    const Expression& expression = parsed.value();
    const auto zone = TimeZone::load(each.at("zone").get<std::string>());
    REQUIRE(zone.ok());
    const WallTime anchor = expression.is_rate() ? kCreated + expression.interval() : kCreated;
    WallTime after = instant(each.at("after").get<std::string>());
    const WallTime until = instant(each.at("until").get<std::string>());
    for (const json& wanted : each.at("next")) {
      const auto due = expression.next(after, anchor, zone.value());
      REQUIRE(due.has_value());
      CHECK(text_of(*due) == wanted.get<std::string>());
      after = *due;
    }
    if (each.at("next").size() == 3) continue;
    const auto due = expression.next(after, anchor, zone.value());
    CHECK((!due || *due > until));
  }
}

TEST_CASE("an expression is refused in AWS's words") {
  CHECK(refusal("rate(1 minutes)", Dialect::kRule) == "Parameter ScheduleExpression is not valid.");
  CHECK(refusal("at(2021-12-31)", Dialect::kScheduler) ==
        "Invalid Schedule Expression at(2021-12-31).");
}

TEST_CASE("a refusal says what is wrong, for a person") {
  const auto why = [](const char* text) {
    const auto parsed = Expression::parse(text, Dialect::kRule);
    REQUIRE_FALSE(parsed.ok());
    return parsed.error().message;
  };
  CHECK(why("cron(71 8 1 * ? *)") == "the minutes field: `71` is not within 0 and 59");
  CHECK(why("cron(0 1 * * * *)") == "exactly one of day-of-month and day-of-week must be `?`");
  CHECK(why("rate(1 minutes)") == "the unit is singular for 1 and plural for more: minute");
  CHECK(why("at(2027-06-01T10:00:00)").find("AWS::Scheduler::Schedule") != std::string::npos);
}

// Recorded verdicts are not part of the repository: BRUME_SHARED_DATA names their folder, else they
// are looked for in ../shared/data beside the source tree; without them this test says so.
TEST_CASE("recorded verdicts of AWS are Brume's too") {
  const char* const shared = std::getenv("BRUME_SHARED_DATA");
  const std::filesystem::path folder =
      shared != nullptr ? shared : BRUME_SOURCE_DIR "/../shared/data";
  std::ifstream file(folder / "schedules" / "schedule-exprs.json");
  if (!file.good()) {
    MESSAGE("skipped: there are no recorded verdicts");
    return;
  }
  for (const json& each : json::parse(file)) {
    const auto text = each.at("expr").get<std::string>();
    CAPTURE(text);
    const Dialect dialect =
        each.at("api") == "events:PutRule" ? Dialect::kRule : Dialect::kScheduler;
    CHECK(Expression::parse(text, dialect).ok() == each.at("valid").get<bool>());
  }
}

// Zones of the system's database, and what is none.
#include "emulator/services/schedule/time_zone.h"

#include <doctest/doctest.h>

#include "tests/unit/services/schedule/instants.h"

using namespace brume::emulator::schedule;
using brume::emulator::schedule::testing::instant;

TEST_CASE("a zone that is none is refused, whatever file it names") {
  for (const char* name :
       {"", "Nowhere", "Europe/Atlantis", "/etc/hostname", "../zoneinfo/UTC", "Europe/../UTC",
        "libc:localtime", "Fixed/UTC+01:00:00", "tzdata.zi", "Europe", "Europe/Berlin "}) {
    CAPTURE(name);
    auto zone = TimeZone::load(name);
    REQUIRE_FALSE(zone.ok());
    CHECK(zone.error().message.find("time zone") != std::string::npos);
  }
}

TEST_CASE("a zone tells its local time and its abbreviation") {
  auto zone = TimeZone::load("Europe/Berlin");
  REQUIRE(zone.ok());
  CHECK(zone->abbreviation(instant("2027-01-01T00:00:00Z")) == "CET");
  CHECK(zone->abbreviation(instant("2040-07-01T00:00:00Z")) == "CEST");
  CHECK(zone->name() == "Europe/Berlin");
  CHECK(zone->local(instant("1969-12-31T23:30:00Z")).time_since_epoch() ==
        std::chrono::minutes(30));
}

TEST_CASE("a gap and an overlap say when they end") {
  using std::chrono::hours;
  auto zone = TimeZone::load("Europe/Berlin");
  REQUIRE(zone.ok());
  const auto local = [](const char* text) {
    return LocalSeconds(std::chrono::floor<std::chrono::seconds>(instant(text)).time_since_epoch());
  };
  const LocalMeaning gap = zone->meaning(local("2027-03-28T02:30:00Z"));
  CHECK(gap.kind == LocalMeaning::Kind::kSkipped);
  CHECK(gap.after == local("2027-03-28T03:00:00Z"));
  CHECK(gap.moved == instant("2027-03-28T01:00:00Z"));
  const LocalMeaning overlap = zone->meaning(local("2027-10-31T02:30:00Z"));
  CHECK(overlap.kind == LocalMeaning::Kind::kRepeated);
  CHECK(overlap.first == instant("2027-10-31T00:30:00Z"));
  CHECK(overlap.after == local("2027-10-31T03:00:00Z"));
  CHECK(overlap.moved == instant("2027-10-31T01:00:00Z"));
  CHECK(zone->meaning(local("2027-06-01T00:00:00Z")).kind == LocalMeaning::Kind::kUnique);
}

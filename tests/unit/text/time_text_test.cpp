#include "emulator/text/time_text.h"

#include <doctest/doctest.h>

using namespace brume::emulator;
using namespace std::chrono_literals;

namespace {

// 2026-11-21T07:32:00.005678Z
constexpr WallTime kAt =
    std::chrono::sys_days(std::chrono::year(2026) / 11 / 21) + 7h + 32min + 5678us;

}  // namespace

TEST_CASE("times are UTC with milliseconds, cut, not rounded") {
  CHECK(iso_time(kAt) == "2026-11-21T07:32:00.005Z");
  CHECK(iso_time(kAt - 5678us) == "2026-11-21T07:32:00.000Z");
  CHECK(iso_time(WallTime{} + 999999us) == "1970-01-01T00:00:00.999Z");
  CHECK(iso_time(WallTime{} - 1us) == "1969-12-31T23:59:59.999Z");
}

TEST_CASE("times have the forms of AWS's services") {
  CHECK(iso_seconds(kAt) == "2026-11-21T07:32:00Z");
  CHECK(iso_whole_seconds(kAt + 994ms) == "2026-11-21T07:32:00.000Z");
  CHECK(iso_whole_seconds(kAt + 995ms) == "2026-11-21T07:32:01.000Z");
  CHECK(compact_time(kAt) == "20261121T073200Z");
}

TEST_CASE("times in AWS's forms are read, and others are none") {
  const WallTime then =
      std::chrono::sys_days(std::chrono::year(2009) / 10 / 12) + 17h + 50min + 30s;
  CHECK(parse_iso_time("2009-10-12T17:50:30Z") == then);
  CHECK(parse_iso_time("2009-10-12T17:50:30.500Z") == then);
  CHECK(parse_iso_time("2009-10-12T17:50:30+00:00") == then);
  CHECK(parse_iso_time("2009-10-12") == std::chrono::floor<std::chrono::days>(then));
  for (const char* none : {"", "yesterday", "2009-13-12", "2009-10-12T25:00:00Z",
                           "2009-10-12T17:50:30", "2009-10-12T17:50:30Zx"}) {
    CAPTURE(none);
    CHECK_FALSE(parse_iso_time(none));
  }
  CHECK(parse_compact_time("20091012T175030Z") == then);
  for (const char* none : {"", "20091012T175030", "20091312T175030Z", "20091012T175030Z "}) {
    CAPTURE(none);
    CHECK_FALSE(parse_compact_time(none));
  }
}

TEST_CASE("an instant is a date, with as much of a time as one likes") {
  const WallTime day = std::chrono::sys_days(std::chrono::year(2027) / 1 / 31);
  const struct {
    const char* text;
    Duration after;
  } cases[] = {
      {"2027-01-31", 0s},
      {"2027-01-31T09:30", 9h + 30min},
      {"2027-01-31T09:30Z", 9h + 30min},
      {"2027-01-31 09:30:15", 9h + 30min + 15s},
      {"2027-01-31T09:30:15.25Z", 9h + 30min + 15s + 250ms},
      {"2027-01-31t09:30:15.1234567z", 9h + 30min + 15s + 123456us},
      {"2027-01-31T09:30:00+02:00", 7h + 30min},
      {"2027-01-31T23:30:00-01:30", 25h},
  };
  for (const auto& one : cases) {
    CAPTURE(one.text);
    const auto read = parse_instant(one.text);
    REQUIRE(read.ok());
    CHECK(read.value() == day + one.after);
  }
}

TEST_CASE("what is no instant is refused") {
  for (const char* text :
       {"", "tomorrow", "2027", "2027-1-1", "2027-02-29", "2027-13-01", "1969-12-31", "2027-01-01T",
        "2027-01-01T9:30", "2027-01-01T24:00", "2027-01-01T23:60", "2027-01-01T23:59:60",
        "2027-01-01T23:59:00.", "2027-01-01T23:59:00X", "2027-01-01T23:59:00+1", "2027-01-01Z",
        "2027-01-01T23:59:00Z "}) {
    CAPTURE(text);
    CHECK_FALSE(parse_instant(text).ok());
  }
}

TEST_CASE("a span is numbers with units, the large ones first") {
  const struct {
    const char* text;
    Duration span;
  } cases[] = {{"1h", 1h},  {"90s", 90s},   {"1h30m", 90min},  {"250ms", 250ms},
               {"2d", 48h}, {"1w1d", 192h}, {"1s5ms", 1005ms}, {"365d", 8760h}};
  for (const auto& one : cases) {
    CAPTURE(one.text);
    const auto read = parse_span(one.text);
    REQUIRE(read.ok());
    CHECK(read.value() == one.span);
  }
  for (const char* text : {"", "1", "h", "0s", "-1h", "1.5h", "30m1h", "1h1h", "1 h", "1y",
                           "9999999999s", "101w999999999d"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_span(text).ok());
  }
}

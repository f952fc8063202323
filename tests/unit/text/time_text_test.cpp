#include "emulator/text/time_text.h"

#include <doctest/doctest.h>

using namespace brume::emulator;
using namespace brume::emulator;
using namespace std::chrono_literals;

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

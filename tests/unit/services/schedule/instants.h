// Instants of the tests, written as people write them: "2027-01-01T00:00:00Z".
#pragma once

#include <cstdio>
#include <string>

#include "emulator/base/clock.h"

namespace brume::emulator::schedule::testing {

// REQUIRES: that form
inline WallTime instant(const std::string& text) {
  using namespace std::chrono;
  int year_number = 0, hour = 0, minute = 0, second = 0;
  unsigned month_number = 0, day_number = 0;
  std::sscanf(text.c_str(), "%d-%u-%uT%d:%d:%dZ", &year_number, &month_number, &day_number, &hour,
              &minute, &second);
  return sys_days(year(year_number) / month(month_number) / day(day_number)) + hours(hour) +
         minutes(minute) + seconds(second);
}

inline std::string text_of(WallTime at) {
  using namespace std::chrono;
  const auto date = floor<days>(at);
  const year_month_day ymd(date);
  const hh_mm_ss time(floor<seconds>(at) - date);
  char text[40];
  std::snprintf(text, sizeof text, "%04d-%02u-%02uT%02ld:%02ld:%02ldZ",
                static_cast<int>(ymd.year()), static_cast<unsigned>(ymd.month()),
                static_cast<unsigned>(ymd.day()), time.hours().count(), time.minutes().count(),
                time.seconds().count());
  return text;
}

}  // namespace brume::emulator::schedule::testing

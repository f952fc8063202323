#include "emulator/services/s3/protocol/dates.h"

#include <cstdio>
#include <string_view>

#include "emulator/text/time_text.h"

namespace brume::emulator::aws::s3 {
namespace {

struct Fields {
  int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0;
};

std::optional<WallTime> time_of(const Fields& fields) {
  const std::chrono::year_month_day date{std::chrono::year(fields.year),
                                         std::chrono::month(static_cast<unsigned>(fields.month)),
                                         std::chrono::day(static_cast<unsigned>(fields.day))};
  const bool in_day = fields.hour >= 0 && fields.hour < 24 && fields.minute >= 0 &&
                      fields.minute < 60 && fields.second >= 0 && fields.second < 61;
  if (!date.ok() || !in_day) return std::nullopt;
  return WallTime(std::chrono::sys_days(date)) + std::chrono::hours(fields.hour) +
         std::chrono::minutes(fields.minute) + std::chrono::seconds(fields.second);
}

int month_named(std::string_view name) {
  constexpr std::string_view kMonthNames = "JanFebMarAprMayJunJulAugSepOctNovDec";
  const std::size_t at = kMonthNames.find(name);
  return at == std::string_view::npos || at % 3 != 0 ? 0 : static_cast<int>(at / 3) + 1;
}

}  // namespace

std::optional<WallTime> parse_date(const std::string& text) {
  Fields fields;
  char month[4] = {};
  int used = 0;
  const int found =
      std::sscanf(text.c_str(), "%*3s, %2d %3s %4d %2d:%2d:%2d GMT%n", &fields.day, month,
                  &fields.year, &fields.hour, &fields.minute, &fields.second, &used);
  if (found != 6 || static_cast<std::size_t>(used) != text.size()) return parse_iso_time(text);
  fields.month = month_named(month);
  return time_of(fields);
}

}  // namespace brume::emulator::aws::s3

// Cron: the calendar of a cron expression: which local minutes it names. Knows nothing of zones.
// Source: "Cron expressions reference" of the EventBridge user guide.
//
// A plain value, pure. Any thread.
#pragma once

#include <bitset>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

#include "emulator/base/result.h"

namespace brume::emulator::schedule {

using LocalMinutes = std::chrono::local_time<std::chrono::minutes>;

inline constexpr int kYearMin = 1970;
inline constexpr int kYearMax = 2199;

class Cron {
 public:
  // The six fields between the parentheses. kInvalidArgument: which field is wrong, and why.
  static Result<Cron> parse(std::string_view fields);

  // The earliest named minute that is not before `from`; nothing when the years run out.
  std::optional<LocalMinutes> next(LocalMinutes from) const;

 private:
  friend class CronParser;

  enum class Days {
    kOfMonth,         // days_: 1, 15, 1-7
    kLast,            // L
    kLastWorkday,     // LW
    kNearestWorkday,  // 15W
    kOfWeek,          // weekdays_: 2-6, MON
    kLastOfWeek,      // 6L
    kNthOfWeek,       // 6#3
  };

  // The bits of the days of that month on which it fires: bit 1 is the first.
  std::uint32_t days_of(std::chrono::year year, unsigned month) const;
  // Minutes after midnight; nothing when no more come that day.
  std::optional<int> time_from(int minute_of_day) const;

  std::uint64_t minutes_ = 0;   // bit n: n
  std::uint32_t hours_ = 0;     // bit n: n
  std::uint32_t days_ = 0;      // bit n: n
  std::uint32_t months_ = 0;    // bit n: n
  std::uint32_t weekdays_ = 0;  // bit n: n, 1 is Sunday
  std::bitset<kYearMax - kYearMin + 1> years_;
  Days rule_ = Days::kOfMonth;
  unsigned day_ = 0;  // of the month in 15W, of the week in 6L and 6#3
  unsigned nth_ = 0;  // in 6#3
};

}  // namespace brume::emulator::schedule

#include "emulator/services/schedule/cron.h"

#include <bit>

namespace brume::emulator::schedule {
namespace {

constexpr int kMinutesAnHour = 60;
constexpr unsigned kDaysAWeek = 7;
constexpr unsigned kSunday = 1;
constexpr unsigned kSaturday = 7;
constexpr unsigned kMonths = 12;

// The lowest bit that is set and not below `from`; 64 when there is none.
unsigned next_bit(std::uint64_t bits, unsigned from) {
  if (from >= 64) return 64;
  return static_cast<unsigned>(std::countr_zero(bits & (~std::uint64_t{0} << from)));
}

constexpr std::uint32_t bit(unsigned number) {
  return std::uint32_t{1} << number;
}

// A month as a calendar's page.
struct Month {
  Month(std::chrono::year year, unsigned month)
      : last(static_cast<unsigned>((year / std::chrono::month(month) / std::chrono::last).day())),
        first_weekday(
            std::chrono::weekday(std::chrono::local_days(year / std::chrono::month(month) / 1))
                .c_encoding() +
            1) {}

  unsigned weekday(unsigned day) const { return (first_weekday + day - 2) % kDaysAWeek + 1; }
  // The first day of the month on that day of the week.
  unsigned first(unsigned wanted) const {
    return (wanted + kDaysAWeek - first_weekday) % kDaysAWeek + 1;
  }

  unsigned last;           // 28..31
  unsigned first_weekday;  // of the month's first day; 1 is Sunday
};

// The day from Monday to Friday that is nearest and in the same month.
unsigned nearest_workday(const Month& month, unsigned day) {
  if (month.weekday(day) == kSaturday) return day == 1 ? day + 2 : day - 1;
  if (month.weekday(day) == kSunday) return day == month.last ? day - 2 : day + 1;
  return day;
}

std::uint32_t days_of_week(const Month& month, std::uint32_t weekdays) {
  std::uint32_t days = 0;
  for (unsigned day = 1; day <= month.last; ++day) {
    if ((weekdays & bit(month.weekday(day))) != 0) days |= bit(day);
  }
  return days;
}

}  // namespace

std::uint32_t Cron::days_of(std::chrono::year year, unsigned number) const {
  const Month month(year, number);
  switch (rule_) {
    case Days::kOfMonth:
      return days_ & (bit(month.last) | (bit(month.last) - 1));
    case Days::kLast:
      return bit(month.last);
    case Days::kLastWorkday:
      return bit(nearest_workday(month, month.last));
    case Days::kNearestWorkday:
      return day_ > month.last ? 0 : bit(nearest_workday(month, day_));
    case Days::kOfWeek:
      return days_of_week(month, weekdays_);
    case Days::kLastOfWeek: {
      const unsigned first = month.first(day_);
      return bit(first + (month.last - first) / kDaysAWeek * kDaysAWeek);
    }
    case Days::kNthOfWeek: {
      const unsigned day = month.first(day_) + (nth_ - 1) * kDaysAWeek;
      return day > month.last ? 0 : bit(day);
    }
  }
  return 0;
}

std::optional<int> Cron::time_from(int minute_of_day) const {
  const auto from_hour = static_cast<unsigned>(minute_of_day / kMinutesAnHour);
  const auto from_minute = static_cast<unsigned>(minute_of_day % kMinutesAnHour);
  unsigned hour = next_bit(hours_, from_hour);
  unsigned minute = next_bit(minutes_, hour == from_hour ? from_minute : 0);
  if (minute >= 64) {
    hour = next_bit(hours_, hour + 1);
    minute = next_bit(minutes_, 0);
  }
  if (hour >= 64) return std::nullopt;
  return static_cast<int>(hour) * kMinutesAnHour + static_cast<int>(minute);
}

std::optional<LocalMinutes> Cron::next(LocalMinutes from) const {
  using namespace std::chrono;
  local_days today = floor<days>(from);
  auto time = time_from(static_cast<int>((from - today).count()));
  if (!time) {
    today += days(1);
    time = time_from(0);
  }
  const year_month_day start(today);
  unsigned first_month = static_cast<unsigned>(start.month());
  unsigned first_day = static_cast<unsigned>(start.day());
  int number = static_cast<int>(start.year());
  if (number < kYearMin) {
    number = kYearMin;
    first_month = first_day = 1;
    time = time_from(0);
  }
  for (; number <= kYearMax; ++number, first_month = 1, first_day = 1) {
    if (!years_.test(static_cast<std::size_t>(number - kYearMin))) continue;
    const year wanted(number);
    for (unsigned month_number = next_bit(months_, first_month); month_number <= kMonths;
         month_number = next_bit(months_, month_number + 1)) {
      const unsigned from_day = month_number == first_month ? first_day : 1;
      const unsigned found = next_bit(days_of(wanted, month_number), from_day);
      if (found >= 64) continue;
      const local_days date(wanted / month(month_number) / day(found));
      return date + minutes(date == today ? *time : *time_from(0));
    }
  }
  return std::nullopt;
}

}  // namespace brume::emulator::schedule

#include "emulator/text/time_text.h"

#include <algorithm>
#include <chrono>
#include <cstdio>

#include "emulator/text/ascii.h"

namespace brume::emulator {
namespace {

using namespace std::chrono_literals;

// Takes a text apart from its front.
class Reader {
 public:
  explicit Reader(std::string_view text) : rest_(text) {}

  bool empty() const { return rest_.empty(); }
  bool take(char wanted) {
    if (rest_.empty() || rest_.front() != wanted) return false;
    rest_.remove_prefix(1);
    return true;
  }
  // Exactly so many digits.
  std::optional<int> digits(std::size_t count) {
    if (rest_.size() < count) return std::nullopt;
    int value = 0;
    for (const char c : rest_.substr(0, count)) {
      if (c < '0' || c > '9') return std::nullopt;
      value = value * 10 + (c - '0');
    }
    rest_.remove_prefix(count);
    return value;
  }
  std::string_view take_while(bool (*wanted)(char)) {
    const auto end = std::find_if_not(rest_.begin(), rest_.end(), wanted);
    const auto taken = rest_.substr(0, static_cast<std::size_t>(end - rest_.begin()));
    rest_.remove_prefix(taken.size());
    return taken;
  }

 private:
  std::string_view rest_;
};

bool is_unit(char c) {
  return c >= 'a' && c <= 'z';
}

// "09:30" with at most `hours` hours.
std::optional<Duration> hours_and_minutes(Reader& in, int hours) {
  const auto hour = in.digits(2);
  if (!hour || *hour > hours || !in.take(':')) return std::nullopt;
  const auto minute = in.digits(2);
  if (!minute || *minute > 59) return std::nullopt;
  return std::chrono::hours(*hour) + std::chrono::minutes(*minute);
}

std::optional<Duration> seconds(Reader& in) {
  const auto second = in.digits(2);
  if (!second || *second > 59) return std::nullopt;
  Duration sum = std::chrono::seconds(*second);
  if (!in.take('.')) return sum;
  const std::string_view fraction = in.take_while(is_digit);
  if (fraction.empty()) return std::nullopt;
  Duration unit = 100ms;
  for (const char c : fraction.substr(0, 6)) {
    sum += unit * (c - '0');
    unit /= 10;
  }
  return sum;
}

// What the offset adds to UTC.
std::optional<Duration> offset(Reader& in) {
  if (in.empty() || in.take('Z') || in.take('z')) return Duration{0};
  const bool east = in.take('+');
  if (!east && !in.take('-')) return std::nullopt;
  const auto span = hours_and_minutes(in, 23);
  if (!span) return std::nullopt;
  return east ? *span : -*span;
}

std::optional<WallTime> instant(Reader in) {
  const auto year = in.digits(4);
  if (!year || *year < 1970 || !in.take('-')) return std::nullopt;
  const auto month = in.digits(2);
  if (!month || !in.take('-')) return std::nullopt;
  const auto day = in.digits(2);
  if (!day) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(*year),
                                         std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  if (!date.ok()) return std::nullopt;
  const WallTime midnight = std::chrono::sys_days(date);
  if (in.empty()) return midnight;
  if (!in.take('T') && !in.take('t') && !in.take(' ')) return std::nullopt;
  const auto time = hours_and_minutes(in, 23);
  if (!time) return std::nullopt;
  const auto fine = in.take(':') ? seconds(in) : std::optional(Duration{0});
  if (!fine) return std::nullopt;
  const auto east = offset(in);
  if (!east || !in.empty()) return std::nullopt;
  return midnight + *time + *fine - *east;
}

struct Unit {
  std::string_view name;
  Duration length;
};
constexpr Unit kUnits[] = {
    {"w", std::chrono::hours(24 * 7)}, {"d", 24h}, {"h", 1h}, {"m", 1min}, {"s", 1s}, {"ms", 1ms}};

std::optional<Duration> span(Reader in) {
  Duration sum{0};
  const Unit* next = kUnits;
  while (!in.empty()) {
    const std::string_view digits = in.take_while(is_digit);
    const std::string_view name = in.take_while(is_unit);
    next =
        std::find_if(next, std::end(kUnits), [&](const Unit& unit) { return unit.name == name; });
    if (digits.empty() || digits.size() > 9 || next == std::end(kUnits)) return std::nullopt;
    const long long count = std::stoll(std::string(digits));
    if (count > kLongestSpan / next->length) return std::nullopt;
    sum += next->length * count;
    ++next;
  }
  if (sum <= Duration{0} || sum > kLongestSpan) return std::nullopt;
  return sum;
}

void put_digits(char* at, int count, long long value) {
  for (int i = count - 1; i >= 0; --i, value /= 10) at[i] = static_cast<char>('0' + value % 10);
}

// A moment taken apart; only a real day and time of day make one.
struct TimeFields {
  int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0;
};

std::optional<WallTime> time_of(const TimeFields& fields) {
  const std::chrono::year_month_day date{std::chrono::year(fields.year),
                                         std::chrono::month(static_cast<unsigned>(fields.month)),
                                         std::chrono::day(static_cast<unsigned>(fields.day))};
  const bool in_day = fields.hour >= 0 && fields.hour < 24 && fields.minute >= 0 &&
                      fields.minute < 60 && fields.second >= 0 && fields.second < 61;
  if (!date.ok() || !in_day) return std::nullopt;
  return WallTime(std::chrono::sys_days(date)) + std::chrono::hours(fields.hour) +
         std::chrono::minutes(fields.minute) + std::chrono::seconds(fields.second);
}

}  // namespace

Result<WallTime> parse_instant(std::string_view text) {
  if (const auto read = instant(Reader(text))) return *read;
  return Error{Error::Code::kInvalidArgument,
               "'" + std::string(text) +
                   "' is no instant; write 2027-01-01, 2027-01-01T09:30:00Z or "
                   "2027-01-01T09:30:00+02:00"};
}

Result<Duration> parse_span(std::string_view text) {
  if (const auto read = span(Reader(text))) return *read;
  return Error{Error::Code::kInvalidArgument,
               "'" + std::string(text) +
                   "' is no span of time; write 90s, 15m, 1h30m, 2d, 1w, at most 100 years"};
}

std::array<char, 24> iso_digits(WallTime at) {
  const auto day = std::chrono::floor<std::chrono::days>(at);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss time(std::chrono::floor<std::chrono::milliseconds>(at - day));
  std::array<char, 24> text{'0', '0', '0', '0', '-', '0', '0', '-', '0', '0', 'T', '0',
                            '0', ':', '0', '0', ':', '0', '0', '.', '0', '0', '0', 'Z'};
  put_digits(&text[0], 4, static_cast<int>(date.year()));
  put_digits(&text[5], 2, static_cast<unsigned>(date.month()));
  put_digits(&text[8], 2, static_cast<unsigned>(date.day()));
  put_digits(&text[11], 2, time.hours().count());
  put_digits(&text[14], 2, time.minutes().count());
  put_digits(&text[17], 2, time.seconds().count());
  put_digits(&text[20], 3, time.subseconds().count());
  return text;
}

std::string iso_time(WallTime at) {
  const auto digits = iso_digits(at);
  return {digits.data(), digits.size()};
}

std::string iso_seconds(WallTime at) {
  const auto digits = iso_digits(at);
  return std::string(digits.data(), 19) + "Z";
}

std::string iso_whole_seconds(WallTime at) {
  return iso_time(std::chrono::floor<std::chrono::seconds>(at));
}

std::optional<WallTime> parse_iso_time(const std::string& text) {
  TimeFields fields;
  int used = 0;
  const int found =
      std::sscanf(text.c_str(), "%4d-%2d-%2dT%2d:%2d:%2d%n", &fields.year, &fields.month,
                  &fields.day, &fields.hour, &fields.minute, &fields.second, &used);
  if (found == 3 && text.size() == 10) return time_of(fields);
  if (found != 6) return std::nullopt;
  std::string_view rest = std::string_view(text).substr(static_cast<std::size_t>(used));
  if (!rest.empty() && rest.front() == '.') {
    rest.remove_prefix(1);
    while (!rest.empty() && rest.front() >= '0' && rest.front() <= '9') rest.remove_prefix(1);
  }
  if (rest != "Z" && rest != "+00:00") return std::nullopt;
  return time_of(fields);
}

std::string compact_time(WallTime at) {
  const auto digits = iso_digits(at);
  std::string text;
  for (const char c : std::string_view(digits.data(), 19)) {
    if (is_digit(c) || c == 'T') text += c;
  }
  return text + "Z";
}

std::optional<WallTime> parse_compact_time(const std::string& text) {
  int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, used = 0;
  if (std::sscanf(text.c_str(), "%4d%2d%2dT%2d%2d%2dZ%n", &year, &month, &day, &hour, &minute,
                  &second, &used) != 6 ||
      used != 16 || text.size() != 16) {
    return std::nullopt;
  }
  const std::chrono::year_month_day date{std::chrono::year(year),
                                         std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  if (!date.ok()) return std::nullopt;
  return WallTime(std::chrono::sys_days(date)) + std::chrono::hours(hour) +
         std::chrono::minutes(minute) + std::chrono::seconds(second);
}

}  // namespace brume::emulator

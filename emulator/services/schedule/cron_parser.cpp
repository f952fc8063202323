// The text of a cron expression -> Cron. What AWS's pages leave open is read as Quartz reads it,
// whose grammar theirs is: names in any case, ranges that run over the end (FRI-MON), steps no
// larger than the field.
#include <array>
#include <charconv>
#include <span>
#include <string>
#include <vector>

#include "emulator/services/schedule/cron.h"

#include "emulator/text/ascii.h"

namespace brume::emulator::schedule {
namespace {

struct Field {
  std::string_view name;
  int min;
  int max;
  int step_max;
  std::span<const std::string_view> words = {};  // the first stands for `min`
  bool cyclic = true;                            // a range may run over the end
};

constexpr std::array<std::string_view, 12> kMonthWords{"JAN", "FEB", "MAR", "APR", "MAY", "JUN",
                                                       "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"};
constexpr std::array<std::string_view, 7> kDayWords{"SUN", "MON", "TUE", "WED",
                                                    "THU", "FRI", "SAT"};

constexpr Field kMinutes{"minutes", 0, 59, 59};
constexpr Field kHours{"hours", 0, 23, 23};
constexpr Field kDayOfMonth{"day-of-month", 1, 31, 31};
constexpr Field kMonth{"month", 1, 12, 12, kMonthWords};
// No steps here. Source: the table of wildcards.
constexpr Field kDayOfWeek{"day-of-week", 1, 7, 0, kDayWords};
constexpr Field kYear{"year", kYearMin, kYearMax, kYearMax, {}, false};
constexpr int kNthMax = 5;  // of a weekday in a month

bool same_word(std::string_view text, std::string_view word) {
  if (text.size() != word.size()) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (to_upper(text[i]) != word[i]) return false;
  }
  return true;
}

Error wrong_field(const Field& field, const std::string& why) {
  return {Error::Code::kInvalidArgument, "the " + std::string(field.name) + " field: " + why};
}

std::string quoted(std::string_view text) {
  return "`" + std::string(text) + "`";
}

std::optional<int> field_number(std::string_view text) {
  constexpr std::size_t kDigitsMax = 4;
  int number = 0;
  const char* const end = text.data() + text.size();
  const bool digits =
      !text.empty() && text.size() <= kDigitsMax && text.front() != '-' && text.front() != '+';
  if (!digits) return std::nullopt;
  const auto read = std::from_chars(text.data(), end, number);
  if (read.ec != std::errc() || read.ptr != end) return std::nullopt;
  return number;
}

Result<int> value_of(const Field& field, std::string_view text) {
  for (std::size_t i = 0; i < field.words.size(); ++i) {
    if (same_word(text, field.words[i])) return field.min + static_cast<int>(i);
  }
  const auto number = field_number(text);
  if (!number) return wrong_field(field, quoted(text) + " is no value of it");
  if (*number < field.min || *number > field.max) {
    return wrong_field(field, quoted(text) + " is not within " + std::to_string(field.min) +
                                  " and " + std::to_string(field.max));
  }
  return *number;
}

// `*`, `5`, `1-5`, `0/15`, `*/15`, `1-31/5`: sets the values it names.
Status read_item(const Field& field, std::string_view item, std::bitset<kYearMax + 1>& values) {
  const std::size_t slash = item.find('/');
  const std::string_view range = item.substr(0, slash);
  int step = 1;
  if (slash != std::string_view::npos) {
    const auto read = field_number(item.substr(slash + 1));
    if (field.step_max == 0) return wrong_field(field, "AWS takes no step (`/`) here");
    if (!read || *read < 1 || *read > field.step_max) {
      return wrong_field(field, "the step in " + quoted(item) + " is not within 1 and " +
                                    std::to_string(field.step_max));
    }
    step = *read;
  }
  int first = field.min;
  int last = field.max;
  if (range != "*") {
    const std::size_t dash = range.find('-');
    const auto from = value_of(field, range.substr(0, dash));
    if (!from) return from.error();
    first = from.value();
    if (dash != std::string_view::npos) {
      const auto to = value_of(field, range.substr(dash + 1));
      if (!to) return to.error();
      last = to.value();
    } else if (slash == std::string_view::npos) {
      last = first;
    }
  }
  if (last < first) {
    if (!field.cyclic) return wrong_field(field, quoted(range) + " runs backwards");
    last += field.max - field.min + 1;
  }
  for (int value = first; value <= last; value += step) {
    const int inside = value > field.max ? value - (field.max - field.min + 1) : value;
    values.set(static_cast<std::size_t>(inside));
  }
  return Done{};
}

Result<std::bitset<kYearMax + 1>> read_list(const Field& field, std::string_view text) {
  std::bitset<kYearMax + 1> values;
  while (true) {
    const std::size_t comma = text.find(',');
    const std::string_view item = text.substr(0, comma);
    if (item.empty()) return wrong_field(field, "an item of the list is empty");
    if (Status read = read_item(field, item, values); !read) return read.error();
    if (comma == std::string_view::npos) return values;
    text.remove_prefix(comma + 1);
  }
}

std::uint64_t low_bits(const std::bitset<kYearMax + 1>& values) {
  std::uint64_t bits = 0;
  for (std::size_t i = 0; i < 64; ++i) {
    if (values.test(i)) bits |= std::uint64_t{1} << i;
  }
  return bits;
}

}  // namespace

class CronParser {
 public:
  Result<Cron> parse(std::string_view text) {
    std::array<std::string_view, 6> fields;
    if (Status split = split_fields(text, fields); !split) return split.error();
    const bool any_date = fields[2] == "?";
    const bool any_weekday = fields[4] == "?";
    if (any_date == any_weekday) {
      return Error{Error::Code::kInvalidArgument,
                   "exactly one of day-of-month and day-of-week must be `?`"};
    }
    std::uint64_t minutes = 0, hours = 0, months = 0;
    if (Status read = read_bits(kMinutes, fields[0], minutes); !read) return read.error();
    if (Status read = read_bits(kHours, fields[1], hours); !read) return read.error();
    if (Status read = read_bits(kMonth, fields[3], months); !read) return read.error();
    cron_.minutes_ = minutes;
    cron_.hours_ = static_cast<std::uint32_t>(hours);
    cron_.months_ = static_cast<std::uint32_t>(months);
    Status days = any_date ? read_weekday(fields[4]) : read_date(fields[2]);
    if (!days) return days.error();
    const auto years = read_list(kYear, fields[5]);
    if (!years) return years.error();
    for (std::size_t i = 0; i < cron_.years_.size(); ++i) {
      cron_.years_.set(i, years.value().test(i + kYearMin));
    }
    return cron_;
  }

 private:
  static Status split_fields(std::string_view text, std::span<std::string_view> fields) {
    const Error wrong_count{Error::Code::kInvalidArgument,
                            "cron has six fields: minutes hours day-of-month month day-of-week "
                            "year"};
    for (std::size_t i = 0; i < fields.size(); ++i) {
      const std::size_t end = text.find(' ');
      fields[i] = text.substr(0, end);
      if (fields[i].empty()) return wrong_count;
      const bool last = i + 1 == fields.size();
      if ((end == std::string_view::npos) != last) return wrong_count;
      if (last) break;
      text.remove_prefix(std::min(text.find_first_not_of(' ', end), text.size()));
    }
    return Done{};
  }

  static Status read_bits(const Field& field, std::string_view text, std::uint64_t& bits) {
    const auto values = read_list(field, text);
    if (!values) return values.error();
    bits = low_bits(values.value());
    return Done{};
  }

  Status read_date(std::string_view text) {
    if (same_word(text, "L")) return rule(Cron::Days::kLast);
    if (same_word(text, "LW") || same_word(text, "WL")) return rule(Cron::Days::kLastWorkday);
    if (text.size() > 1 && to_upper(text.back()) == 'W') {
      const auto day = value_of(kDayOfMonth, text.substr(0, text.size() - 1));
      if (!day) return day.error();
      return rule(Cron::Days::kNearestWorkday, day.value());
    }
    if (text.find_first_of("LlWw") != std::string_view::npos) {
      return wrong_field(kDayOfMonth, "L, LW and a day with W stand alone, in no list or range");
    }
    std::uint64_t days = 0;
    if (Status read = read_bits(kDayOfMonth, text, days); !read) return read.error();
    cron_.days_ = static_cast<std::uint32_t>(days);
    return rule(Cron::Days::kOfMonth);
  }

  Status read_weekday(std::string_view text) {
    const std::size_t hash = text.find('#');
    if (hash != std::string_view::npos) return read_nth(text, hash);
    // L alone is the last day of the week, no matter which week of the month it is.
    if (same_word(text, "L")) text = "7";
    if (text.size() > 1 && to_upper(text.back()) == 'L') {
      const auto day = value_of(kDayOfWeek, text.substr(0, text.size() - 1));
      if (!day) return day.error();
      return rule(Cron::Days::kLastOfWeek, day.value());
    }
    std::uint64_t weekdays = 0;
    if (Status read = read_bits(kDayOfWeek, text, weekdays); !read) return read.error();
    cron_.weekdays_ = static_cast<std::uint32_t>(weekdays);
    return rule(Cron::Days::kOfWeek);
  }

  Status read_nth(std::string_view text, std::size_t hash) {
    const auto day = value_of(kDayOfWeek, text.substr(0, hash));
    if (!day) return day.error();
    const auto nth = field_number(text.substr(hash + 1));
    if (!nth || *nth < 1 || *nth > kNthMax) {
      return wrong_field(kDayOfWeek, "after `#` stands a number from 1 to 5, and nothing else");
    }
    cron_.nth_ = static_cast<unsigned>(*nth);
    return rule(Cron::Days::kNthOfWeek, day.value());
  }

  Status rule(Cron::Days days, int day = 0) {
    cron_.rule_ = days;
    cron_.day_ = static_cast<unsigned>(day);
    return Done{};
  }

  Cron cron_;
};

Result<Cron> Cron::parse(std::string_view fields) {
  return CronParser().parse(fields);
}

}  // namespace brume::emulator::schedule

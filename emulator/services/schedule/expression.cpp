#include "emulator/services/schedule/expression.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace brume::emulator::schedule {
namespace {

constexpr std::string_view kRateForm = "rate(1 minute), rate(5 minutes), …: minute, hour or day";

Error wrong_expression(std::string message) {
  return {Error::Code::kInvalidArgument, std::move(message)};
}

bool digits_only(std::string_view text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// REQUIRES: digits_only(text), at most 9 of them
int rate_number(std::string_view text) {
  int number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

std::optional<std::string_view> inside(std::string_view text, std::string_view name) {
  if (!text.starts_with(name) || !text.ends_with(")")) return std::nullopt;
  text.remove_prefix(name.size());
  text.remove_suffix(1);
  return text;
}

struct Unit {
  std::string_view one;
  std::string_view more;
  Duration length;
};
constexpr std::array<Unit, 3> kUnits{{{"minute", "minutes", std::chrono::minutes(1)},
                                      {"hour", "hours", std::chrono::hours(1)},
                                      {"day", "days", std::chrono::days(1)}}};

std::optional<WallTime> next_of_rate(Duration interval, WallTime after, WallTime anchor) {
  if (after < anchor) return anchor;
  return anchor + ((after - anchor) / interval + 1) * interval;
}

std::optional<WallTime> next_of_cron(const Cron& cron, WallTime after, const TimeZone& zone) {
  using std::chrono::minutes;
  const LocalSeconds now = zone.local(after);
  LocalMinutes from = std::chrono::floor<minutes>(now) + minutes(1);
  // While clocks show a time for the second time, nothing is due that they have shown already.
  const LocalMeaning meaning = zone.meaning(now);
  if (meaning.kind == LocalMeaning::Kind::kRepeated && after >= meaning.moved) {
    from = std::chrono::ceil<minutes>(meaning.after);
  }
  while (const auto due = cron.next(from)) {
    const LocalMeaning found = zone.meaning(*due);
    if (found.kind != LocalMeaning::Kind::kSkipped) {
      if (found.first > after) return found.first;
      from = *due + minutes(1);
    } else {
      from = std::chrono::ceil<minutes>(found.after);
    }
  }
  return std::nullopt;
}

std::optional<WallTime> next_of_once(LocalSeconds at, WallTime after, const TimeZone& zone) {
  const LocalMeaning found = zone.meaning(at);
  const bool due = found.kind != LocalMeaning::Kind::kSkipped && found.first > after;
  return due ? std::optional(found.first) : std::nullopt;
}

}  // namespace

Result<Expression> Expression::parse(std::string_view text, Dialect dialect) {
  if (const auto rate = inside(text, "rate(")) return parse_rate(*rate);
  if (const auto fields = inside(text, "cron(")) {
    auto cron = Cron::parse(*fields);
    if (!cron) return std::move(cron).error();
    return Expression(std::move(*cron));
  }
  if (const auto once = inside(text, "at(")) {
    if (dialect == Dialect::kScheduler) return parse_once(*once);
    return wrong_expression(
        "a rule has no at(): that is for AWS::Scheduler::Schedule (ScheduleV2)");
  }
  return wrong_expression(dialect == Dialect::kScheduler ? "it is rate(…), cron(…) or at(…)"
                                                         : "it is rate(…) or cron(…)");
}

Result<Expression> Expression::parse_rate(std::string_view text) {
  constexpr std::size_t kDigitsMax = 9;
  const std::string_view value = text.substr(0, text.find(' '));
  if (value.size() == text.size()) return wrong_expression("a rate has a number and a unit");
  const std::string_view name = text.substr(value.size() + 1);
  if (!digits_only(value) || value.size() > kDigitsMax || rate_number(value) == 0) {
    return wrong_expression("`" + std::string(value) + "` is no positive number");
  }
  for (const Unit& unit : kUnits) {
    if (name != unit.one && name != unit.more) continue;
    if ((name == unit.one) != (rate_number(value) == 1)) {
      return wrong_expression("the unit is singular for 1 and plural for more: " +
                              std::string(rate_number(value) == 1 ? unit.one : unit.more));
    }
    return Expression(Rate{rate_number(value) * unit.length});
  }
  return wrong_expression("`" + std::string(name) +
                          "` is no unit of a rate: " + std::string(kRateForm));
}

// yyyy-mm-ddThh:mm:ss
Result<Expression> Expression::parse_once(std::string_view text) {
  using namespace std::chrono;
  constexpr std::string_view kShape = "0000-00-00T00:00:00";
  bool shaped = text.size() == kShape.size();
  for (std::size_t i = 0; shaped && i < kShape.size(); ++i) {
    shaped = kShape[i] == '0' ? text[i] >= '0' && text[i] <= '9' : text[i] == kShape[i];
  }
  if (!shaped) {
    return wrong_expression("`" + std::string(text) +
                            "` is not yyyy-mm-ddThh:mm:ss, a local time without a zone");
  }
  const auto part = [text](std::size_t from, std::size_t size) {
    return rate_number(text.substr(from, size));
  };
  const year_month_day date = year(part(0, 4)) / month(static_cast<unsigned>(part(5, 2))) /
                              day(static_cast<unsigned>(part(8, 2)));
  const int hour = part(11, 2), minute = part(14, 2), second = part(17, 2);
  if (!date.ok() || hour > 23 || minute > 59 || second > 59) {
    return wrong_expression("there is no `" + std::string(text) + "`");
  }
  return Expression(Once{local_days(date) + hours(hour) + minutes(minute) + seconds(second)});
}

std::optional<WallTime> Expression::next(WallTime after, WallTime anchor,
                                         const TimeZone& zone) const {
  if (const Rate* rate = std::get_if<Rate>(&form_)) {
    return next_of_rate(rate->interval, after, anchor);
  }
  if (const Cron* cron = std::get_if<Cron>(&form_)) return next_of_cron(*cron, after, zone);
  return next_of_once(std::get<Once>(form_).at, after, zone);
}

std::string refusal(std::string_view text, Dialect dialect) {
  if (dialect == Dialect::kRule) return "Parameter ScheduleExpression is not valid.";
  return "Invalid Schedule Expression " + std::string(text) + ".";
}

}  // namespace brume::emulator::schedule

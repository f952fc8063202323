// Expression: a schedule expression of EventBridge, rate(), cron() or at(), and when it is due.
// Two dialects: rules know rate() and cron(), in UTC; the Scheduler also at(), in any time zone.
// Source: "Schedule types" of the EventBridge Scheduler user guide.
//
// A plain value, pure. Any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "emulator/base/clock.h"
#include "emulator/base/result.h"
#include "emulator/services/schedule/cron.h"
#include "emulator/services/schedule/time_zone.h"

namespace brume::emulator::schedule {

enum class Dialect { kRule, kScheduler };

class Expression {
 public:
  // kInvalidArgument: what is wrong, for a person; what AWS says to it is refusal().
  static Result<Expression> parse(std::string_view text, Dialect dialect);

  bool is_rate() const { return std::holds_alternative<Rate>(form_); }
  bool is_once() const { return std::holds_alternative<Once>(form_); }

  // The first firing after `after`; nothing when there is none any more. A rate fires at `anchor`
  // and whole intervals later, never at a time before it; cron() and at() mean local times of
  // `zone`. A local time that no clock shows is skipped, one that is shown twice fires the first
  // time. Source: "Daylight savings time on EventBridge Scheduler".
  std::optional<WallTime> next(WallTime after, WallTime anchor, const TimeZone& zone) const;

  // Between two firings. REQUIRES: is_rate()
  Duration interval() const { return std::get<Rate>(form_).interval; }

 private:
  struct Rate {
    Duration interval;
  };
  struct Once {
    LocalSeconds at;
  };
  using Form = std::variant<Rate, Cron, Once>;

  explicit Expression(Form form) : form_(std::move(form)) {}
  static Result<Expression> parse_rate(std::string_view text);
  static Result<Expression> parse_once(std::string_view text);

  Form form_;
};

// What AWS answers to an expression it does not take.
std::string refusal(std::string_view text, Dialect dialect);

}  // namespace brume::emulator::schedule

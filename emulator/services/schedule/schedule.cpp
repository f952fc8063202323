#include "emulator/services/schedule/schedule.h"

#include <algorithm>

namespace brume::emulator::schedule {
namespace {

std::string text_of(const std::optional<WallTime>& at) {
  return at ? std::to_string(at->time_since_epoch().count()) : "-";
}

}  // namespace

std::optional<WallTime> Timetable::next(WallTime after, WallTime created) const {
  if (expression.is_once()) return expression.next(after, created, zone);
  WallTime anchor = created;
  if (expression.is_rate()) anchor = start ? *start : created + expression.interval();
  // The first instant of StartDate counts.
  if (start) after = std::max(after, *start - Duration(1));
  const auto due = expression.next(after, anchor, zone);
  return due && end && *due > *end ? std::nullopt : due;
}

std::optional<WallTime> Timetable::last(WallTime after, WallTime until, WallTime created) const {
  // Backwards in ever longer spans: few firings lie in the first that has one.
  for (Duration span = std::chrono::hours(1);; span *= 24) {
    const WallTime from = until - after > span ? until - span : after;
    std::optional<WallTime> found;
    for (auto due = next(from, created); due && *due <= until; due = next(*due, created)) {
      found = due;
    }
    if (found || from == after) return found;
  }
}

std::string Schedule::fingerprint() const {
  return expression + " " + timetable.zone.name() + " " + text_of(timetable.start) + " " +
         text_of(timetable.end) + (enabled ? " ENABLED" : " DISABLED");
}

}  // namespace brume::emulator::schedule

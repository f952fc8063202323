#include "emulator/services/schedule/schedule_report.h"

#include <ctime>
#include <nlohmann/json.hpp>

#include "emulator/services/schedule/firing.h"
#include "emulator/text/time_text.h"

namespace brume::emulator::schedule {
namespace {

using nlohmann::ordered_json;

// "Sun 2027-03-28 03:30:00 CEST"
std::string formatted(const std::tm& time, const std::string& zone) {
  char text[64];
  std::strftime(text, sizeof text, "%a %Y-%m-%d %H:%M:%S ", &time);
  return text + zone;
}

std::string machine_time(WallTime at) {
  const std::time_t seconds = std::chrono::system_clock::to_time_t(at);
  std::tm time{};
  ::localtime_r(&seconds, &time);
  return formatted(time, time.tm_zone);
}

std::string zoned_time(WallTime at, const TimeZone& zone) {
  const std::time_t seconds = zone.local(at).time_since_epoch().count();
  std::tm time{};
  ::gmtime_r(&seconds, &time);
  return formatted(time, zone.abbreviation(at));
}

ordered_json next_json(const Scheduler::State& state, std::size_t count) {
  ordered_json next = ordered_json::array();
  const schedule::Timetable& timetable = state.schedule->timetable;
  for (auto due = state.next; due && next.size() < count;
       due = timetable.next(*due, state.created)) {
    next.push_back({{"utc", iso_seconds(*due)},
                    {"local", machine_time(*due)},
                    {"zoned", zoned_time(*due, timetable.zone)}});
  }
  return next;
}

ordered_json targets_json(const Schedule& schedule) {
  ordered_json targets = ordered_json::array();
  for (const schedule::Target& target : schedule.targets) {
    targets.push_back({{"arn", target.arn},
                       {"function", target.function},
                       {"emulated", !target.function.empty()}});
  }
  return targets;
}

std::string state_text(const Scheduler::State& state) {
  if (!state.schedule->enabled) return "DISABLED";
  return state.next ? "ENABLED" : "COMPLETED";
}

}  // namespace

std::vector<Scheduler::State> states_of(const std::vector<Schedule>& schedules, WallTime now) {
  const WallTime created = std::chrono::floor<std::chrono::seconds>(now);
  std::vector<Scheduler::State> states;
  for (const Schedule& schedule : schedules) {
    Scheduler::State state{std::make_shared<const Schedule>(schedule), created, {}, {}, 0};
    if (schedule.enabled) state.next = schedule.timetable.next(created, created);
    states.push_back(std::move(state));
  }
  return states;
}

ordered_json schedules_json(const std::vector<Scheduler::State>& states, std::size_t count) {
  ordered_json list = ordered_json::array();
  for (const Scheduler::State& state : states) {
    const Schedule& schedule = *state.schedule;
    ordered_json entry = {{"name", schedule.name},
                          {"group", schedule.group},
                          {"kind", schedule.dialect == Dialect::kRule ? "rule" : "schedule"},
                          {"arn", schedule.arn},
                          {"expression", schedule.expression},
                          {"timezone", schedule.timetable.zone.name()},
                          {"state", state_text(state)},
                          {"targets", targets_json(schedule)},
                          {"next", next_json(state, count)},
                          {"last", nullptr},
                          {"fired", state.fired}};
    if (state.last) entry["last"] = iso_seconds(*state.last);
    list.push_back(std::move(entry));
  }
  return list;
}

std::string targets_text(const Schedule& schedule) {
  std::string text;
  for (const schedule::Target& target : schedule.targets) {
    text += (text.empty() ? "" : ", ") +
            (target.function.empty() ? target.arn + " (not emulated)" : target.function);
  }
  return text;
}

}  // namespace brume::emulator::schedule

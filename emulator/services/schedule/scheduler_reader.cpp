// AWS::Scheduler::Schedule. Source: CreateSchedule of the EventBridge Scheduler API; "Using
// universal targets" of its user guide.
#include <array>
#include <charconv>
#include <nlohmann/json.hpp>

#include "emulator/services/schedule/schedule_reader.h"

#include "emulator/text/arn.h"

namespace brume::emulator::schedule {
namespace {

constexpr std::string_view kScheduleDisabled = "DISABLED";
constexpr std::string_view kFlexible = "FLEXIBLE";
constexpr std::string_view kDelete = "DELETE";
constexpr std::array<std::string_view, 2> kScheduleStates{"ENABLED", kScheduleDisabled};
constexpr std::array<std::string_view, 2> kWindowModes{"OFF", kFlexible};
constexpr std::array<std::string_view, 2> kActions{"NONE", kDelete};
constexpr int kWindowMaxMinutes = 1440;
constexpr std::string_view kUniversalInvoke = "arn:aws:scheduler:::aws-sdk:lambda:invoke";

int number_at(std::string_view text, std::size_t from, std::size_t size) {
  int number = 0;
  std::from_chars(text.data() + from, text.data() + from + size, number);
  return number;
}

// "2027-01-01T00:00:00Z", with fractions of a second, an offset or no zone, which is UTC.
std::optional<WallTime> instant_of(std::string_view text) {
  using namespace std::chrono;
  constexpr std::string_view kShape = "0000-00-00T00:00:00";
  if (text.size() < kShape.size()) return std::nullopt;
  for (std::size_t i = 0; i < kShape.size(); ++i) {
    const bool digit = text[i] >= '0' && text[i] <= '9';
    if (kShape[i] == '0' ? !digit : text[i] != kShape[i]) return std::nullopt;
  }
  const year_month_day date = year(number_at(text, 0, 4)) /
                              month(static_cast<unsigned>(number_at(text, 5, 2))) /
                              day(static_cast<unsigned>(number_at(text, 8, 2)));
  const int hour = number_at(text, 11, 2), minute = number_at(text, 14, 2);
  const int second = number_at(text, 17, 2);
  if (!date.ok() || hour > 23 || minute > 59 || second > 59) return std::nullopt;
  WallTime at = sys_days(date) + hours(hour) + minutes(minute) + seconds(second);
  std::string_view rest = text.substr(kShape.size());
  if (rest.starts_with(".")) {
    rest.remove_prefix(std::min(rest.find_first_not_of("0123456789", 1), rest.size()));
  }
  if (rest.empty() || rest == "Z") return at;
  const bool offset = rest.size() == 6 && (rest[0] == '+' || rest[0] == '-') && rest[3] == ':';
  if (!offset) return std::nullopt;
  const Duration ahead = hours(number_at(rest, 1, 2)) + minutes(number_at(rest, 4, 2));
  return rest[0] == '+' ? at - ahead : at + ahead;
}

std::optional<WallTime> read_date(const PropertyReader& properties, std::string_view name) {
  const auto text = properties.text(name);
  if (!text) return std::nullopt;
  const auto at = instant_of(*text);
  if (!at) {
    properties.reporter().error(*properties.find(name), properties.path() / name,
                                "`" + *text + "` is no date and time",
                                "in UTC: 2027-01-01T00:00:00Z");
  }
  return at;
}

Duration read_window(const PropertyReader& properties, const Value& owner) {
  if (!properties.require("FlexibleTimeWindow", owner, "AWS::Scheduler::Schedule")) return {};
  const Value* value = properties.map("FlexibleTimeWindow");
  if (value == nullptr) return {};
  const Path path = properties.path() / "FlexibleTimeWindow";
  const PropertyReader window(*value, path, properties.reporter());
  if (!window.require("Mode", *value, "FlexibleTimeWindow")) return {};
  const auto minutes = window.integer("MaximumWindowInMinutes", 1, kWindowMaxMinutes);
  if (window.choice("Mode", kWindowModes) != kFlexible) return {};
  if (!window.require("MaximumWindowInMinutes", *value, "a flexible window")) return {};
  return std::chrono::minutes(minutes.value_or(0));
}

TimeZone read_zone(const PropertyReader& properties) {
  constexpr std::string_view kName = "ScheduleExpressionTimezone";
  const auto name = properties.text(kName);
  if (!name || *name == "UTC") return TimeZone::utc();
  auto zone = TimeZone::load(*name);
  if (zone) return std::move(*zone);
  properties.reporter().error(*properties.find(kName), properties.path() / kName,
                              zone.error().message, "Europe/Berlin, America/New_York, …");
  return TimeZone::utc();
}

// A universal target: what to call stands in its Input.
bool read_universal(const PropertyReader& properties, Target& target,
                    const ReaderContext& context) {
  const auto input = nlohmann::json::parse(target.payload.text, nullptr, false);
  const std::string name = input.is_object() ? input.value("FunctionName", "") : "";
  if (name.empty()) {
    context.reporter.error(*properties.find("Arn"), properties.path() / "Input",
                           "the universal target lambda:invoke needs an `Input` with FunctionName");
    return false;
  }
  constexpr std::string_view kMark = ":function:";
  const std::size_t mark = name.find(kMark);
  target.function = mark == std::string::npos ? name : name.substr(mark + kMark.size());
  const std::string qualifier = input.value("Qualifier", "");
  if (!qualifier.empty()) target.function += ":" + qualifier;
  target.payload = {Payload::Kind::kConstant, input.value("Payload", "{}"), {}};
  check_function(*properties.find("Arn"), properties.path() / "Arn", target.function, context);
  return true;
}

std::optional<Target> read_only_target(const PropertyReader& properties, const Value& owner,
                                       const std::string& name, const ReaderContext& context) {
  if (!properties.require("Target", owner, "AWS::Scheduler::Schedule")) return std::nullopt;
  const Value* value = properties.map("Target");
  if (value == nullptr) return std::nullopt;
  const Path path = properties.path() / "Target";
  const PropertyReader each(*value, path, context.reporter);
  auto target = read_target(each, *value, context);
  if (!target) return std::nullopt;
  if (const auto input = each.text("Input")) {
    target->payload = {Payload::Kind::kConstant, *input, {}};
  }
  if (target->arn == kUniversalInvoke) {
    if (!read_universal(each, *target, context)) return std::nullopt;
  } else if (target->function.empty()) {
    context.reporter.as(rules::kNotEmulated)
        .warning(*each.find("Arn"), path / "Arn",
                 "`" + name + "` will not reach `" + target->arn +
                     "`: schedules call functions here, other targets are not emulated");
  } else if (each.find("Input") != nullptr) {
    check_json(each, "Input", target->payload.text);
  }
  return target;
}

}  // namespace

std::optional<Schedule> read_scheduler(const Resource& resource, const ReaderContext& context) {
  const Path resources = Path() / "Resources";
  const Path id = resources / resource.logical_id;
  const Path path = id / "Properties";
  const PropertyReader properties(resource.properties, path, context.reporter);
  const std::string name = read_name(resource, properties);
  const std::string group = properties.text("GroupName").value_or("default");
  auto expression = read_expression(properties, resource.properties, Dialect::kScheduler);
  const TimeZone zone = read_zone(properties);
  const auto start = read_date(properties, "StartDate");
  const auto end = read_date(properties, "EndDate");
  if (start && end && *end <= *start) {
    context.reporter.error(*properties.find("EndDate"), path / "EndDate",
                           "EndDate must come after StartDate");
  }
  const Duration window = read_window(properties, resource.properties);
  const std::string state = properties.choice("State", kScheduleStates).value_or("ENABLED");
  const std::string action = properties.choice("ActionAfterCompletion", kActions).value_or("NONE");
  auto target = read_only_target(properties, resource.properties, name, context);
  if (!expression || !target) return std::nullopt;
  const Application& application = context.application;
  Schedule schedule{.dialect = Dialect::kScheduler,
                    .logical_id = resource.logical_id,
                    .name = name,
                    .group = group,
                    .arn = Arn{"aws", "scheduler", application.region, application.account_id,
                               "schedule/" + group + "/" + name}
                               .text(),
                    .region = application.region,
                    .account_id = application.account_id,
                    .expression = properties.text("ScheduleExpression").value_or(""),
                    .timetable = {std::move(*expression), zone, start, end},
                    .enabled = state != kScheduleDisabled,
                    .window = window,
                    .delete_when_done = action == kDelete,
                    .at = resource.at};
  schedule.targets.push_back(std::move(*target));
  return schedule;
}

}  // namespace brume::emulator::schedule

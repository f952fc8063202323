#include "emulator/app/schedules.h"

#include <charconv>
#include <nlohmann/json.hpp>

#include "emulator/app/management.h"
#include "emulator/services/schedule/schedule_report.h"
#include "emulator/services/schedule/stored_memory.h"

namespace brume::emulator::cli {
namespace {

constexpr std::size_t kCount = 5;
constexpr std::size_t kCountMax = 1000;

// The machine's time only: on a clock that users move, every run is a world of its own.
std::unique_ptr<schedule::ScheduleMemory> memory_for(Hosting& hosting, LogSink& log,
                                                     const ScheduleOptions& options) {
  const bool kept = options.fire && !options.file.empty() && hosting.clock_mover() == nullptr;
  if (!kept) return std::make_unique<schedule::VolatileMemory>();
  auto stored = schedule::StoredMemory::open(hosting.loop(), log, options.file);
  if (stored) return std::move(*stored);
  log.write({LogRecord::Kind::kNotice,
             hosting.clock().wall(),
             {},
             {},
             "schedules are not remembered beyond this run: " + stored.error().message});
  return std::make_unique<schedule::VolatileMemory>();
}

schedule::SchedulerOptions scheduler_options(Hosting& hosting, const ScheduleOptions& options) {
  schedule::SchedulerOptions result;
  result.catch_up = options.catch_up;
  result.fires = options.fire;
  // A virtual clock does not sleep, and moves from timer to timer.
  if (hosting.clock_mover() != nullptr) result.longest_sleep = Duration::max();
  return result;
}

std::size_t count_of(const std::map<std::string, std::string>& parameters) {
  const auto found = parameters.find("count");
  if (found == parameters.end()) return kCount;
  std::size_t count = kCount;
  std::from_chars(found->second.data(), found->second.data() + found->second.size(), count);
  return std::min(count, kCountMax);
}

http::Response json_answer(const nlohmann::ordered_json& json) {
  return {200, {{"Content-Type", "application/json"}}, json.dump(2) + "\n"};
}

}  // namespace

Schedules::Schedules(Hosting& hosting, AsyncInvoker& invoker, LogSink& log,
                     const ScheduleOptions& options)
    : memory_(memory_for(hosting, log, options)),
      scheduler_({.clock = hosting.clock(),
                  .timers = hosting.timers(),
                  .activity = hosting.activity(),
                  .ids = hosting.ids(),
                  .log = log,
                  .invoker = invoker,
                  .happenings = hosting.happenings()},
                 *memory_, scheduler_options(hosting, options)) {}

void Schedules::answer(const std::shared_ptr<http::Exchange>& exchange, std::string_view what,
                       const std::map<std::string, std::string>& parameters) {
  const std::string& method = exchange->head().method;
  if (what.empty() && method == "GET") {
    return exchange->respond(json_answer(schedules_json(states(), count_of(parameters))));
  }
  if (what == "/run" && method == "POST") {
    const auto name = parameters.find("name");
    if (name != parameters.end()) return run(exchange, name->second);
    return exchange->respond(refusal(400, "there is no ?name="));
  }
  const bool known = what.empty() || what == "/run";
  exchange->respond(refusal(known ? 405 : 404, known ? "wrong method" : "there is no such page"));
}

void Schedules::run(const std::shared_ptr<http::Exchange>& exchange, const std::string& name) {
  const Status begun = scheduler_.fire(name, [exchange, name](const auto& all) {
    nlohmann::ordered_json handed = nlohmann::ordered_json::array();
    for (const schedule::Scheduler::Handed& each : all) {
      handed.push_back({{"function", each.function},
                        {"accepted", each.status.ok()},
                        {"message", each.status.ok() ? "" : each.status.error().message}});
    }
    exchange->respond(json_answer({{"name", name}, {"handed", handed}}));
  });
  if (!begun) exchange->respond(refusal(404, begun.error().message));
}

}  // namespace brume::emulator::cli

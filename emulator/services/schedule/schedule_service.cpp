#include "emulator/services/schedule/schedule_service.h"

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>

#include "emulator/services/schedule/firing.h"
#include "emulator/services/schedule/read_schedules.h"
#include "emulator/services/schedule/schedule_report.h"
#include "emulator/services/schedule/stored_memory.h"
#include "emulator/store/worker_store.h"
#include "emulator/text/time_text.h"

namespace brume::emulator::schedule {
namespace {

constexpr std::size_t kCount = 5;
constexpr std::size_t kCountMax = 1000;

// The machine's time only: on a clock that users move, every run is a world of its own.
std::unique_ptr<ScheduleMemory> memory_for(const Kernel& kernel, const ScheduleOptions& options) {
  const bool kept = options.fire && kernel.state.kept && !kernel.virtual_time;
  if (!kept) return std::make_unique<VolatileMemory>();
  auto stored = StoredMemory::open(kernel.loop, kernel.log, kernel.state.database("schedules"));
  if (stored) return std::move(*stored);
  kernel.notice("schedules are not remembered beyond this run: " + stored.error().message);
  return std::make_unique<VolatileMemory>();
}

std::unique_ptr<Store> volatile_outbox(const Kernel& kernel) {
  auto database = Database::open(":memory:");
  BRUME_CHECK(database.ok());
  const Status made = database->migrate({delivery::kOutboxTable});
  BRUME_CHECK(made.ok());
  return std::make_unique<WorkerStore>(kernel.loop, std::move(*database));
}

SchedulerOptions scheduler_options(const Kernel& kernel, const ScheduleOptions& options) {
  SchedulerOptions result;
  result.catch_up = options.catch_up;
  result.fires = options.fire;
  // A virtual clock does not sleep, and moves from timer to timer.
  if (kernel.virtual_time) result.longest_sleep = Duration::max();
  return result;
}

std::size_t count_of(const ManagementRequest& request) {
  const std::string text = request.parameter("count");
  std::size_t count = kCount;
  std::from_chars(text.data(), text.data() + text.size(), count);
  return std::min(count, kCountMax);
}

std::string next_text(const Scheduler::State& state) {
  if (!state.schedule->enabled) return "disabled";
  return state.next ? "next " + iso_seconds(*state.next) : "does not fire";
}

class ScheduleService final : public Service {
 public:
  ScheduleService(const Kernel& kernel, const ScheduleOptions& options)
      : run_on_start_(options.run_on_start),
        memory_(memory_for(kernel, options)),
        outbox_(memory_->store() == nullptr ? volatile_outbox(kernel) : nullptr),
        scheduler_({.clock = kernel.clock,
                    .timers = kernel.timers,
                    .pending_work = kernel.pending,
                    .ids = kernel.ids,
                    .log = kernel.log,
                    .targets = kernel.targets,
                    .store = outbox_ ? *outbox_ : *memory_->store(),
                    .clock_events = kernel.events},
                   *memory_, scheduler_options(kernel, options)) {}

  std::string_view name() const override { return "schedule"; }

  void read(const Application& application, SourceFiles&, Diagnostics& found) override {
    ReadSchedules read = read_schedules(application);
    found.insert(found.end(), read.diagnostics.begin(), read.diagnostics.end());
    read_ = std::move(read.schedules);
  }
  void take() override { declared_ = std::move(read_); }
  void on_application_changed(const ServedApplication&) override {
    scheduler_.set_schedules(declared_);
  }

  void start() override {
    if (run_on_start_) scheduler_.fire_all();
  }
  void stop() override { scheduler_.stop(); }

  Description describe() const override {
    Section section{"Schedules", {}, "schedules", {}, {}};
    const std::vector<Scheduler::State> states = scheduler_.states();
    for (const Scheduler::State& state : states) {
      section.rows.push_back({{state.schedule->name},
                              {state.schedule->expression},
                              {targets_text(*state.schedule), Cell::Look::kTarget},
                              {next_text(state), Cell::Look::kRemark}});
    }
    return {{std::move(section)}, {{"schedules", schedules_json(states, 1).dump()}}};
  }

  std::string_view topic() const override { return "schedules"; }
  void manage(const ManagementRequest& request) override {
    if (request.path.empty() && request.method() == "GET") {
      const auto answer = schedules_json(scheduler_.states(), count_of(request));
      return request.respond(200, answer.dump(2));
    }
    if (request.path == "/run" && request.method() == "POST") {
      const std::string schedule = request.parameter("name");
      return schedule.empty() ? request.refuse(400, "there is no ?name=") : run(request, schedule);
    }
    const bool known = request.path.empty() || request.path == "/run";
    request.refuse(known ? 405 : 404, known ? "wrong method" : "there is no such page");
  }

 private:
  void run(const ManagementRequest& request, const std::string& schedule) {
    const Status begun =
        scheduler_.fire(schedule, [exchange = request.exchange, schedule](const auto& all) {
          nlohmann::ordered_json handed = nlohmann::ordered_json::array();
          for (const Scheduler::TargetResult& each : all) {
            handed.push_back({{"function", each.function},
                              {"accepted", each.status.ok()},
                              {"message", each.status.ok() ? "" : each.status.error().message}});
          }
          const nlohmann::ordered_json answer = {{"name", schedule}, {"handed", handed}};
          exchange->respond(json_response(200, answer.dump(2)));
        });
    if (!begun) request.refuse(404, begun.error().message);
  }

  const bool run_on_start_;
  std::unique_ptr<ScheduleMemory> memory_;
  std::unique_ptr<Store> outbox_;  // of this run only; null: it lies with the memory
  Scheduler scheduler_;
  std::vector<Schedule> read_, declared_;
};

}  // namespace

std::unique_ptr<Service> make_service(const Kernel& kernel, const ScheduleOptions& options) {
  return std::make_unique<ScheduleService>(kernel, options);
}

}  // namespace brume::emulator::schedule

// Runs the schedules of a template on virtual time and prints what is handed over, a line each:
// "2027-01-01T00:05:20Z <ARN of the schedule> <the time in the event>".
// Usage: schedule_year TEMPLATE FROM UNTIL (instants as above)
#include <cstdio>
#include <nlohmann/json.hpp>

#include "emulator/async/function_target.h"
#include "emulator/base/virtual_time.h"
#include "emulator/services/schedule/read_schedules.h"
#include "emulator/services/schedule/scheduler.h"
#include "emulator/template/load/load.h"
#include "tests/unit/services/schedule/instants.h"
#include "tests/unit/store/virtual_store.h"

using namespace brume::emulator;
using namespace brume::emulator::schedule;
using brume::emulator::schedule::testing::instant;
using brume::emulator::schedule::testing::text_of;

namespace {

class PrintingInvoker final : public AsyncInvoker {
 public:
  explicit PrintingInvoker(Clock& clock) : clock_(clock) {}
  void accept(const std::string&, Event event, Callback<void(Status)> accepted) override {
    const auto payload = nlohmann::json::parse(event.payload);
    std::printf("%s %s %s\n", text_of(clock_.wall()).c_str(),
                payload.at("resources").at(0).get<std::string>().c_str(),
                payload.at("time").get<std::string>().c_str());
    accepted(Done{});
  }

 private:
  Clock& clock_;
};

class SilentLog final : public LogSink {
 public:
  void write(const LogRecord&) override {}
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) return 2;
  LoadOptions options;
  options.template_file = argv[1];
  const Loaded loaded = load_application(options);
  if (!loaded.application) {
    std::fputs(render_text(loaded.diagnostics, loaded.sources, false).c_str(), stderr);
    return 1;
  }
  const ReadSchedules read = read_schedules(*loaded.application);
  if (!read.diagnostics.empty()) {
    std::fputs(render_text(read.diagnostics, loaded.sources, false).c_str(), stderr);
    return 1;
  }
  const WallTime from = instant(argv[2]), until = instant(argv[3]);
  VirtualTime time(from);
  PendingWork pending_work;
  SequentialIds ids;
  SilentLog log;
  PrintingInvoker invoker(time);
  VolatileMemory memory;
  ClockEvents clock_events;
  FunctionTarget functions(invoker);
  delivery::Targets targets;
  targets.add("lambda", functions);
  auto database = Database::open(":memory:");
  if (!database || !database->migrate({delivery::kOutboxTable})) return 1;
  brume::emulator::testing::VirtualStore store(time, *database);
  Scheduler scheduler({time, time, pending_work, ids, log, targets, store, clock_events}, memory,
                      {CatchUp::kOnce, Duration::max(), true});
  scheduler.set_schedules(read.schedules);
  time.advance(until - from);
  return 0;
}

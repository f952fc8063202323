// The schedules of a running emulator, wired: what is remembered of them, the Scheduler, and what
// other commands ask under /_brume/schedules:
//   GET  schedules?count=5         as schedules_json() has it
//   POST schedules/run?name=NAME   fires it now: {"name","handed":[{function,accepted,message}]}
//
// Loop thread. REQUIRES: nothing it is given goes before it
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "emulator/app/function_runtime.h"
#include "emulator/http/exchange.h"
#include "emulator/services/schedule/scheduler.h"

namespace brume::emulator::cli {

struct ScheduleOptions {
  bool fire = true;  // false: only when somebody asks for it
  bool run_on_start = false;
  schedule::CatchUp catch_up = schedule::CatchUp::kOnce;
  std::filesystem::path file = {};  // where they are remembered; empty: nowhere
};

class Schedules {
 public:
  Schedules(Hosting& hosting, AsyncInvoker& invoker, LogSink& log, const ScheduleOptions& options);

  void set(const std::vector<schedule::Schedule>& schedules) {
    scheduler_.set_schedules(schedules);
  }
  void fire_all() { scheduler_.fire_all(); }
  void stop() { scheduler_.stop(); }
  std::vector<schedule::Scheduler::State> states() const { return scheduler_.states(); }

  // `what`: of the path, after "schedules": "", "/run".
  void answer(const std::shared_ptr<http::Exchange>& exchange, std::string_view what,
              const std::map<std::string, std::string>& parameters);

 private:
  void run(const std::shared_ptr<http::Exchange>& exchange, const std::string& name);

  std::unique_ptr<schedule::ScheduleMemory> memory_;
  schedule::Scheduler scheduler_;
};

}  // namespace brume::emulator::cli

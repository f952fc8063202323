// Everything it takes to run functions, wired: loop, zygote, door. Main thread; commands own one.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>

#include "emulator/base/clock_events.h"
#include "emulator/base/hybrid_clock.h"
#include "emulator/base/ids.h"
#include "emulator/base/pending_work.h"
#include "emulator/base/virtual_clock_driver.h"
#include "emulator/base/virtual_time.h"
#include "emulator/invoke/invoker.h"
#include "emulator/invoke/worker/zygote.h"
#include "emulator/loop/loop.h"
#include "emulator/runtime_api/program_worker.h"

namespace brume::emulator::app {

// brume-host: beside this program, or in libexec/brume of the prefix that this program is in.
std::filesystem::path host_program();

// Each function's environments by what runs it.
class WorkerLaunchers final : public WorkerLauncher {
 public:
  WorkerLaunchers(WorkerLauncher& libraries, WorkerLauncher& programs)
      : libraries_(libraries), programs_(programs) {}
  std::unique_ptr<Worker> launch(const WorkerSpec& spec, WorkerListener& listener) override {
    return (spec.function->program ? programs_ : libraries_).launch(spec, listener);
  }

 private:
  WorkerLauncher& libraries_;
  WorkerLauncher& programs_;
};

class FunctionRuntime {
 public:
  // `virtual_start`: where a clock stands that users move; absent: the emulator's is the machine's.
  // `host`: brume-host; empty: beside this program.
  explicit FunctionRuntime(LogSink& log, std::optional<WallTime> virtual_start = {},
                           const std::filesystem::path& host = {});

  Loop& loop() { return loop_; }
  // The emulator's time: what schedules, retries and expiries go by.
  Clock& clock();
  Timers& timers();
  // Of its two times, wall() is the emulator's and monotonic() the machine's: for timeouts of what
  // really runs, with the loop's timers.
  const Clock& hybrid_clock() const { return hybrid_clock_; }
  // Null unless the clock is virtual.
  VirtualClockDriver* clock_driver() { return mover_ ? &*mover_ : nullptr; }
  // Everything under way that the clock must not run ahead of.
  PendingWork& pending_work() { return pending_work_; }
  // What happens while the clock is moved: publish it here.
  ClockEvents& clock_events() { return clock_events_; }
  Invoker& invoker() { return invoker_; }
  Ids& ids() { return ids_; }
  const InvokeServices& services() const { return services_; }
  // What functions see as AWS_ENDPOINT_URL from now on.
  void set_endpoint_url(std::string url) { zygote_.set_endpoint_url(std::move(url)); }
  // Functions of that template are forked from now on, once its server has started.
  void prepare(const ForkTemplate& fork_template) { zygote_.prepare(fork_template); }
  // Starts brume-host, if nothing has yet.
  Status start() { return zygote_.start(); }
  // Sees every invocation from now on; empty: no watch.
  void watch_invocations(
      std::function<std::shared_ptr<InvocationWatch>(const FunctionConfig&)> watch) {
    services_.watch = std::move(watch);
  }
  // Told the process id of a worker that waits for a debugger.
  void on_debuggable(std::function<void(const FunctionConfig&, int pid)> callback) {
    services_.on_debuggable = std::move(callback);
  }

 private:
  Loop loop_;
  std::optional<VirtualTime> virtual_time_;
  HybridClock hybrid_clock_;
  PendingWork pending_work_;
  ClockEvents clock_events_;
  std::optional<VirtualClockDriver> mover_;
  RandomIds ids_;
  std::unique_ptr<Symbolizer> symbolizer_;
  Zygote zygote_;
  runtime_api::ProgramWorkers programs_;
  WorkerLaunchers launchers_;
  InvokeServices services_;
  Invoker invoker_;
};

}  // namespace brume::emulator::app

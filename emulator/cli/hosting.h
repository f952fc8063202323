// Everything it takes to run functions, wired: loop, zygote, door. Main thread; commands own one.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>

#include "emulator/base/activity.h"
#include "emulator/base/ids.h"
#include "emulator/invoke/invoker.h"
#include "emulator/invoke/zygote.h"
#include "emulator/loop/loop.h"

namespace brume::emulator::cli {

// brume-host, installed beside this program.
std::filesystem::path host_program();

class Hosting {
 public:
  explicit Hosting(LogSink& log);

  Loop& loop() { return loop_; }
  // The emulator's time: what schedules, retries and expiries go by, and what functions are told.
  Clock& clock() { return loop_; }
  Timers& timers() { return loop_; }
  // Everything under way that the clock must not run ahead of.
  Activity& activity() { return activity_; }
  Invoker& invoker() { return invoker_; }
  Ids& ids() { return ids_; }
  const InvokeServices& services() const { return services_; }
  // What functions see as AWS_ENDPOINT_URL from now on.
  void set_endpoint_url(std::string url) { zygote_.set_endpoint_url(std::move(url)); }
  // Starts brume-host, if nothing has yet.
  Status start() { return zygote_.start(); }
  // Told the process id of a worker that waits for a debugger.
  void on_debuggable(std::function<void(const FunctionConfig&, int pid)> callback) {
    services_.on_debuggable = std::move(callback);
  }

 private:
  Loop loop_;
  Activity activity_;
  RandomIds ids_;
  std::unique_ptr<Symbolizer> symbolizer_;
  Zygote zygote_;
  InvokeServices services_;
  Invoker invoker_;
};

}  // namespace brume::emulator::cli

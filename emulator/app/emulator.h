// A whole emulator in this process: one application, its services, its ports. What `brume start`
// runs, and what a C++ program constructs to test against:
//
//   app::Emulator emulator({.load = {.template_file = "/app/template.yaml"}, …}, log);
//   if (Status started = emulator.start(); !started) …
//   client.get(emulator.addresses().api_url + "/hello");  // another thread, or turn loop()
//   emulator.stop();
//
// The thread that constructs it is its loop thread: all calls but loop().post() come from there.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "emulator/app/application_reloader.h"
#include "emulator/app/change_watcher.h"
#include "emulator/app/clock_control.h"
#include "emulator/app/function_runtime.h"
#include "emulator/app/invoke_topic.h"
#include "emulator/app/management.h"
#include "emulator/app/options.h"
#include "emulator/app/recent_logs.h"
#include "emulator/app/servers.h"
#include "emulator/app/services.h"
#include "emulator/app/source_builder.h"
#include "emulator/app/state_folder.h"
#include "emulator/app/temporary_folder.h"
#include "emulator/async/function_target.h"
#include "emulator/history/recorder.h"
#include "emulator/polling/pollers.h"
#include "emulator/store/worker_store.h"

namespace brume::emulator::app {

// Error::reason of start() when the template is not valid: its diagnostics say why.
inline constexpr const char* kInvalidTemplate = "InvalidTemplate";

class Emulator {
 public:
  // After each load of the template, valid or not.
  using OnDiagnostics = std::function<void(const Loaded&)>;

  // REQUIRES: `log` outlives it
  Emulator(EmulatorOptions options, LogSink& log, OnDiagnostics on_diagnostics = {},
           std::span<const ServiceEntry> services = all_services());
  ~Emulator();
  Emulator(const Emulator&) = delete;
  Emulator& operator=(const Emulator&) = delete;

  // Loads the application, opens its state and listens. Blocks, and may turn the loop. Once; after
  // an error there is nothing to do but to destroy it. kInvalidArgument: the options or the
  // template are wrong; kUnavailable: a port or the state folder is taken.
  Status start();
  // Serves until stop() has ended. REQUIRES: start() succeeded
  void run();
  // Accepts no more, and waits for what is under way, 10 seconds at most; run() returns then.
  void stop();
  // run() returns at once; what is under way is broken off.
  void stop_now();

  // Empty where nothing is served.
  const Addresses& addresses() const { return addresses_; }
  const ApplicationReloader& application() const { return *application_; }
  const Services& services() const { return services_; }
  std::vector<std::string> api_titles() const { return servers_->titles(); }
  Loop& loop() { return runtime_.loop(); }
  // The JSON of `brume status`.
  std::string status_json() const;

 private:
  Status open_state();
  Status open_queue();
  Status load();
  Status start_recording();
  Status watch_files();
  void add_topics();
  void publish();
  void notice(std::string_view text);
  void on_application_changed();
  void watch_changed_files();
  // Called once by the queue, the pollers, the servers and each service, when it has drained its
  // work.
  void on_part_drained();
  void end_drain();
  // Waits until all ended invocations are recorded.
  void finish_recording();

  const EmulatorOptions options_;
  const OnDiagnostics on_diagnostics_;
  const std::span<const ServiceEntry> entries_;
  RecentLogs recent_logs_;
  LogTee log_;
  Account account_;
  std::optional<StateFolder> claimed_;
  std::optional<TemporaryFolder> temporary_;  // instead, with --ephemeral
  StateStore state_;
  Addresses addresses_;
  Registry resources_;
  FunctionRuntime runtime_;
  std::optional<WorkerStore> history_;
  std::optional<Recorder> recorder_;
  std::unique_ptr<AsyncQueue> queue_;
  std::optional<FunctionTarget> function_target_;  // once the queue is open
  delivery::Targets targets_;
  polling::Pollers pollers_;
  std::optional<Kernel> kernel_;
  Services services_;
  std::optional<ApplicationReloader> application_;
  std::optional<ClockControl> clock_control_;
  std::optional<InvokeTopic> invoke_topic_;
  std::optional<Management> management_;
  std::optional<Servers> servers_;
  std::unique_ptr<ChangeWatcher> watcher_;
  std::optional<SourceBuilder> builder_;
  bool stopping_ = false;
  std::size_t draining_ = 0;  // parts that have something under way
  std::size_t cut_off_ = 0;   // requests
  Timer drain_deadline_;
  bool stopped_ = false;
};

}  // namespace brume::emulator::app

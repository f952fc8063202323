// Starts brume-host and asks it for workers. When brume-host dies its workers die with it, each is
// reported, and the next launch starts it anew.
//
// Loop thread. Outlives the workers it launched. Destroying it ends brume-host and waits for that.
#pragma once

#include <deque>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>

#include "emulator/base/log.h"
#include "emulator/base/result.h"
#include "emulator/invoke/worker/environment_variables.h"
#include "emulator/invoke/worker/fork_server.h"
#include "emulator/invoke/worker/process_worker.h"
#include "emulator/invoke/worker/program_launcher.h"
#include "emulator/loop/child_process.h"
#include "runtime/wire/control.h"

namespace brume::emulator {

struct ZygoteOptions {
  std::filesystem::path host_program;         // brume-host
  std::filesystem::path tmp_parent = "/tmp";  // where the folder of all TMPDIRs is made
  HostingVariables variables = {};
};

class Zygote final : public WorkerLauncher,
                     public ProgramLauncher,
                     private WorkerProcess::Parent,
                     private ForkServer::Client {
 public:
  Zygote(Loop& loop, LogSink& log, ZygoteOptions options);
  ~Zygote() override;

  // kNotFound when there is no brume-host, kUnavailable when the system refuses. launch() does it
  // when needed; doing it early hides its milliseconds.
  Status start();
  std::unique_ptr<Worker> launch(const WorkerSpec& spec, WorkerListener& listener) override;
  std::unique_ptr<WorkerProcess> launch_program(const ProgramSpec& spec,
                                                WorkerProcess::Events& events) override;
  // Starts a fork server for functions of that template; once it is ready they are forked.
  void prepare(const ForkTemplate& fork_template);
  // What environments that are launched from now on see as AWS_ENDPOINT_URL.
  void set_endpoint_url(std::string url) { options_.variables.endpoint_url = std::move(url); }

 private:
  void kill_worker(std::uint64_t id) override;
  void forget_worker(std::uint64_t id) override;
  ProcessTable& process_table() override { return process_table_; }
  void on_forked(std::uint64_t id, int pid) override;
  void on_forked_exit(std::uint64_t id, const WorkerExit& exit) override;
  void on_fork_server_end(ForkServer& server, const std::string& last_words) override;

  Result<wire::SpawnMessage> spawn_message(std::uint64_t id, const WorkerSpec& spec,
                                           ProcessWorker::Descriptors& ours);
  // Once it is known what brume-host can do on this system.
  void spawn_program(std::uint64_t id, const ProgramSpec& spec, wire::UniqueFd log);
  wire::SpawnMessage program_message(std::uint64_t id, const ProgramSpec& spec) const;
  void on_hello(const wire::HelloMessage& hello);
  void send(wire::EmulatorToZygote message);
  void flush();
  void on_control(unsigned events);
  void on_message(const wire::ZygoteToEmulator& message);
  void on_death();
  // on_exit for a worker that never was, from the loop's next turn.
  void report_not_started(std::uint64_t id, std::string why);
  void notice(const std::string& text);
  void close();

  Loop& loop_;
  LogSink& log_;
  ZygoteOptions options_;
  ProcessTable process_table_;
  std::string tmp_base_;
  std::optional<ChildProcess> process_;
  wire::UniqueFd control_;
  std::unique_ptr<FdWatch> control_watch_;
  std::deque<wire::EmulatorToZygote> unsent_;
  std::unordered_map<std::uint64_t, WorkerProcess*> workers_;
  std::unordered_map<std::uint64_t, int> pids_;
  std::unordered_map<std::uint64_t, int> forked_pids_;
  std::uint64_t next_id_ = 1;
  // Absent: brume-host has not said yet whether it can make mount namespaces.
  std::optional<bool> has_namespaces_;
  std::vector<std::function<void()>> waiting_for_hello_;
  bool said_tmp_unlimited_ = false;
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
  std::map<ForkTemplate, std::unique_ptr<ForkServer>> fork_servers_;
  std::set<ForkTemplate> failed_templates_;
};

}  // namespace brume::emulator

// Programs: how they are started by brume-host, or forked by a fork server.
#include <utility>

#include "emulator/invoke/worker/function_places.h"
#include "emulator/invoke/worker/function_root.h"
#include "emulator/invoke/worker/pipes.h"
#include "emulator/invoke/worker/zygote.h"

namespace brume::emulator {

std::unique_ptr<WorkerProcess> Zygote::launch_program(const ProgramSpec& spec,
                                                      WorkerProcess::Events& events) {
  const std::uint64_t id = next_id_++;
  WorkerProcess::Parent& self = *this;
  wire::UniqueFd ours;
  wire::UniqueFd theirs;
  const Status started = start();
  const bool made = started && pipe_of(ours, theirs) && set_non_blocking(ours);
  const std::string why = !started ? started.error().message : system_error("pipe").message;
  auto process = std::make_unique<WorkerProcess>(id, loop_, self, events,
                                                 made ? std::move(ours) : wire::UniqueFd());
  workers_.emplace(id, process.get());
  if (!made) {
    report_not_started(id, why);
  } else if (has_namespaces_) {
    spawn_program(id, spec, std::move(theirs));
  } else {
    const auto log = std::make_shared<wire::UniqueFd>(std::move(theirs));
    waiting_for_hello_.push_back([this, id, spec, log] {
      if (workers_.contains(id)) spawn_program(id, spec, std::move(*log));
    });
  }
  return process;
}

void Zygote::spawn_program(std::uint64_t id, const ProgramSpec& spec, wire::UniqueFd log) {
  wire::SpawnMessage message = program_message(id, spec);
  message.log = std::move(log);
  const auto& fork_template = spec.function->program->fork_template;
  const auto found = fork_template ? fork_servers_.find(*fork_template) : fork_servers_.end();
  if (found != fork_servers_.end() && found->second->start(message)) return;
  send(std::move(message));
}

wire::SpawnMessage Zygote::program_message(std::uint64_t id, const ProgramSpec& spec) const {
  const FunctionConfig& function = *spec.function;
  const RuntimeProgram& program = *function.program;
  wire::SpawnMessage message;
  message.worker_id = id;
  message.tmp_dir = tmp_base_ + "/" + std::to_string(id);
  message.tmp_limit_bytes = static_cast<std::uint64_t>(function.ephemeral_storage_mb) * 1024 * 1024;
  const bool own_files = *has_namespaces_;
  const FunctionPlaces places = own_files ? places_of_aws() : places_here(function);
  message.task_root = places.task;
  for (const std::string& argument : program.command) {
    message.command.push_back(places.seen(argument));
  }
  // An interpreter there must stay where it is.
  const bool own_tmp = own_files && !message.command.front().starts_with("/tmp/");
  if (own_files) {
    message.mounts = mount_steps({.task = function.task_root,
                                  .layers = program.layers,
                                  .client = program.client,
                                  .staging = message.tmp_dir,
                                  .tmp_bytes = own_tmp ? message.tmp_limit_bytes : 0});
  }
  message.environment =
      environment_variables(function, options_.variables,
                            {.log_stream = spec.log_stream,
                             .task = places.task,
                             .layers = places.layers,
                             .runtime_dir = places.runtime,
                             .tmp_dir = own_files ? std::string() : message.tmp_dir});
  message.environment.insert(message.environment.end(), spec.variables.begin(),
                             spec.variables.end());
  return message;
}

// --- fork servers ---

void Zygote::prepare(const ForkTemplate& fork_template) {
  if (fork_servers_.contains(fork_template) || failed_templates_.contains(fork_template)) return;
  if (!start()) return;
  wire::SpawnMessage message;
  wire::UniqueFd ours;
  if (!packet_socket(ours, message.requests)) return;
  ForkServer::Client& self = *this;
  auto server = std::make_unique<ForkServer>(loop_, self, std::move(ours));
  message.worker_id = next_id_++;
  message.command = fork_template.command;
  message.environment = {"LANG=C.UTF-8", "PATH=/usr/local/bin:/usr/bin:/bin"};
  message.task_root = "/";
  message.tmp_dir = tmp_base_ + "/" + std::to_string(message.worker_id);
  message.tmp_limit_bytes = 16 << 20;
  wire::UniqueFd log;
  if (!pipe_of(log, message.log) || !set_non_blocking(log)) return;
  WorkerProcess::Parent& parent = *this;
  auto process = std::make_unique<WorkerProcess>(message.worker_id, loop_, parent, server->events(),
                                                 std::move(log));
  workers_.emplace(message.worker_id, process.get());
  server->run_as(std::move(process));
  fork_servers_.emplace(fork_template, std::move(server));
  send(std::move(message));
}

void Zygote::on_forked(std::uint64_t id, int pid) {
  forked_pids_[id] = pid;
  const auto found = workers_.find(id);
  if (found != workers_.end()) {
    found->second->on_started(pid);
  } else {
    kill_worker(id);  // it is not wanted any more
  }
}

void Zygote::on_forked_exit(std::uint64_t id, const WorkerExit& exit) {
  forked_pids_.erase(id);
  const auto found = workers_.find(id);
  if (found != workers_.end()) found->second->on_exited(exit);
}

void Zygote::on_fork_server_end(ForkServer& server, const std::string& last_words) {
  for (auto next = fork_servers_.begin(); next != fork_servers_.end(); ++next) {
    if (next->second.get() != &server) continue;
    // One that never began will not begin next time, either.
    if (!last_words.empty()) {
      failed_templates_.insert(next->first);
      notice("functions start without a fork server: " + last_words);
    }
    const std::shared_ptr<ForkServer> ended(std::move(next->second));
    fork_servers_.erase(next);
    loop_.post([ended] {});  // it is its own callback that brought us here
    return;
  }
}

}  // namespace brume::emulator

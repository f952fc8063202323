#include "emulator/invoke/worker/zygote.h"

#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <utility>

#include "emulator/invoke/worker/pipes.h"

namespace brume::emulator {
namespace {

constexpr int kKilled = SIGKILL;  // the wait status of a process that was killed

}  // namespace

Zygote::Zygote(Loop& loop, LogSink& log, ZygoteOptions options)
    : loop_(loop), log_(log), options_(std::move(options)), process_table_(loop) {}

Zygote::~Zygote() {
  *alive_ = false;
  close();
}

void Zygote::notice(const std::string& text) {
  log_notice(log_, loop_, text, {.function = "brume"});
}

Status Zygote::start() {
  if (process_) return Done{};
  // To write to a worker that has gone is an error to be answered, not this process's end.
  std::signal(SIGPIPE, SIG_IGN);
  wire::UniqueFd theirs;
  if (!packet_socket(control_, theirs)) return system_error("socketpair");
  std::string base = (options_.tmp_parent / "brume-XXXXXX").string();
  if (::mkdtemp(base.data()) == nullptr) return system_error(base.c_str());
  tmp_base_ = base;
  auto started = ChildProcess::start({.argv = {options_.host_program.string(), tmp_base_},
                                      .environment = std::map<std::string, std::string>{},
                                      .descriptors = {{wire::kControlFd, theirs.get()}}});
  if (!started) {
    ::rmdir(tmp_base_.c_str());
    control_.reset();
    return std::move(started).error();
  }
  process_ = std::move(*started);
  control_watch_ = loop_.watch(control_.get(), FdWatch::kReadable,
                               [this](unsigned events) { on_control(events); });
  return Done{};
}

void Zygote::close() {
  control_watch_.reset();
  control_.reset();  // brume-host ends its workers, removes the TMPDIRs and exits
  if (process_) process_->wait();
  process_.reset();
}

// --- launching ---

std::unique_ptr<Worker> Zygote::launch(const WorkerSpec& spec, WorkerListener& listener) {
  const std::uint64_t id = next_id_++;
  ProcessWorker::Descriptors ours;
  const Status started = start();
  Result<wire::SpawnMessage> message =
      started ? spawn_message(id, spec, ours) : Result<wire::SpawnMessage>(started.error());
  WorkerProcess::Parent& self = *this;
  auto worker = std::make_unique<ProcessWorker>(id, loop_, self, listener, std::move(ours));
  workers_.emplace(id, &worker->process());
  if (message) {
    send(std::move(*message));
  } else {
    report_not_started(id, message.error().message);
  }
  return worker;
}

Result<wire::SpawnMessage> Zygote::spawn_message(std::uint64_t id, const WorkerSpec& spec,
                                                 ProcessWorker::Descriptors& ours) {
  wire::SpawnMessage message;
  const bool made = pipe_of(message.requests, ours.requests) &&
                    pipe_of(ours.answers, message.answers) && pipe_of(ours.log, message.log);
  if (!made) return system_error("pipe");
  for (const wire::UniqueFd* end : {&ours.requests, &ours.answers, &ours.log}) {
    if (!set_non_blocking(*end)) return system_error("fcntl");
  }

  const FunctionConfig& function = *spec.function;
  message.worker_id = id;
  message.library = function.library.string();
  message.symbol = function.symbol;
  message.function_name = function.name;
  message.function_version = function.version;
  message.log_group = function.log_group;
  message.log_stream = spec.log_stream;
  message.task_root = function.task_root.string();
  message.tmp_dir = tmp_base_ + "/" + std::to_string(id);
  message.tmp_limit_bytes = static_cast<std::uint64_t>(function.ephemeral_storage_mb) * 1024 * 1024;
  message.memory_mb = static_cast<std::uint32_t>(function.memory_mb);
  message.wait_for_debugger = spec.wait_for_debugger;
  message.environment = environment_variables(function, options_.variables,
                                              {.log_stream = spec.log_stream,
                                               .task = message.task_root,
                                               .layers = kLayersMount,
                                               .tmp_dir = message.tmp_dir});
  return message;
}

void Zygote::report_not_started(std::uint64_t id, std::string why) {
  loop_.post([this, alive = alive_, id, why = std::move(why)] {
    if (!*alive) return;
    const auto found = workers_.find(id);
    if (found != workers_.end()) found->second->on_exited({kKilled, 0, why});
  });
}

void Zygote::kill_worker(std::uint64_t id) {
  const auto forked = forked_pids_.find(id);
  if (forked != forked_pids_.end()) {
    ::kill(-forked->second, SIGKILL);
    ::kill(forked->second, SIGKILL);
  } else if (control_) {
    send(wire::KillMessage{id});
  }
}

void Zygote::forget_worker(std::uint64_t id) {
  workers_.erase(id);
}

// --- the control socket ---

void Zygote::send(wire::EmulatorToZygote message) {
  unsent_.push_back(std::move(message));
  flush();
}

void Zygote::flush() {
  while (!unsent_.empty() && control_) {
    const int error = wire::send_message(control_.get(), unsent_.front());
    if (error == EAGAIN) {
      control_watch_->set_events(FdWatch::kReadable | FdWatch::kWritable);
      return;
    }
    if (error == EMSGSIZE) {
      if (const auto* spawn = std::get_if<wire::SpawnMessage>(&unsent_.front())) {
        report_not_started(spawn->worker_id, "its environment and paths are too long");
      }
    } else if (error != 0) {
      return;  // it has died; on_control sees that too and reports every worker
    }
    unsent_.pop_front();
  }
}

void Zygote::on_control(unsigned events) {
  if ((events & FdWatch::kWritable) != 0) {
    control_watch_->set_events(FdWatch::kReadable);
    flush();
  }
  while (control_) {
    wire::ZygoteToEmulator message;
    switch (wire::receive_message(control_.get(), message)) {
      case wire::Received::kMessage:
        on_message(message);
        break;
      case wire::Received::kNothingYet:
        return;
      default:
        return on_death();
    }
  }
}

void Zygote::on_message(const wire::ZygoteToEmulator& message) {
  if (const auto* hello = std::get_if<wire::HelloMessage>(&message)) {
    on_hello(*hello);
  } else if (const auto* not_run = std::get_if<wire::NotRunMessage>(&message)) {
    const auto found = workers_.find(not_run->worker_id);
    if (found != workers_.end()) found->second->on_not_run(not_run->why);
  } else if (const auto* spawned = std::get_if<wire::SpawnedMessage>(&message)) {
    pids_[spawned->worker_id] = spawned->pid;
    const auto found = workers_.find(spawned->worker_id);
    if (found != workers_.end()) found->second->on_started(spawned->pid);
  } else {
    const auto& exited = std::get<wire::ExitedMessage>(message);
    pids_.erase(exited.worker_id);
    const auto found = workers_.find(exited.worker_id);
    const int status = exited.not_started.empty() ? exited.wait_status : kKilled;
    if (found != workers_.end()) {
      found->second->on_exited({status, exited.max_rss_bytes, exited.not_started});
    }
  }
}

void Zygote::on_hello(const wire::HelloMessage& hello) {
  BRUME_CHECK(hello.wire_version == wire::kWireVersion);
  has_namespaces_ = hello.tmp_limit_missing.empty();
  if (!*has_namespaces_ && !std::exchange(said_tmp_unlimited_, true)) {
    notice(
        "EphemeralStorage is not limited, and /var/task and /opt are only known by variables: this "
        "system does not let brume mount (" +
        hello.tmp_limit_missing + ")");
  }
  for (const auto& launch : std::exchange(waiting_for_hello_, {})) launch();
}

void Zygote::on_death() {
  notice("brume-host has died; it is started again with the next environment");
  control_watch_.reset();
  control_.reset();
  unsent_.clear();
  has_namespaces_.reset();
  waiting_for_hello_.clear();
  // Its workers die with it; what they started may not, but shares their process groups.
  for (const auto& [id, pid] : pids_) ::kill(-pid, SIGKILL);
  pids_.clear();
  process_->wait();
  process_.reset();
  std::error_code ignored;
  std::filesystem::remove_all(tmp_base_, ignored);
  const auto workers = workers_;
  for (const auto& [id, worker] : workers) {
    if (workers_.contains(id)) worker->on_exited({kKilled, 0, {}});
  }
}

}  // namespace brume::emulator

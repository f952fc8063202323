#include "runtime/host/zygote.h"

#include <poll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <filesystem>

#include "runtime/host/process_tree.h"
#include "runtime/host/worker.h"

namespace brume::host {
namespace {

// How long after an exit its orphans are looked for; exits in between share one look.
constexpr int kSweepDelayMs = 10;
// How long workers may take to end by themselves when the emulator has gone.
constexpr int kExitGraceMs = 100;
constexpr int kKillWaitMs = 2000;

std::int64_t now_ms() {
  timespec now{};
  ::clock_gettime(CLOCK_MONOTONIC, &now);
  return std::int64_t{now.tv_sec} * 1000 + now.tv_nsec / 1'000'000;
}

wire::UniqueFd watch_children() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGCHLD);
  ::sigprocmask(SIG_BLOCK, &signals, nullptr);
  return wire::UniqueFd(::signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK));
}

}  // namespace

Zygote::Zygote(wire::UniqueFd control, std::string tmp_base)
    : control_(std::move(control)),
      child_signals_(watch_children()),
      tmp_base_(std::move(tmp_base)) {
  ::prctl(PR_SET_CHILD_SUBREAPER, 1);
}

int Zygote::run() {
  wire::send_message(control_.get(),
                     wire::HelloMessage{wire::kWireVersion, tmp_space_.why_unlimited()});
  bool open = true;
  while (open) {
    pollfd ready[2] = {{control_.get(), POLLIN, 0}, {child_signals_.get(), POLLIN, 0}};
    const int count = ::poll(ready, 2, sweep_due_ ? kSweepDelayMs : -1);
    if (count < 0 && errno != EINTR) break;
    if (count == 0) sweep_due_ = sweep();
    if (ready[1].revents != 0) {
      signalfd_siginfo drained[16];
      while (::read(child_signals_.get(), drained, sizeof drained) > 0) continue;
      reap();
    }
    if (ready[0].revents != 0) open = on_control();
  }
  shut_down();
  return EXIT_SUCCESS;
}

bool Zygote::on_control() {
  wire::EmulatorToZygote message;
  if (wire::receive_message(control_.get(), message) != wire::Received::kMessage) return false;
  if (auto* spawn = std::get_if<wire::SpawnMessage>(&message)) {
    on(std::move(*spawn));
  } else {
    on(std::get<wire::KillMessage>(message));
  }
  return true;
}

void Zygote::on(wire::SpawnMessage spawn) {
  const std::uint64_t id = spawn.worker_id;
  const pid_t self = ::getpid();
  const pid_t pid = ::fork();
  if (pid == 0) run_worker(std::move(spawn), tmp_space_, {self, control_.get()});
  if (pid < 0) {
    const std::string why = std::string("fork: ") + std::strerror(errno);
    wire::send_message(control_.get(), wire::ExitedMessage{id, 0, 0, why});
    return;
  }
  ::setpgid(pid, pid);
  workers_.emplace(pid, Worker{id, std::move(spawn.tmp_dir)});
  pids_.emplace(id, pid);
  wire::send_message(control_.get(), wire::SpawnedMessage{id, pid});
}

void Zygote::on(const wire::KillMessage& kill) {
  const auto found = pids_.find(kill.worker_id);
  if (found == pids_.end()) return;  // it has ended in the meantime
  ::kill(-found->second, SIGKILL);
  ::kill(found->second, SIGKILL);
}

void Zygote::reap() {
  while (true) {
    // Looked at before it is reaped: while the leader is unreaped, its group's number is its own.
    siginfo_t info{};
    if (::waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) != 0 || info.si_pid == 0) return;
    const bool worker = workers_.contains(info.si_pid);
    if (worker) ::kill(-info.si_pid, SIGKILL);
    int status = 0;
    rusage usage{};
    if (::wait4(info.si_pid, &status, 0, &usage) != info.si_pid) return;
    if (worker)
      report_exit(info.si_pid, status, static_cast<std::uint64_t>(usage.ru_maxrss) * 1024);
  }
}

void Zygote::report_exit(pid_t pid, int wait_status, std::uint64_t max_rss_bytes) {
  const auto node = workers_.extract(pid);
  pids_.erase(node.mapped().id);
  wire::send_message(control_.get(),
                     wire::ExitedMessage{node.mapped().id, wait_status, max_rss_bytes, {}});
  tmp_space_.remove(node.mapped().tmp_dir);
  sweep_due_ = true;
}

bool Zygote::sweep() {
  bool found = false;
  for (const pid_t child : children_of(::getpid())) {
    if (workers_.contains(child)) continue;
    ::kill(child, SIGKILL);
    found = true;
  }
  return found;
}

void Zygote::wait_for_children(int timeout_ms) {
  const std::int64_t until = now_ms() + timeout_ms;
  while (!workers_.empty()) {
    const std::int64_t left = until - now_ms();
    if (left <= 0) return;
    pollfd ready{child_signals_.get(), POLLIN, 0};
    ::poll(&ready, 1, static_cast<int>(left));
    signalfd_siginfo drained[16];
    while (::read(child_signals_.get(), drained, sizeof drained) > 0) continue;
    reap();
  }
}

void Zygote::shut_down() {
  // Idle workers have seen their sockets close and end by themselves; the others are killed.
  wait_for_children(kExitGraceMs);
  for (const auto& [pid, worker] : workers_) ::kill(-pid, SIGKILL);
  wait_for_children(kKillWaitMs);
  const std::int64_t until = now_ms() + kKillWaitMs;
  while (sweep() && now_ms() < until) {
    ::poll(nullptr, 0, 1);
    reap();
  }
  std::error_code ignored;
  std::filesystem::remove_all(tmp_base_, ignored);
}

}  // namespace brume::host

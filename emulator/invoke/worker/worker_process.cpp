#include "emulator/invoke/worker/worker_process.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>

namespace brume::emulator {
namespace {

constexpr std::size_t kOutputReadBytes = 64 * 1024;
// Output taken in one turn of the loop: a flooding handler must not hold up the others.
constexpr std::size_t kLogBytesPerTurn = 256 * 1024;

}  // namespace

WorkerProcess::WorkerProcess(std::uint64_t id, Loop& loop, Parent& parent, Events& events,
                             wire::UniqueFd log)
    : id_(id), parent_(parent), events_(events), log_(std::move(log)) {
  if (!log_) return;
  log_watch_ = loop.watch(log_.get(), FdWatch::kReadable, [this](unsigned) { on_log_readable(); });
}

WorkerProcess::~WorkerProcess() {
  if (!exited_) kill();
  parent_.forget_worker(id_);
}

Vitals WorkerProcess::vitals() const {
  if (pid_ == 0 || exited_) return {};
  const ProcessState state = ProcessTable::look_at(pid_);
  return {state.rss_bytes + parent_.process_table().descendants_rss_bytes(pid_), state.traced};
}

void WorkerProcess::on_log_readable() {
  if (!read_log(kLogBytesPerTurn)) log_watch_.reset();
}

void WorkerProcess::drain_output() {
  if (!log_) return;
  int waiting = 0;
  // Exactly what is there now: a thread or child of the handler may go on writing for ever.
  if (::ioctl(log_.get(), FIONREAD, &waiting) != 0 || waiting == 0) return;
  read_log(static_cast<std::size_t>(waiting));
}

bool WorkerProcess::read_log(std::size_t limit) {
  std::array<char, kOutputReadBytes> buffer;
  while (limit > 0) {
    const ssize_t size = ::read(log_.get(), buffer.data(), std::min(limit, buffer.size()));
    if (size < 0 && errno == EINTR) continue;
    if (size < 0 && errno == EAGAIN) return true;
    if (size <= 0) return false;
    limit -= static_cast<std::size_t>(size);
    events_.on_output({buffer.data(), static_cast<std::size_t>(size)});
  }
  return true;
}

void WorkerProcess::on_exited(const WorkerExit& exit) {
  exited_ = true;
  events_.on_process_exit(exit);
}

}  // namespace brume::emulator

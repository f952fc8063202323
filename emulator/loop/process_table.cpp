#include "emulator/loop/process_table.h"

#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string>

namespace brume::emulator {
namespace {

// The start of a small file of /proc, NUL-terminated; false when the process has gone.
bool read_proc(const char* path, char* text, std::size_t size) {
  const int fd = ::open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return false;
  const ssize_t got = ::read(fd, text, size - 1);
  ::close(fd);
  if (got <= 0) return false;
  text[got] = '\0';
  return true;
}

unsigned long long number_after(const char* text, const char* label) {
  const char* const found = std::strstr(text, label);
  return found == nullptr ? 0 : std::strtoull(found + std::strlen(label), nullptr, 10);
}

}  // namespace

ProcessState ProcessTable::look_at(pid_t pid) {
  char path[64];
  char text[4096];
  std::snprintf(path, sizeof path, "/proc/%d/status", pid);
  if (!read_proc(path, text, sizeof text)) return {};
  return {number_after(text, "VmRSS:") * 1024, number_after(text, "TracerPid:") != 0};
}

std::uint64_t ProcessTable::descendants_rss_bytes(pid_t pid) {
  const MonotonicTime now = clock_.monotonic();
  if (!read_once_ || now - read_at_ >= kRefresh) {
    refresh();
    read_once_ = true;
    read_at_ = now;
  }
  std::uint64_t sum = 0;
  std::vector<pid_t> parents{pid};
  while (!parents.empty()) {
    const auto [from, to] = by_parent_.equal_range(parents.back());
    parents.pop_back();
    for (auto it = from; it != to; ++it) {
      sum += it->second.rss_bytes;
      parents.push_back(it->second.pid);
    }
  }
  return sum;
}

void ProcessTable::refresh() {
  by_parent_.clear();
  const auto page = static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
  const std::unique_ptr<DIR, int (*)(DIR*)> processes(::opendir("/proc"), ::closedir);
  if (!processes) return;
  while (const dirent* entry = ::readdir(processes.get())) {
    const int pid = std::atoi(entry->d_name);
    if (pid <= 0) continue;
    char path[64];
    char text[1024];
    std::snprintf(path, sizeof path, "/proc/%d/stat", pid);
    if (!read_proc(path, text, sizeof text)) continue;
    // pid (name) state ppid …; rss is the 24th field. The name may hold anything but its last ')'.
    const char* const after_name = std::strrchr(text, ')');
    int parent = 0;
    long pages = 0;
    if (after_name == nullptr ||
        std::sscanf(after_name + 1,
                    " %*c %d %*d %*d %*d %*d %*u %*u %*u %*u %*u %*u %*u %*d %*d %*d %*d %*d %*d "
                    "%*u %*u %ld",
                    &parent, &pages) != 2) {
      continue;
    }
    by_parent_.emplace(parent, Entry{pid, static_cast<std::uint64_t>(pages) * page});
  }
}

}  // namespace brume::emulator

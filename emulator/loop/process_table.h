// What /proc says of running processes: memory of a process and all below it, and whether a
// debugger is attached. Loop thread.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <unordered_map>
#include <vector>

#include "emulator/base/clock.h"

namespace brume::emulator {

struct ProcessState {
  std::uint64_t rss_bytes = 0;  // of the process itself
  bool traced = false;
};

class ProcessTable {
 public:
  explicit ProcessTable(const Clock& clock) : clock_(clock) {}

  // All zero when the process has gone.
  static ProcessState look_at(pid_t pid);
  // The memory of all descendants. Where the kernel keeps no lists of children, all processes are
  // read, at most once in kRefresh for all callers together.
  std::uint64_t descendants_rss_bytes(pid_t pid);

 private:
  struct Entry {
    pid_t pid;
    std::uint64_t rss_bytes;
  };
  static constexpr Duration kRefresh = std::chrono::milliseconds(50);

  void refresh();

  const Clock& clock_;
  MonotonicTime read_at_{};
  bool read_once_ = false;
  std::unordered_multimap<pid_t, Entry> by_parent_;
};

}  // namespace brume::emulator

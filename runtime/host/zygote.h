// The zygote: stays small and single-threaded, forks a worker on request, reports each exit, and
// lets nothing that a worker started outlive it. Gone with the emulator, however that ends.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <unordered_map>

#include "runtime/host/tmp_space.h"
#include "runtime/wire/control.h"
#include "runtime/wire/fd.h"

namespace brume::host {

class Zygote {
 public:
  // `tmp_base`: the folder of all TMPDIRs; removed at the end.
  Zygote(wire::UniqueFd control, std::string tmp_base);
  // Until the emulator closes the control socket. Returns the exit status.
  int run();

 private:
  struct Worker {
    std::uint64_t id;
    std::string tmp_dir;
  };

  bool on_control();
  void on(wire::SpawnMessage spawn);
  void on(const wire::KillMessage& kill);
  void reap();
  void report_exit(pid_t pid, int wait_status, std::uint64_t max_rss_bytes);
  // Kills children that are no workers: what workers that are gone have left. True if any was.
  bool sweep();
  void shut_down();
  void wait_for_children(int timeout_ms);

  wire::UniqueFd control_;
  wire::UniqueFd child_signals_;
  std::string tmp_base_;
  TmpSpace tmp_space_;
  std::unordered_map<pid_t, Worker> workers_;
  std::unordered_map<std::uint64_t, pid_t> pids_;
  bool sweep_due_ = false;
};

}  // namespace brume::host

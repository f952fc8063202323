// The process of one execution environment, as the emulator sees it: what it prints, the memory it
// takes, its end. How it is spoken to is for who owns this: ProcessWorker, or the Runtime API.
//
// Loop thread. Destroying one that has not exited kills it; nothing is heard of it any more.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "emulator/invoke/worker/worker.h"
#include "emulator/loop/loop.h"
#include "emulator/loop/process_table.h"
#include "runtime/wire/fd.h"

namespace brume::emulator {

class WorkerProcess {
 public:
  // Who started it.
  class Parent {
   public:
    virtual ~Parent() = default;
    virtual void kill_worker(std::uint64_t id) = 0;
    virtual void forget_worker(std::uint64_t id) = 0;
    virtual ProcessTable& process_table() = 0;
  };
  class Events {
   public:
    virtual ~Events() = default;
    virtual void on_output(std::string_view bytes) = 0;
    // Once. What it printed before may still be waiting: drain_output().
    virtual void on_process_exit(const WorkerExit& exit) = 0;
  };

  // `log`: our end of the pipe of its output, non-blocking; none: it could not be made, and the
  // parent reports the end. REQUIRES: parent and events outlive it
  WorkerProcess(std::uint64_t id, Loop& loop, Parent& parent, Events& events, wire::UniqueFd log);
  ~WorkerProcess();
  WorkerProcess(const WorkerProcess&) = delete;
  WorkerProcess& operator=(const WorkerProcess&) = delete;

  // 0: it has not been started yet.
  int pid() const { return pid_; }
  bool exited() const { return exited_; }
  void kill() { parent_.kill_worker(id_); }
  Vitals vitals() const;
  // Hands what is in the pipe now to on_output, inside this call.
  void drain_output();

  // From the parent. on_exited comes last of all, exactly once.
  void on_started(int pid) { pid_ = pid; }
  void on_not_run(std::string why) { not_run_ = std::move(why); }
  // Why its program could not be run; empty: it could.
  const std::string& not_run() const { return not_run_; }
  void on_exited(const WorkerExit& exit);

 private:
  void on_log_readable();
  // Reads at most `limit` bytes of output. False at its end.
  bool read_log(std::size_t limit);

  const std::uint64_t id_;
  Parent& parent_;
  Events& events_;
  int pid_ = 0;
  std::string not_run_;
  bool exited_ = false;
  wire::UniqueFd log_;
  std::unique_ptr<FdWatch> log_watch_;
};

}  // namespace brume::emulator

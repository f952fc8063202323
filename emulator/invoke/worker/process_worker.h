// A Worker that is a process, forked by the zygote: its three pipes, its end.
// Loop thread.
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <string>

#include "emulator/invoke/worker/worker.h"
#include "emulator/loop/loop.h"
#include "emulator/loop/process_table.h"
#include "runtime/wire/fd.h"
#include "runtime/wire/frame.h"

namespace brume::emulator {

class ProcessWorker final : public Worker {
 public:
  // What it needs of the zygote.
  class Parent {
   public:
    virtual ~Parent() = default;
    virtual void kill_worker(std::uint64_t id) = 0;
    virtual void forget_worker(std::uint64_t id) = 0;
    virtual ProcessTable& process_table() = 0;
  };
  struct Descriptors {
    // Our ends, non-blocking: the first is written, the others are read.
    wire::UniqueFd requests, answers, log;
  };

  ProcessWorker(std::uint64_t id, Loop& loop, Parent& parent, WorkerListener& listener,
                Descriptors descriptors);
  ~ProcessWorker() override;

  void invoke(const wire::InvokeMessage& message) override;
  void drain_output() override;
  void kill() override;
  Vitals vitals() override;

  // From the zygote. on_exited comes last of all, exactly once.
  void on_started(int pid) { pid_ = pid; }
  void on_exited(const WorkerExit& exit);

 private:
  void on_answers();
  // Reads what there is; false when the worker has closed its end.
  bool receive();
  bool dispatch(const wire::Frame& frame);
  void flush();
  void on_log_readable();
  // Reads at most `limit` bytes of output. False at its end.
  bool read_log(std::size_t limit);
  void break_off(std::string why);

  const std::uint64_t id_;
  Loop& loop_;
  Parent& parent_;
  WorkerListener& listener_;
  Descriptors fds_;
  int pid_ = 0;
  bool exited_ = false;
  bool broken_ = false;
  wire::FrameAssembler frames_;
  std::string head_;  // of the message being sent; kept, so that the next needs no memory
  std::string unsent_;
  std::size_t sent_ = 0;                     // of it
  std::unique_ptr<FdWatch> requests_watch_;  // while something is unsent
  std::unique_ptr<FdWatch> answers_watch_;
  std::unique_ptr<FdWatch> log_watch_;
};

}  // namespace brume::emulator

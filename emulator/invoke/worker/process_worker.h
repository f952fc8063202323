// A Worker that is forked by the zygote and loads a library: two pipes of frames, one each way.
// Loop thread.
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <string>

#include "emulator/invoke/worker/worker_process.h"
#include "emulator/loop/loop.h"
#include "runtime/wire/fd.h"
#include "runtime/wire/frame.h"

namespace brume::emulator {

class ProcessWorker final : public Worker, private WorkerProcess::Events {
 public:
  struct Descriptors {
    // Our ends, non-blocking: the first is written, the others are read.
    wire::UniqueFd requests, answers, log;
  };

  ProcessWorker(std::uint64_t id, Loop& loop, WorkerProcess::Parent& parent,
                WorkerListener& listener, Descriptors descriptors);

  void invoke(const wire::InvokeMessage& message) override;
  void drain_output() override { process_.drain_output(); }
  void kill() override { process_.kill(); }
  Vitals vitals() override { return process_.vitals(); }
  WorkerProcess& process() { return process_; }

 private:
  void on_output(std::string_view bytes) override { listener_.on_output(bytes); }
  void on_process_exit(const WorkerExit& exit) override;
  void on_answers();
  // Reads what there is; false when the worker has closed its end.
  bool receive();
  bool dispatch(const wire::Frame& frame);
  void flush();
  void break_off(std::string why);

  Loop& loop_;
  WorkerListener& listener_;
  Descriptors fds_;
  WorkerProcess process_;
  bool broken_ = false;
  wire::FrameAssembler frames_;
  std::string head_;  // of the message being sent; kept, so that the next needs no memory
  std::string unsent_;
  std::size_t sent_ = 0;                     // of it
  std::unique_ptr<FdWatch> requests_watch_;  // while something is unsent
  std::unique_ptr<FdWatch> answers_watch_;
};

}  // namespace brume::emulator

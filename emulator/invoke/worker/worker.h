// The seam between deciding and doing: a Worker is the process of one execution environment, a
// WorkerLauncher starts them. Real: Zygote and ProcessWorker for
// libraries, runtime_api/ for programs. Fake: the simulation's.
//
// Loop thread. A listener gets what happened later, never from inside the calls below.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/invoke/worker/function_config.h"
#include "runtime/wire/messages.h"

namespace brume::emulator {

struct WorkerSpec {
  const FunctionConfig* function;  // outlives the worker
  std::string log_stream;
  bool wait_for_debugger = false;
};

// What a look at a running worker shows; its children are counted in.
struct Vitals {
  std::uint64_t rss_bytes = 0;
  bool debugged = false;
};

struct WorkerExit {
  int wait_status = 0;  // as waitpid() says it
  std::uint64_t max_rss_bytes = 0;
  std::string not_started = {};  // why there never was a process, else empty
};

// An error that a function or its initialisation reported.
struct FunctionError : wire::ErrorMessage {
  // AWS's error object as the function's runtime made it; empty: it is made of the message.
  std::string payload = {};
};

class WorkerListener {
 public:
  virtual ~WorkerListener() = default;
  virtual void on_loaded(int pid) = 0;  // only with wait_for_debugger
  virtual void on_ready() = 0;
  virtual void on_init_failed(FunctionError error) = 0;
  virtual void on_reply(const wire::ReplyMessage& reply) = 0;
  virtual void on_failure(FunctionError error) = 0;
  virtual void on_stream(wire::FrameKind kind, const wire::StreamMessage& message) = 0;
  virtual void on_crash(wire::CrashMessage crash) = 0;
  virtual void on_output(std::string_view bytes) = 0;
  // One event of the log, whole: it may have several lines.
  virtual void on_log_event(std::string_view text) = 0;
  // It was resting(), and takes an invocation again.
  virtual void on_rested() = 0;
  // It closed its pipe, or sent an invalid message. `why` is for the log.
  virtual void on_broken(std::string why) = 0;
  // Last of all, exactly once; all it printed has gone through on_output.
  virtual void on_exit(const WorkerExit& exit) = 0;
};

// Destroying a worker that has not exited kills it; its listener is not called any more.
class Worker {
 public:
  virtual ~Worker() = default;
  // May be called before on_ready: it waits in the pipe.
  virtual void invoke(const wire::InvokeMessage& message) = 0;
  // Hands what the worker has printed so far to on_output; the one call that calls back.
  virtual void drain_output() = 0;
  // The whole process group; on_exit follows.
  virtual void kill() = 0;
  virtual Vitals vitals() = 0;
  // It has answered, and is still at work for that invocation: it must not be given another yet.
  virtual bool resting() const { return false; }
};

class WorkerLauncher {
 public:
  virtual ~WorkerLauncher() = default;
  // Failure to start is reported by on_exit.
  virtual std::unique_ptr<Worker> launch(const WorkerSpec& spec, WorkerListener& listener) = 0;
};

}  // namespace brume::emulator

// One invocation from START to REPORT. Reply, exit and deadline race; settle() takes the first,
// finish() runs once and is the only way out.
//
// Loop thread. Lives until it has finished; every callback keeps it alive while it runs.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "emulator/base/callback.h"
#include "emulator/base/result.h"
#include "emulator/invoke/event.h"
#include "emulator/invoke/execution_environment.h"
#include "emulator/invoke/function_pool.h"
#include "emulator/invoke/log_format.h"
#include "emulator/invoke/outcome.h"
#include "emulator/invoke/services.h"

namespace brume::emulator {

class Invocation;

// Frees the function's place when an invocation is over, before its caller is answered.
class InvocationOwner {
 public:
  virtual void on_finished(Invocation& invocation, const Reply& reply) = 0;

 protected:
  ~InvocationOwner() = default;
};

class Invocation final : public EnvironmentUser, public std::enable_shared_from_this<Invocation> {
  struct Started {};  // start() alone makes one

 public:
  using OnDone = Callback<void(Result<Reply>)>;

  // REQUIRES: admitted; the event's request id and trace header are set; the owner outlives it, and
  // calls watch() every kFirstLook / 2.
  static std::shared_ptr<Invocation> start(FunctionPool& pool, const InvokeServices& services,
                                           InvocationOwner& owner, Event event, OnDone done);
  Invocation(Started, FunctionPool& pool, const InvokeServices& services, InvocationOwner& owner,
             Event event, OnDone done);
  FunctionPool& pool() const { return pool_; }
  // Begins to look at its environment now and then, if it has been running for some time.
  void watch();
  // Ends it now, as if its environment had been killed.
  void abort(const std::string& why);
  // Answers without waiting for the environment's end or for descriptions. REQUIRES: aborted
  void finish_now();
  std::size_t place = 0;  // the owner's: among those that run

 private:
  enum class Phase { kInit, kInitRetry, kRunning, kSettled, kFinished };

  void begin();
  void send_event(Duration timeout);
  void run(MonotonicTime now);

  void on_loaded(int pid) override;
  void on_ready() override;
  void on_init_failed(FunctionError error) override;
  void on_reply(const wire::ReplyMessage& reply) override;
  void on_failure(FunctionError error) override;
  void on_stream(wire::FrameKind kind, const wire::StreamMessage& message) override;
  void on_crash(wire::CrashMessage crash) override;
  void on_line(std::string_view line) override;
  void on_broken(std::string why) override;
  void on_exit(const WorkerExit& exit) override;

  // Looks at the deadline and at the worker, and comes back when the next of them is due.
  void look();
  void look_at_worker(MonotonicTime now);
  // Notes the peak; true, and the invocation settled, when it is above MemorySize.
  bool over_memory(std::uint64_t rss_bytes);
  std::uint64_t memory_limit_bytes() const;
  void arm_look();
  bool may_time_out() const;
  void on_deadline();

  // Initialisation failed: the first time it is tried again within the invocation.
  void init_failed(std::string_view status, const Outcome& outcome);
  void retry_init();
  void gathered(std::string_view data);

  enum class Keep { kEnvironment, kNothing };
  void settle(Outcome outcome, Keep keep);
  void describe(std::vector<wire::StackFrame> frames,
                void (Invocation::*then)(std::vector<std::string>));
  void on_error_described(std::vector<std::string> stack);
  void on_crash_described(std::vector<std::string> stack);
  void finish_when_quiet();
  void finish();
  Reply make_reply(WallTime at);

  bool is_of_this(std::string_view request_id);
  void log(LogRecord::Kind kind, WallTime at, std::string_view text);
  // One notice a line of `text`.
  void notice(std::string_view text);
  void log_platform(WallTime at, const TextBuffer& line);
  void log_end(WallTime at);

  FunctionPool& pool_;
  const InvokeServices& services_;
  const FunctionConfig& function_;
  const PlatformLog platform_;
  InvocationOwner& owner_;
  Event event_;
  OnDone done_;
  PendingWork::Token pending_work_;  // until the caller has been told
  Environment* environment_ = nullptr;

  Phase phase_ = Phase::kInit;
  bool cold_ = false;
  MonotonicTime phase_start_{};  // of initialising, then of running
  MonotonicTime run_start_{};
  MonotonicTime deadline_{};
  MonotonicTime last_look_{};
  bool debugged_ = false;  // a debugger was attached at the last look
  Timer look_timer_;
  std::optional<Duration> init_duration_;
  std::uint64_t max_rss_bytes_ = 0;
  bool output_waits_ = true;  // unless the environment knows that none does

  std::optional<Outcome> outcome_;
  Keep keep_ = Keep::kEnvironment;
  Duration duration_{0};
  bool awaiting_exit_ = false;
  int awaiting_descriptions_ = 0;
  int inits_failed_ = 0;
  Timer exit_grace_;
  FunctionError error_;               // what the function reported, until it is described
  std::vector<std::string> notices_;  // said before END
  std::string gathered_;              // a streamed answer without a StreamSink
  bool streaming_ = false;
  std::string log_tail_;
};

}  // namespace brume::emulator

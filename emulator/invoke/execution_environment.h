// An execution environment: one worker process and what it has printed. Serves one user (an
// Invocation) at a time; between users its output goes straight to the log.
//
// Loop thread. Owned by its FunctionPool.
#pragma once

#include <memory>
#include <string>

#include "emulator/invoke/line_splitter.h"
#include "emulator/invoke/services.h"
#include "emulator/invoke/worker/worker.h"

namespace brume::emulator {

class Environment;

// The events of an environment, for the Invocation it runs. As WorkerListener, but in lines.
class EnvironmentUser {
 public:
  virtual ~EnvironmentUser() = default;
  virtual void on_loaded(int pid) = 0;
  virtual void on_ready() = 0;
  virtual void on_init_failed(FunctionError error) = 0;
  virtual void on_reply(const wire::ReplyMessage& reply) = 0;
  virtual void on_failure(FunctionError error) = 0;
  virtual void on_stream(wire::FrameKind kind, const wire::StreamMessage& message) = 0;
  virtual void on_crash(wire::CrashMessage crash) = 0;
  virtual void on_line(std::string_view line) = 0;
  virtual void on_broken(std::string why) = 0;
  virtual void on_exit(const WorkerExit& exit) = 0;
};

// Who hands an environment out; told what it does while nobody uses it.
class EnvironmentOwner {
 public:
  virtual void on_ended(Environment& environment) = 0;
  // It was resting(), and can be handed out again.
  virtual void on_rested(Environment& environment) = 0;

 protected:
  ~EnvironmentOwner() = default;
};

class Environment final : public WorkerListener {
 public:
  Environment(const FunctionConfig& function, const InvokeServices& services,
              bool wait_for_debugger, EnvironmentOwner& owner);

  // REQUIRES: no user
  void attach(EnvironmentUser& user);
  void detach() { user_ = nullptr; }

  void invoke(const wire::InvokeMessage& message) { worker_->invoke(message); }
  void kill() { worker_->kill(); }
  // Nobody will use it again, or hear of its end: ends it if it still runs.
  void abandon();
  Vitals vitals() { return worker_->vitals(); }
  // Everything printed so far becomes lines of the user's, a last unfinished line too. `waits`:
  // some of it may not have been read yet.
  void drain_output(bool waits = true);

  bool ready() const { return ready_; }  // has initialised
  // Has answered its last user, and cannot take another yet.
  bool resting() const { return worker_->resting(); }
  bool exited() const { return exited_; }
  MonotonicTime idle_since() const { return idle_since_; }
  void set_idle_since(MonotonicTime at) { idle_since_ = at; }

 private:
  void on_loaded(int pid) override;
  void on_ready() override;
  void on_init_failed(FunctionError error) override;
  void on_reply(const wire::ReplyMessage& reply) override;
  void on_failure(FunctionError error) override;
  void on_stream(wire::FrameKind kind, const wire::StreamMessage& message) override;
  void on_crash(wire::CrashMessage crash) override;
  void on_output(std::string_view bytes) override;
  void on_log_event(std::string_view text) override;
  void on_rested() override;
  void on_broken(std::string why) override;
  void on_exit(const WorkerExit& exit) override;

  void on_line(std::string_view line);
  // The worker sent something without a request, or hung up: it must not get the next invocation.
  void on_unasked(const std::string& what);

  const FunctionConfig& function_;
  const InvokeServices& services_;
  EnvironmentOwner& owner_;
  EnvironmentUser* user_ = nullptr;
  LineSplitter lines_;
  bool ready_ = false;
  bool abandoned_ = false;
  bool exited_ = false;
  MonotonicTime idle_since_{};
  std::unique_ptr<Worker> worker_;  // last: its end must find the rest in place
};

}  // namespace brume::emulator

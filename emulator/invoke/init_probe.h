// Tries whether a function's environment initialises, without a call: starts one, and ends it.
//
// Loop thread. Destroying it ends the trial unheard.
#pragma once

#include <memory>
#include <string>

#include "emulator/base/callback.h"
#include "emulator/base/result.h"
#include "emulator/invoke/services.h"
#include "emulator/invoke/worker/worker.h"

namespace brume::emulator {

class Trial final : public WorkerListener {
 public:
  // `done` runs once, never inside this call: success, or why it does not initialise within
  // kInitTimeout. It may destroy the trial. REQUIRES: `services` outlives it
  Trial(FunctionConfig function, const InvokeServices& services, Callback<void(Status)> done);

 private:
  void on_loaded(int) override {}
  void on_ready() override { end(Done{}); }
  void on_init_failed(FunctionError error) override;
  void on_reply(const wire::ReplyMessage&) override {}
  void on_failure(FunctionError) override {}
  void on_stream(wire::FrameKind, const wire::StreamMessage&) override {}
  void on_crash(wire::CrashMessage crash) override;
  void on_output(std::string_view) override {}  // of an environment that serves nobody
  void on_log_event(std::string_view) override {}
  void on_rested() override {}
  void on_broken(std::string why) override { why_ = std::move(why); }
  void on_exit(const WorkerExit& exit) override;
  // Tells from the loop's next turn: the worker must not be destroyed inside its own call.
  void end(Status status);

  const FunctionConfig function_;
  const InvokeServices& services_;
  Callback<void(Status)> done_;
  std::string why_;
  bool ended_ = false;
  Timer timeout_;
  Timer telling_;
  std::unique_ptr<Worker> worker_;
};

}  // namespace brume::emulator

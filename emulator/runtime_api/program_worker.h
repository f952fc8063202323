// A Worker whose process speaks Lambda's Runtime API: a listener of its own on 127.0.0.1, what it
// asks there, and what it prints.
//
// Loop thread.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "emulator/http/server.h"
#include "emulator/invoke/worker/program_launcher.h"
#include "emulator/runtime_api/log_frames.h"
#include "emulator/runtime_api/session.h"

namespace brume::emulator::runtime_api {

class ProgramWorker final : public Worker, private WorkerProcess::Events {
 public:
  ProgramWorker(Loop& loop, WorkerListener& listener);

  // Once. Failure is reported by the listener's on_exit.
  void start(ProgramLauncher& launcher, const WorkerSpec& spec);

  void invoke(const wire::InvokeMessage& message) override { session_.invoke(message); }
  void drain_output() override;
  void kill() override;
  Vitals vitals() override { return process_ ? process_->vitals() : Vitals{}; }
  bool resting() const override { return session_.resting(); }

 private:
  void on_output(std::string_view bytes) override;
  void on_process_exit(const WorkerExit& exit) override;
  void fail_to_start(std::string why);
  LogFrames::Sink sink();

  Loop& loop_;
  WorkerListener& listener_;
  Session session_;
  http::Server server_;
  LogFrames log_;
  std::unique_ptr<WorkerProcess> process_;
  Timer not_started_;
};

class ProgramWorkers final : public WorkerLauncher {
 public:
  ProgramWorkers(Loop& loop, ProgramLauncher& launcher) : loop_(loop), launcher_(launcher) {}
  // REQUIRES: the function has a program
  std::unique_ptr<Worker> launch(const WorkerSpec& spec, WorkerListener& listener) override;

 private:
  Loop& loop_;
  ProgramLauncher& launcher_;
};

}  // namespace brume::emulator::runtime_api

#include "emulator/runtime_api/program_worker.h"

#include <csignal>
#include <utility>

namespace brume::emulator::runtime_api {
namespace {

// The program may take as long as its invocation may: the invocation's deadline is what ends it.
constexpr Duration kNoLimit = std::chrono::hours(24);

http::Limits limits() {
  http::Limits limits;
  // Lambda-Runtime-Function-XRay-Error-Cause may be 1 MiB.
  limits.head_bytes = std::size_t{2} << 20;
  limits.header_timeout = limits.idle_timeout = limits.body_timeout = limits.write_timeout =
      kNoLimit;
  return limits;
}

}  // namespace

ProgramWorker::ProgramWorker(Loop& loop, WorkerListener& listener)
    : loop_(loop),
      listener_(listener),
      session_(loop, loop, listener),
      server_(loop, loop, loop, limits()) {
  session_.measure_with([this] { return process_->vitals().rss_bytes; });
}

void ProgramWorker::start(ProgramLauncher& launcher, const WorkerSpec& spec) {
  auto port = server_.listen({}, [this](std::shared_ptr<http::Exchange> exchange) {
    session_.handle(std::move(exchange));
  });
  if (!port) return fail_to_start(port.error().message);
  WorkerProcess::Events& self = *this;
  process_ = launcher.launch_program(
      {.function = spec.function,
       .log_stream = spec.log_stream,
       .variables = {"AWS_LAMBDA_RUNTIME_API=127.0.0.1:" + std::to_string(*port),
                     "_LAMBDA_TELEMETRY_LOG_FD=3"}},
      self);
}

void ProgramWorker::fail_to_start(std::string why) {
  not_started_ = loop_.start(Duration{0}, [this, why = std::move(why)] {
    listener_.on_exit({SIGKILL, 0, why});
  });
}

void ProgramWorker::kill() {
  if (process_) process_->kill();
}

LogFrames::Sink ProgramWorker::sink() {
  return {[this](std::string_view bytes) { listener_.on_output(bytes); },
          [this](std::string_view text) { listener_.on_log_event(text); }};
}

void ProgramWorker::drain_output() {
  if (process_) process_->drain_output();
}

void ProgramWorker::on_output(std::string_view bytes) {
  log_.feed(bytes, sink());
}

void ProgramWorker::on_process_exit(const WorkerExit& exit) {
  process_->drain_output();
  log_.flush(sink());
  session_.close();
  if (!process_->not_run().empty()) {
    FunctionError error;
    error.type = "Runtime.InvalidEntrypoint";
    error.message = process_->not_run();
    if (!session_.request_id().empty()) {
      error.message =
          "RequestId: " + std::string(session_.request_id()) + " Error: " + error.message;
    }
    listener_.on_init_failed(std::move(error));
  }
  listener_.on_exit(exit);
}

std::unique_ptr<Worker> ProgramWorkers::launch(const WorkerSpec& spec, WorkerListener& listener) {
  auto worker = std::make_unique<ProgramWorker>(loop_, listener);
  worker->start(launcher_, spec);
  return worker;
}

}  // namespace brume::emulator::runtime_api

#include "emulator/invoke/init_probe.h"

#include "emulator/invoke/limits.h"
#include "emulator/invoke/log_format.h"
#include "emulator/invoke/outcome.h"

namespace brume::emulator {
namespace {

Error failed(std::string why) {
  return {Error::Code::kInvalidArgument, std::move(why)};
}

}  // namespace

Trial::Trial(FunctionConfig function, const InvokeServices& services, Callback<void(Status)> done)
    : function_(std::move(function)), services_(services), done_(std::move(done)) {
  const WorkerSpec spec{
      &function_, log_stream_name(services.clock.wall(), function_.version, services.ids.hex(32))};
  timeout_ = services.timers.start(
      kInitTimeout, [this] { end(failed("it did not initialise within 10 seconds")); });
  worker_ = services.launcher.launch(spec, *this);
}

void Trial::on_init_failed(FunctionError error) {
  end(failed(error.type + ": " + error.message));
}

void Trial::on_crash(wire::CrashMessage crash) {
  why_ = describe_crash(crash.signal, crash.fault_address);
}

void Trial::on_exit(const WorkerExit& exit) {
  if (!exit.not_started.empty()) why_ = exit.not_started;
  if (why_.empty()) why_ = "it ended while initialising: " + describe_exit(exit.wait_status);
  end(failed(why_));
}

void Trial::end(Status status) {
  if (ended_) return;
  ended_ = true;
  auto told = std::make_shared<Status>(std::move(status));
  telling_ = services_.timers.start(Duration{0}, [this, told] {
    timeout_.reset();
    worker_.reset();
    const Timer fired = std::move(telling_);
    auto done = std::move(done_);
    done(std::move(*told));
  });
}

}  // namespace brume::emulator

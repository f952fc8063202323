#include <csignal>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "emulator/app/function_runtime.h"
#include "emulator/app/terminal.h"
#include "emulator/cli/command.h"
#include "emulator/cli/expected_answer.h"
#include "emulator/cli/invoke_run.h"
#include "emulator/cli/latency.h"

namespace brume::emulator::cli {
namespace {

// Keeps `concurrency` calls running until `repeat` are done.
class Repetition {
 public:
  Repetition(InvokeRequest request, app::FunctionRuntime& hosting)
      : request_(std::move(request)),
        runtime_(hosting),
        bar_(stderr, "invoking " + request_.function.name,
             static_cast<std::size_t>(request_.repeat)) {}

  LatencySummary run() {
    const MonotonicTime from = runtime_.loop().monotonic();
    for (int i = 0; i < request_.concurrency && started_ < request_.repeat; ++i) {
      ++started_;
      start_one();
    }
    if (done_ < started_) runtime_.loop().run();
    bar_.finish();
    summary_.elapsed = runtime_.loop().monotonic() - from;
    return std::move(summary_);
  }

  void interrupt() {
    request_.repeat = started_;
    runtime_.invoker().shut_down();
  }

 private:
  void start_one() {
    const MonotonicTime from = runtime_.loop().monotonic();
    runtime_.invoker().invoke(
        request_.function.name, request_.event,
        [this, from](Result<Reply> r) { on_done(runtime_.loop().monotonic() - from, r); });
  }

  void on_done(Duration took, const Result<Reply>& result) {
    ++done_;
    bar_.update(static_cast<std::size_t>(done_));
    if (const std::string why = why_failed(result); !why.empty()) {
      ++summary_.failed[why];
    } else if (result.value().init_duration) {
      summary_.cold.push_back(took);
    } else {
      summary_.warm.push_back(took);
    }
    // From the loop's next turn: a call that is refused at once must not nest without end.
    if (started_ < request_.repeat) {
      ++started_;  // now, or the calls that end before it starts would start more
      runtime_.loop().post([this] { start_one(); });
    }
    if (done_ == request_.repeat) runtime_.loop().stop();
  }

  // AWS's error type, or empty.
  std::string why_failed(const Result<Reply>& result) const {
    if (!result)
      return result.error().reason.empty() ? result.error().message : result.error().reason;
    const Reply& reply = result.value();
    if (reply.function_error()) {
      const auto error = nlohmann::json::parse(reply.payload, nullptr, false);
      return error.is_object() ? error.value("errorType", "Unhandled") : "Unhandled";
    }
    if (!request_.expected) return {};
    const auto found = differences(*request_.expected, reply.payload);
    return found && found.value().empty() ? "" : "an answer that was not expected";
  }

  InvokeRequest request_;
  app::FunctionRuntime& runtime_;
  app::ProgressBar bar_;
  LatencySummary summary_;
  int started_ = 0;
  int done_ = 0;
};

}  // namespace

int invoke_repeatedly(InvokeRequest request, LogSink& log) {
  const bool json = request.json;
  app::FunctionRuntime hosting(log);
  if (const Status started = hosting.start(); !started) {
    std::fprintf(stderr, "brume: %s\n", started.error().message.c_str());
    return kExitFailed;
  }
  if (!hosting.invoker().add_function(request.function)) return kExitFailed;
  Repetition repetition(std::move(request), hosting);
  bool interrupted = false;
  const auto on_interrupt = hosting.loop().watch_signal(SIGINT, [&] {
    interrupted = true;
    repetition.interrupt();
  });
  const LatencySummary summary = repetition.run();
  std::fputs((json ? summary.json() + "\n" : summary.text()).c_str(), stdout);
  if (interrupted) return 128 + SIGINT;
  return summary.failed.empty() ? kExitOk : kExitFailed;
}

}  // namespace brume::emulator::cli

#include <csignal>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "emulator/app/function_runtime.h"
#include "emulator/app/log_text.h"
#include "emulator/cli/command.h"
#include "emulator/cli/expected_answer.h"
#include "emulator/cli/invoke_run.h"
#include "emulator/history/history.h"
#include "emulator/history/recorder.h"
#include "emulator/store/worker_store.h"
#include "emulator/text/json_text.h"

namespace brume::emulator::cli {
namespace {

constexpr int kExitInterrupted = 128 + SIGINT;

void write_out(std::string_view text) {
  std::fwrite(text.data(), 1, text.size(), stdout);
}

// Prints a streamed answer as it arrives.
class PrintingStream final : public StreamSink {
 public:
  void on_begin(std::string_view) override {}
  void on_chunk(std::string_view data) override {
    write_out(data);
    std::fflush(stdout);
    if (!data.empty()) ends_line_ = data.back() == '\n';
  }
  bool ends_line() const { return ends_line_; }

 private:
  bool ends_line_ = true;
};

// The whole log of a call, for --json: as a person would have read it.
class KeptLog final : public LogSink {
 public:
  void write(const LogRecord& record) override { lines_.add(text_, record, {}); }
  const std::string& text() const { return text_; }

 private:
  app::LogText lines_{app::LogFormat::kAws, app::Terminal{}};
  std::string text_;
};

std::string call_ms(Duration duration) {
  char text[32];
  std::snprintf(text, sizeof text, "%.2f", static_cast<double>(duration.count()) / 1000.0);
  return text;
}

// Says on standard error what of the expectation the answer does not meet.
bool meets(const std::optional<std::string>& expected, const Reply& reply) {
  if (!expected) return true;
  const auto found = differences(*expected, reply.payload);
  if (found && found.value().empty()) return true;
  const std::string text = found ? found.value() : found.error().message + "\n";
  std::fprintf(stderr, "brume: the answer is not what was expected\n%s", text.c_str());
  return false;
}

}  // namespace

int print_reply(const InvokeRequest& request, const Reply& reply, bool stream_ends_line) {
  if (request.json) {
    write_out(envelope(reply) + "\n");
  } else if (!reply.streamed) {
    write_out(reply.payload + "\n");
  } else {
    if (!stream_ends_line) write_out("\n");
    if (reply.function_error()) write_out(reply.payload + "\n");
  }
  if (request.print_tail && !request.json) std::fputs(reply.log_tail.c_str(), stderr);
  const bool good = meets(request.expected, reply) && !reply.function_error();
  return good ? kExitOk : kExitFailed;
}

std::string envelope(const Reply& reply) {
  const bool json_payload = nlohmann::json::accept(reply.payload);
  JsonObject object;
  object.number("status", 200).text("requestId", reply.request_id);
  object.raw("functionError", reply.function_error() ? "\"Unhandled\"" : "null");
  if (json_payload) {
    object.raw("payload", reply.payload);
  } else {
    object.text("payload", reply.payload);
  }
  object.text("logs", reply.log_tail).raw("durationMs", call_ms(reply.duration));
  object.number("billedMs", reply.billed_ms);
  object.raw("initMs", reply.init_duration ? call_ms(*reply.init_duration) : "null");
  object.number("maxMemoryMb", reply.max_memory_mb);
  return object.finish();
}

namespace {

// With the version that is to run, and the name it is called by.
Status host(Invoker& invoker, const InvokeRequest& request) {
  FunctionConfig latest = request.function;
  latest.version = kLatest;
  Status hosted = invoker.add_function(std::move(latest));
  const std::string& version = request.function.version;
  const std::string& qualifier = request.event.qualifier;
  if (hosted && version != kLatest) hosted = invoker.put_version(request.function);
  if (hosted && !qualifier.empty() && qualifier != version && qualifier != kLatest) {
    hosted = invoker.set_alias(request.function.name, {.name = qualifier, .version = version});
  }
  return hosted;
}

// Keeps the call in the history, once there is one to keep.
class CallRecorder {
 public:
  // kUnavailable or kInvalidArgument: the history cannot be written.
  static Result<std::unique_ptr<CallRecorder>> start(app::FunctionRuntime& hosting,
                                                     const std::filesystem::path& file) {
    auto history = open_history(file);
    if (!history) return std::move(history).error();
    return std::unique_ptr<CallRecorder>(new CallRecorder(hosting, std::move(*history)));
  }
  ~CallRecorder() { runtime_.watch_invocations({}); }
  // Waits until it is kept.
  void finish() {
    while (!recorder_.idle()) runtime_.loop().run_once(true);
  }

 private:
  CallRecorder(app::FunctionRuntime& hosting, Database history)
      : runtime_(hosting),
        store_(hosting.loop(), std::move(history)),
        recorder_(store_, hosting.loop(), {}, [](std::string_view text) {
          std::fprintf(stderr, "brume: %s\n", std::string(text).c_str());
        }) {
    hosting.watch_invocations(
        [this](const FunctionConfig& function) { return recorder_.watch(function); });
  }

  app::FunctionRuntime& runtime_;
  WorkerStore store_;
  Recorder recorder_;
};

OneCall failed(const Error& error) {
  std::fprintf(stderr, "brume: %s%s%s\n", error.message.c_str(), error.reason.empty() ? "" : " ",
               error.reason.c_str());
  return {.exit_code = kExitFailed};
}

}  // namespace

OneCall call_once(InvokeRequest request, LogSink& log) {
  Debugger debugger(request.debugger);
  std::optional<Result<Reply>> result;
  bool interrupted = false;
  {
    app::FunctionRuntime hosting(log, request.virtual_start);
    if (!request.endpoint_url.empty()) hosting.set_endpoint_url(request.endpoint_url);
    std::unique_ptr<CallRecorder> recorder;
    if (!request.history_file.empty()) {
      auto started = CallRecorder::start(hosting, request.history_file);
      if (!started) return failed(started.error());
      recorder = std::move(*started);
    }
    if (const Status started = hosting.start(); !started) return failed(started.error());
    if (const Status hosted = host(hosting.invoker(), request); !hosted) {
      return failed(hosted.error());
    }
    const std::string& qualifier = request.event.qualifier;
    const std::string name = request.function.name + (qualifier.empty() ? "" : ":" + qualifier);
    request.event.wait_for_debugger = request.debugger.wanted();
    hosting.on_debuggable([&](const FunctionConfig& function, int pid) {
      const Status attached = debugger.attach(pid, function.symbol);
      if (attached) return;
      std::fprintf(stderr, "brume: %s\n", attached.error().message.c_str());
      hosting.invoker().shut_down();
    });
    // A Ctrl-C is the debugger's while there is one.
    const auto on_interrupt = hosting.loop().watch_signal(SIGINT, [&] {
      if (request.debugger.wanted()) return;
      interrupted = true;
      hosting.invoker().shut_down();
    });
    hosting.invoker().invoke(name, std::move(request.event), [&](Result<Reply> reply) {
      result.emplace(std::move(reply));
      hosting.loop().stop();
    });
    if (!result) hosting.loop().run();
    if (recorder) recorder->finish();
  }
  debugger.wait();
  if (interrupted) return {.exit_code = kExitInterrupted};
  if (!result->ok()) return failed(result->error());
  return {.reply = std::move(result->value())};
}

int invoke_once(InvokeRequest request, LogSink& log, const std::filesystem::path& asked) {
  const auto stream = std::make_shared<PrintingStream>();
  if (!request.json && !request.expected) request.event.stream = stream;
  KeptLog kept;
  LogSink& into = request.json ? static_cast<LogSink&>(kept) : log;
  std::optional<OneCall> call;
  if (!asked.empty()) call = call_running(request, into, asked);
  if (!call) call = call_once(request, into);
  if (!call->reply) return call->exit_code;
  if (request.json) call->reply->log_tail = kept.text();
  return print_reply(request, *call->reply, stream->ends_line());
}

}  // namespace brume::emulator::cli

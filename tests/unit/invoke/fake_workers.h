// The twins of processes for tests and simulation: a FakeProcess does what the test says, when it
// says so, behind the real Invoker and on virtual time.
//
// Single-threaded. A FakeProcess outlives the Worker that the emulator held: what is said to a
// worker nobody listens to any more goes nowhere, as with real ones.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/base/virtual_time.h"
#include "emulator/invoke/invoker.h"

namespace brume::emulator::testing {

class FakeProcess {
 public:
  struct Invoke {
    std::string request_id, trace_id, client_context, function_arn, payload;
    Duration timeout;
    Duration at;           // virtual time since the start
    std::int64_t wall_us;  // what it was told
  };

  FakeProcess(VirtualTime& time, WorkerListener& listener, const WorkerSpec& spec)
      : function(spec.function->name),
        log_stream(spec.log_stream),
        wait_for_debugger(spec.wait_for_debugger),
        time_(time),
        listener_(&listener) {}

  // Somebody still hears it, and it has not ended.
  bool alive() const { return listener_ != nullptr && !exited_; }
  bool exited() const { return exited_; }

  // --- what it does; without an id, in answer to the invocation it was given last ---
  void loaded(int pid);
  void ready();
  void init_failed(std::string type, std::string message);
  void reply(std::string_view payload, std::uint64_t max_rss_bytes = 0);
  void reply_to(std::string_view request_id, std::string_view payload,
                std::uint64_t max_rss_bytes = 0);
  void fail(FunctionError error);
  void fail(std::string type, std::string message);
  void stream(wire::FrameKind kind, std::string_view data, std::uint64_t max_rss_bytes = 0);
  void crash(int signal, std::vector<wire::StackFrame> frames = {});
  void print(std::string_view bytes);
  // Printed, but not read by the emulator until it drains the output.
  void print_unread(std::string_view bytes) { unread_ += bytes; }
  void close_socket(std::string why = "the environment closed its socket");
  void exit_with(int status) { exit({(status & 0xFF) << 8, 0, {}}); }
  void die_of(int signal, std::uint64_t max_rss_bytes = 0) { exit({signal, max_rss_bytes, {}}); }
  void exit(const WorkerExit& exit);

  const std::string function, log_stream;
  const bool wait_for_debugger;
  std::vector<Invoke> invokes;  // what it was given
  int kills = 0;                // how often it was killed
  Vitals vitals;                // what a look at it shows
  std::function<void(FakeProcess&)> on_invoke, on_kill, on_drain;

 private:
  friend class FakeWorker;
  std::string_view current() const;

  VirtualTime& time_;
  WorkerListener* listener_;
  bool exited_ = false;
  std::string unread_;
};

class FakeLauncher final : public WorkerLauncher {
 public:
  explicit FakeLauncher(VirtualTime& time) : time_(time) {}
  std::unique_ptr<Worker> launch(const WorkerSpec& spec, WorkerListener& listener) override;

  // Killed processes end after so long; nullopt: the end is never reported.
  std::optional<Duration> kill_takes = std::chrono::milliseconds(1);
  std::function<void(FakeProcess&)> on_launch;
  // REQUIRES: so many have been launched. Counts from 0.
  FakeProcess& process(std::size_t index) { return *processes.at(index); }
  FakeProcess& last() { return *processes.back(); }

  std::vector<std::shared_ptr<FakeProcess>> processes;

 private:
  VirtualTime& time_;
  std::vector<Timer> deaths_;
};

// Describes "module+0x10" after `takes`.
class FakeSymbolizer final : public Symbolizer {
 public:
  explicit FakeSymbolizer(VirtualTime& time) : time_(time) {}
  void describe(std::vector<wire::StackFrame> frames,
                Callback<void(std::vector<std::string>)> done) override;

  Duration takes = std::chrono::milliseconds(2);

 private:
  VirtualTime& time_;
  std::vector<Timer> timers_;
};

class MemoryLog final : public LogSink {
 public:
  struct Line {
    LogRecord::Kind kind;
    std::string function, request_id, text;
  };
  void write(const LogRecord& record) override;
  // How many lines contain `text`.
  int count(std::string_view text) const;
  bool contains(std::string_view text) const { return count(text) > 0; }
  // Every line, one beneath the other.
  std::string all() const;

  bool keep = true;
  std::vector<Line> lines;
  std::vector<std::string> calls;  // their summaries
};

// One call through the door, and what came back.
struct Call {
  int answers = 0;
  std::optional<Result<Reply>> result;
  Duration answered_at{0};  // virtual time since the start

  bool answered() const { return answers > 0; }
  // REQUIRES: answered once, with a reply
  const Reply& reply() const;
  // REQUIRES: answered once, with an error
  const Error& error() const;
};

// An Invoker on fakes. `invoker` may be reset by the test.
struct FakeHosting {
  explicit FakeHosting(int account_concurrency = kAccountConcurrency);

  // A function named `name`: 3 s, 128 MB; `change` may say otherwise.
  void add(const std::string& name, const std::function<void(FunctionConfig&)>& change = {});
  std::shared_ptr<Call> call(const std::string& function, Event event);
  std::shared_ptr<Call> call(const std::string& function) { return call(function, Event{"{}"}); }
  // Calls, lets the new environment get ready, answers: one warm environment is left.
  void warm_up(const std::string& function);
  Duration now() const { return time.monotonic().time_since_epoch(); }

  VirtualTime time;
  SequentialIds ids;
  MemoryLog log;
  FakeLauncher launcher;
  FakeSymbolizer symbolizer;
  InvokeServices services;
  std::unique_ptr<Invoker> invoker;
};

}  // namespace brume::emulator::testing

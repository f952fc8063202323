#include "tests/unit/invoke/fake_workers.h"

#include <csignal>

namespace brume::emulator::testing {

using namespace std::chrono_literals;

// What the emulator holds of a FakeProcess.
class FakeWorker final : public Worker {
 public:
  explicit FakeWorker(std::shared_ptr<FakeProcess> process) : process_(std::move(process)) {}
  ~FakeWorker() override {
    if (!process_->exited_) kill();
    process_->listener_ = nullptr;
  }

  void invoke(const wire::InvokeMessage& m) override {
    if (process_->exited_) return;
    process_->invokes.push_back({std::string(m.request_id), std::string(m.trace_id),
                                 std::string(m.client_context), std::string(m.function_arn),
                                 std::string(m.payload), Duration(m.timeout_us),
                                 process_->time_.monotonic().time_since_epoch(), m.wall_us});
    if (process_->on_invoke) process_->on_invoke(*process_);
  }
  void drain_output() override {
    if (process_->on_drain) process_->on_drain(*process_);
    const std::string bytes = std::exchange(process_->unread_, {});
    if (!bytes.empty()) process_->listener_->on_output(bytes);
  }
  void kill() override {
    ++process_->kills;
    if (process_->on_kill) process_->on_kill(*process_);
  }
  Vitals vitals() override { return process_->exited_ ? Vitals{} : process_->vitals; }

 private:
  std::shared_ptr<FakeProcess> process_;
};

std::string_view FakeProcess::current() const {
  BRUME_CHECK(!invokes.empty());
  return invokes.back().request_id;
}

void FakeProcess::loaded(int pid) {
  if (alive()) listener_->on_loaded(pid);
}

void FakeProcess::ready() {
  if (alive()) listener_->on_ready();
}

void FakeProcess::init_failed(std::string type, std::string message) {
  FunctionError error;
  error.type = std::move(type);
  error.message = std::move(message);
  if (alive()) listener_->on_init_failed(std::move(error));
}

void FakeProcess::reply(std::string_view payload, std::uint64_t max_rss_bytes) {
  reply_to(std::string(current()), payload, max_rss_bytes);
}

void FakeProcess::reply_to(std::string_view request_id, std::string_view payload,
                           std::uint64_t max_rss_bytes) {
  if (alive()) listener_->on_reply({request_id, max_rss_bytes, !unread_.empty(), payload});
}

void FakeProcess::fail(FunctionError error) {
  if (error.request_id.empty()) error.request_id = current();
  if (alive()) listener_->on_failure(std::move(error));
}

void FakeProcess::fail(std::string type, std::string message) {
  FunctionError error;
  error.type = std::move(type);
  error.message = std::move(message);
  fail(std::move(error));
}

void FakeProcess::stream(wire::FrameKind kind, std::string_view data, std::uint64_t max_rss_bytes) {
  const std::string request_id(current());
  if (alive()) listener_->on_stream(kind, {request_id, max_rss_bytes, data});
}

void FakeProcess::crash(int signal, std::vector<wire::StackFrame> frames) {
  if (alive()) listener_->on_crash({signal, 0x10, std::move(frames)});
}

void FakeProcess::print(std::string_view bytes) {
  if (alive()) listener_->on_output(bytes);
}

void FakeProcess::close_socket(std::string why) {
  if (alive()) listener_->on_broken(std::move(why));
}

void FakeProcess::exit(const WorkerExit& exit) {
  if (exited_) return;
  // As a real one: all it printed goes first.
  const std::string bytes = std::exchange(unread_, {});
  if (listener_ != nullptr && !bytes.empty()) listener_->on_output(bytes);
  exited_ = true;
  if (listener_ != nullptr) listener_->on_exit(exit);
}

std::unique_ptr<Worker> FakeLauncher::launch(const WorkerSpec& spec, WorkerListener& listener) {
  auto process = std::make_shared<FakeProcess>(time_, listener, spec);
  process->on_kill = [this](FakeProcess& killed) {
    if (!kill_takes || killed.kills > 1) return;
    deaths_.push_back(time_.start(*kill_takes, [&killed] { killed.die_of(SIGKILL); }));
  };
  processes.push_back(process);
  if (on_launch) on_launch(*process);
  return std::make_unique<FakeWorker>(std::move(process));
}

void FakeSymbolizer::describe(std::vector<wire::StackFrame> frames,
                              Callback<void(std::vector<std::string>)> done) {
  std::vector<std::string> lines;
  for (const wire::StackFrame& frame : frames) lines.push_back(frame.module + "!" + frame.symbol);
  struct Answer {
    std::vector<std::string> lines;
    Callback<void(std::vector<std::string>)> done;
  };
  auto answer = std::make_shared<Answer>(Answer{std::move(lines), std::move(done)});
  timers_.push_back(time_.start(takes, [answer] { answer->done(std::move(answer->lines)); }));
}

void MemoryLog::write(const LogRecord& record) {
  if (!keep) return;
  if (record.kind == LogRecord::Kind::kCall) return calls.emplace_back(record.text), void();
  lines.push_back({record.kind, std::string(record.function), std::string(record.request_id),
                   std::string(record.text)});
}

int MemoryLog::count(std::string_view text) const {
  int found = 0;
  for (const Line& line : lines) found += line.text.find(text) != std::string::npos ? 1 : 0;
  return found;
}

std::string MemoryLog::all() const {
  std::string text;
  for (const Line& line : lines) text += line.text + "\n";
  return text;
}

const Reply& Call::reply() const {
  BRUME_CHECK(answers == 1 && result->ok());
  return result->value();
}

const Error& Call::error() const {
  BRUME_CHECK(answers == 1 && !result->ok());
  return result->error();
}

FakeHosting::FakeHosting(int account_concurrency)
    : time(std::chrono::sys_days(std::chrono::year(2026) / 11 / 21)),
      launcher(time),
      symbolizer(time),
      services{time, time, ids, log, launcher, symbolizer},
      invoker(std::make_unique<Invoker>(services, account_concurrency)) {
  // So that nothing can mistake an unset instant for one long ago.
  time.advance(1h);
}

void FakeHosting::add(const std::string& name, const std::function<void(FunctionConfig&)>& change) {
  FunctionConfig function;
  function.name = name;
  function.arn = "arn:aws:lambda:us-east-1:123456789012:function:" + name;
  function.log_group = "/aws/lambda/" + name;
  if (change) change(function);
  BRUME_CHECK(invoker->add_function(std::move(function)).ok());
}

std::shared_ptr<Call> FakeHosting::call(const std::string& function, Event event) {
  auto call = std::make_shared<Call>();
  invoker->invoke(function, std::move(event), [this, call](Result<Reply> result) {
    ++call->answers;
    call->result.emplace(std::move(result));
    call->answered_at = now();
  });
  return call;
}

void FakeHosting::warm_up(const std::string& function) {
  const auto first = call(function);
  launcher.last().ready();
  launcher.last().reply("null");
  BRUME_CHECK(first->reply().end == Reply::End::kSuccess);
}

}  // namespace brume::emulator::testing

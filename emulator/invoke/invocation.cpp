#include "emulator/invoke/invocation.h"

#include <algorithm>
#include <cmath>

#include "emulator/invoke/call_summary.h"
#include "emulator/invoke/limits.h"
#include "runtime/wire/limits.h"

namespace brume::emulator {
namespace {

constexpr std::uint64_t kMegabyte = 1024 * 1024;

std::string_view status_word(Reply::End end) {
  switch (end) {
    case Reply::End::kSuccess:
      return "success";
    case Reply::End::kTimeout:
      return "timeout";
    case Reply::End::kFunctionError:
      return "success";  // the function answered: with an error
    default:
      return "error";
  }
}

std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> lines;
  const auto add = [&](std::string_view line) { lines.emplace_back(line); };
  LineSplitter splitter;
  splitter.feed(text, add);
  splitter.flush(add);
  return lines;
}

// How soon a worker with so much room left must be looked at again.
Duration look_interval(std::uint64_t limit_bytes, std::uint64_t used_bytes) {
  const double room = static_cast<double>(limit_bytes) - static_cast<double>(used_bytes);
  const Duration fastest(
      static_cast<Duration::rep>(std::max(room, 0.0) / kMaxAllocationBytesPerUs));
  return std::clamp(fastest, kLookAtLeast, kLookAtMost);
}

}  // namespace

std::shared_ptr<Invocation> Invocation::start(FunctionPool& pool, const InvokeServices& services,
                                              InvocationOwner& owner, Event event, OnDone done) {
  auto invocation = std::make_shared<Invocation>(Started(), pool, services, owner, std::move(event),
                                                 std::move(done));
  invocation->begin();
  return invocation;
}

Invocation::Invocation(Started, FunctionPool& pool, const InvokeServices& services,
                       InvocationOwner& owner, Event event, OnDone done)
    : pool_(pool),
      services_(services),
      function_(pool.function()),
      platform_(pool.function()),
      owner_(owner),
      event_(std::move(event)),
      done_(std::move(done)) {
  if (services.pending_work != nullptr) pending_work_ = services.pending_work->begin();
}

void Invocation::begin() {
  environment_ = event_.wait_for_debugger ? &pool_.acquire_new(true) : &pool_.acquire();
  environment_->attach(*this);
  phase_start_ = last_look_ = services_.clock.monotonic();
  cold_ = !environment_->ready();
  if (cold_) {
    deadline_ = phase_start_ + kInitTimeout;
  } else {
    run(phase_start_);
  }
  send_event(function_.timeout);
  // Most calls of a warm environment end before a timer of their own would pay.
  if (cold_ || function_.timeout < kFirstLook) arm_look();
}

void Invocation::send_event(Duration timeout) {
  wire::InvokeMessage message;
  message.request_id = event_.request_id;
  message.trace_id = event_.trace_header;
  message.client_context = event_.client_context;
  message.cognito_identity = event_.cognito_identity;
  // Source: Lambda's context objects: the ARN that was used to invoke, with its qualifier.
  std::string qualified_arn;
  if (!event_.qualifier.empty()) qualified_arn = function_.arn + ":" + event_.qualifier;
  message.function_arn = qualified_arn.empty() ? function_.arn : qualified_arn;
  message.timeout_us = timeout.count();
  if (services_.clock_stands_still) {
    message.wall_us = services_.clock.wall().time_since_epoch().count();
  }
  message.alone = event_.alone;
  message.payload = event_.payload;
  environment_->invoke(message);
}

void Invocation::run(MonotonicTime now) {
  phase_ = Phase::kRunning;
  run_start_ = now;
  deadline_ = run_start_ + function_.timeout;
  const WallTime at = services_.clock.wall();
  if (event_.watch) event_.watch->on_run(at);
  TextBuffer line;
  if (platform_.start(line, at, event_.request_id)) log_platform(at, line);
}

// --- what the environment says ---

void Invocation::on_loaded(int pid) {
  if (services_.on_debuggable) services_.on_debuggable(function_, pid);
}

void Invocation::on_ready() {
  const auto keep = shared_from_this();
  const MonotonicTime now = services_.clock.monotonic();
  if (phase_ == Phase::kInit) {
    init_duration_ = now - phase_start_;
    run(now);
    arm_look();
  } else if (phase_ == Phase::kInitRetry) {
    phase_ = Phase::kRunning;
    send_event(std::max(deadline_ - now, Duration{0}));
  }
}

void Invocation::on_init_failed(FunctionError error) {
  const auto keep = shared_from_this();
  max_rss_bytes_ = std::max(max_rss_bytes_, error.max_rss_bytes);
  if (phase_ != Phase::kInit && phase_ != Phase::kInitRetry) return;
  Outcome outcome = reported_outcome(error);
  // Who makes AWS's error object has logged the error, too.
  if (error.payload.empty()) notice("cannot initialise: " + error.type + ": " + error.message);
  outcome.end = Reply::End::kInitError;
  init_failed("error", outcome);
}

void Invocation::on_reply(const wire::ReplyMessage& reply) {
  const auto keep = shared_from_this();
  if (!is_of_this(reply.request_id) || phase_ != Phase::kRunning) return;
  output_waits_ = reply.output_waits;
  // A peak too short for a look to see it still counts.
  if (!debugged_ && over_memory(reply.max_rss_bytes)) return;
  settle({Reply::End::kSuccess, {}, std::string(reply.payload)}, Keep::kEnvironment);
}

void Invocation::on_failure(FunctionError error) {
  const auto keep = shared_from_this();
  if (!is_of_this(error.request_id) || phase_ != Phase::kRunning) return;
  if (!debugged_ && over_memory(error.max_rss_bytes)) return;
  error_ = std::move(error);
  settle(reported_outcome(error_), Keep::kEnvironment);
}

void Invocation::on_stream(wire::FrameKind kind, const wire::StreamMessage& message) {
  const auto keep = shared_from_this();
  if (!is_of_this(message.request_id) || phase_ != Phase::kRunning) return;
  switch (kind) {
    case wire::FrameKind::kStreamBegin:
      streaming_ = true;
      if (event_.stream) event_.stream->on_begin(message.data);
      return;
    case wire::FrameKind::kStreamChunk:
      if (event_.stream) {
        if (event_.watch) event_.watch->on_piece(message.data);
        return event_.stream->on_chunk(message.data);
      }
      return gathered(message.data);
    default:
      if (!debugged_ && over_memory(message.max_rss_bytes)) return;
      settle({Reply::End::kSuccess, {}, std::move(gathered_)}, Keep::kEnvironment);
  }
}

void Invocation::gathered(std::string_view data) {
  if (gathered_.size() + data.size() <= wire::kMaxPayloadBytes) {
    gathered_ += data;
    return;
  }
  Outcome outcome =
      function_error_outcome("Function.ResponseSizeTooLarge",
                             "Response payload size exceeded maximum allowed payload size (" +
                                 std::to_string(wire::kMaxPayloadBytes) + " bytes).",
                             {});
  settle(std::move(outcome), Keep::kNothing);
}

void Invocation::on_crash(wire::CrashMessage crash) {
  const auto keep = shared_from_this();
  notice(describe_crash(crash.signal, crash.fault_address));
  describe(std::move(crash.frames), &Invocation::on_crash_described);
}

void Invocation::on_line(std::string_view line) {
  log(LogRecord::Kind::kFunction, services_.clock.wall(), line);
}

void Invocation::on_broken(std::string why) {
  const auto keep = shared_from_this();
  if (phase_ == Phase::kSettled || phase_ == Phase::kFinished || awaiting_exit_) return;
  // A process that is ending has closed its pipes too: the exit, if it comes, says more.
  awaiting_exit_ = true;
  exit_grace_ = services_.timers.start(kExitGrace, [self = shared_from_this(), why] {
    self->awaiting_exit_ = false;
    self->notice(why);
    const Outcome outcome = broken_outcome(self->event_.request_id);
    if (self->phase_ == Phase::kInit || self->phase_ == Phase::kInitRetry) {
      self->init_failed("error", outcome);
    } else {
      self->settle(outcome, Keep::kNothing);
    }
    self->finish_when_quiet();
  });
}

void Invocation::on_exit(const WorkerExit& exit) {
  const auto keep = shared_from_this();
  max_rss_bytes_ = std::min(std::max(max_rss_bytes_, exit.max_rss_bytes), memory_limit_bytes());
  awaiting_exit_ = false;
  exit_grace_.reset();
  if (!exit.not_started.empty()) notice("no environment could be started: " + exit.not_started);
  switch (phase_) {
    case Phase::kInit:
    case Phase::kInitRetry:
      return init_failed("error", exit_outcome(event_.request_id, exit.wait_status));
    case Phase::kRunning:
      return settle(exit_outcome(event_.request_id, exit.wait_status), Keep::kNothing);
    default:
      keep_ = Keep::kNothing;
      return finish_when_quiet();
  }
}

bool Invocation::is_of_this(std::string_view request_id) {
  if (request_id == event_.request_id) return true;
  on_broken("the environment answered another invocation than the one it was given");
  return false;
}

// --- time and memory ---

bool Invocation::may_time_out() const {
  return !debugged_ && !(event_.wait_for_debugger && phase_ == Phase::kInit);
}

void Invocation::watch() {
  const MonotonicTime now = services_.clock.monotonic();
  if (phase_ != Phase::kRunning || look_timer_ || now - run_start_ < kFirstLook / 2) return;
  const Duration left = std::max(run_start_ + kFirstLook - now, Duration{0});
  look_timer_ = services_.timers.start(left, [this] { look(); });
}

void Invocation::arm_look() {
  const Duration first =
      max_rss_bytes_ == 0 ? kFirstLook : look_interval(memory_limit_bytes(), max_rss_bytes_);
  const Duration to_deadline = std::max(deadline_ - services_.clock.monotonic(), Duration{0});
  look_timer_ = services_.timers.start(may_time_out() ? std::min(first, to_deadline) : first,
                                       [this] { look(); });
}

void Invocation::look() {
  const auto keep = shared_from_this();
  const Timer fired = std::move(look_timer_);
  const MonotonicTime now = services_.clock.monotonic();
  look_at_worker(now);
  last_look_ = now;
  if (look_timer_ || phase_ == Phase::kSettled || phase_ == Phase::kFinished) return;
  if (may_time_out() && now >= deadline_) return on_deadline();
  arm_look();
}

void Invocation::look_at_worker(MonotonicTime now) {
  const Vitals vitals = environment_->vitals();
  // The clock stands still while a person looks at the function in a debugger; who has let go of
  // it since the last look did so some time after that look.
  if (debugged_) deadline_ += now - last_look_;
  if (!debugged_ && vitals.debugged && now >= deadline_) deadline_ = now + kLookAtMost;
  debugged_ = vitals.debugged;
  if (!debugged_) over_memory(vitals.rss_bytes);
}

std::uint64_t Invocation::memory_limit_bytes() const {
  return static_cast<std::uint64_t>(function_.memory_mb) * kMegabyte;
}

bool Invocation::over_memory(std::uint64_t rss_bytes) {
  const std::uint64_t limit = memory_limit_bytes();
  max_rss_bytes_ = std::min(std::max(max_rss_bytes_, rss_bytes), limit);
  if (rss_bytes <= limit) return false;
  notice("killed: it used " + std::to_string(rss_bytes / kMegabyte) + " MB of the " +
         std::to_string(function_.memory_mb) + " MB that MemorySize allows");
  const Outcome outcome = out_of_memory_outcome(event_.request_id);
  if (phase_ == Phase::kInit || phase_ == Phase::kInitRetry) {
    init_failed("error", outcome);
  } else {
    settle(outcome, Keep::kNothing);
  }
  return true;
}

void Invocation::on_deadline() {
  if (phase_ == Phase::kInit) {
    environment_->drain_output();
    return init_failed("timeout", timeout_outcome(event_.request_id, kInitTimeout));
  }
  settle(timeout_outcome(event_.request_id, function_.timeout), Keep::kNothing);
}

// --- initialisation that fails ---

void Invocation::init_failed(std::string_view status, const Outcome& outcome) {
  environment_->drain_output();
  const bool first = phase_ == Phase::kInit;
  InitReport report;
  report.duration = services_.clock.monotonic() - phase_start_;
  report.phase = first ? "init" : "invoke";
  report.status = status;
  report.error_type =
      status == "timeout" ? std::string_view() : std::string_view(outcome.error_type);
  const WallTime at = services_.clock.wall();
  TextBuffer line;
  if (platform_.init_report(line, at, report)) log_platform(at, line);
  if (first) return retry_init();
  settle(outcome, Keep::kNothing);
}

void Invocation::retry_init() {
  // The second try decides, and is what the log explains.
  ++inits_failed_;
  notices_.clear();
  awaiting_descriptions_ = 0;
  exit_grace_.reset();
  awaiting_exit_ = false;
  environment_->detach();
  pool_.discard(*environment_);
  run(services_.clock.monotonic());  // what is tried again counts as the invocation's own time
  phase_ = Phase::kInitRetry;
  phase_start_ = last_look_ = run_start_;
  environment_ = &pool_.acquire_new(event_.wait_for_debugger);
  environment_->attach(*this);
  arm_look();
}

// --- the end ---

void Invocation::settle(Outcome outcome, Keep keep) {
  if (phase_ == Phase::kSettled || phase_ == Phase::kFinished) return;
  phase_ = Phase::kSettled;
  if (awaiting_exit_) keep = Keep::kNothing;  // it broke before it answered
  look_timer_.reset();
  duration_ = services_.clock.monotonic() - run_start_;
  keep_ = keep;
  outcome_ = std::move(outcome);
  if (keep == Keep::kEnvironment) {
    if (outcome_->end == Reply::End::kFunctionError && error_.payload.empty()) {
      describe(std::move(error_.frames), &Invocation::on_error_described);
    }
  } else if (!environment_->exited()) {
    environment_->kill();
    awaiting_exit_ = true;
    exit_grace_ = services_.timers.start(kExitGrace, [self = shared_from_this()] {
      self->awaiting_exit_ = false;
      self->finish_when_quiet();
    });
  }
  finish_when_quiet();
}

void Invocation::describe(std::vector<wire::StackFrame> frames,
                          void (Invocation::*then)(std::vector<std::string>)) {
  if (frames.empty()) return (this->*then)({});
  ++awaiting_descriptions_;
  services_.symbolizer.describe(std::move(frames),
                                [self = shared_from_this(), then, of = inits_failed_](auto lines) {
                                  if (self->phase_ == Phase::kFinished || of != self->inits_failed_)
                                    return;
                                  --self->awaiting_descriptions_;
                                  ((*self).*then)(std::move(lines));
                                  self->finish_when_quiet();
                                });
}

void Invocation::on_error_described(std::vector<std::string> stack) {
  if (stack.empty()) stack = lines_of(error_.stack);
  notice(error_.type + ": " + error_.message);
  for (const std::string& line : stack) notice("    at " + line);
  outcome_ = function_error_outcome(error_.type, error_.message, stack);
}

void Invocation::on_crash_described(std::vector<std::string> stack) {
  for (const std::string& line : stack) notice("    at " + line);
}

void Invocation::finish_when_quiet() {
  if (phase_ == Phase::kSettled && !awaiting_exit_ && awaiting_descriptions_ == 0) finish();
}

void Invocation::finish() {
  phase_ = Phase::kFinished;
  exit_grace_.reset();
  environment_->drain_output(output_waits_);
  const WallTime at = services_.clock.wall();
  log_end(at);
  const bool keep_environment = keep_ == Keep::kEnvironment && !environment_->exited();
  Reply reply = make_reply(at);
  environment_->detach();
  if (keep_environment) {
    pool_.give_back(*environment_);
  } else {
    pool_.discard(*environment_);
  }
  environment_ = nullptr;
  if (event_.watch) event_.watch->on_end(function_, event_, reply);
  owner_.on_finished(*this, reply);
  done_(std::move(reply));
  pending_work_.reset();
}

void Invocation::log_end(WallTime at) {
  if (outcome_->end == Reply::End::kTimeout) {
    TextBuffer line;
    if (platform_.timed_out(line, at, event_.request_id)) log_platform(at, line);
  }
  if (!outcome_->exit_words.empty()) {
    log(LogRecord::Kind::kPlatform, at, outcome_->exit_words);
    log(LogRecord::Kind::kPlatform, at, outcome_->error_type);
  }
  for (const std::string& line : notices_) log(LogRecord::Kind::kNotice, at, line);
  TextBuffer line;
  if (platform_.end(line, event_.request_id)) log_platform(at, line);
}

Reply Invocation::make_reply(WallTime at) {
  Reply reply;
  reply.end = outcome_->end;
  reply.request_id = event_.request_id;
  reply.payload = std::move(outcome_->payload);
  reply.streamed = streaming_ && event_.stream != nullptr;
  reply.executed_version = function_.version;
  reply.duration = duration_;
  reply.init_duration = init_duration_;
  reply.billed_ms = static_cast<long>(std::ceil(static_cast<double>(duration_.count()) / 1000.0));
  reply.max_memory_mb = static_cast<int>((max_rss_bytes_ + kMegabyte - 1) / kMegabyte);
  Report report;
  report.request_id = event_.request_id;
  report.duration = reply.duration;
  report.billed_ms = reply.billed_ms;
  report.memory_mb = function_.memory_mb;
  report.max_memory_mb = reply.max_memory_mb;
  report.init_duration = reply.init_duration;
  report.status = status_word(reply.end);
  if (report.status == "error") report.error_type = outcome_->error_type;
  TextBuffer line;
  if (platform_.report(line, at, report)) log_platform(at, line);
  // No record and no log tail has this one. Notices explain more than how the process ended.
  log_call(services_.log, at,
           {function_, event_, reply, notices_.empty() ? outcome_->exit_words : ""});
  if (log_tail_.size() > kLogTailBytes) log_tail_.erase(0, log_tail_.size() - kLogTailBytes);
  reply.log_tail = std::move(log_tail_);
  return reply;
}

void Invocation::finish_now() {
  const auto keep = shared_from_this();
  if (phase_ == Phase::kSettled) finish();
}

void Invocation::abort(const std::string& why) {
  const auto keep = shared_from_this();
  if (phase_ == Phase::kInit)
    run(services_.clock.monotonic());  // so that it has a START, and a duration of nothing
  notice(why);
  settle(broken_outcome(event_.request_id), Keep::kNothing);
}

// --- logs ---

void Invocation::notice(std::string_view text) {
  for (std::string& line : lines_of(text)) notices_.push_back(std::move(line));
}

void Invocation::log(LogRecord::Kind kind, WallTime at, std::string_view text) {
  services_.log.write({kind, at, function_.name, event_.request_id, text});
  if (event_.watch) event_.watch->on_log(kind, text);
  if (!event_.log_tail || kind == LogRecord::Kind::kNotice) return;
  log_tail_ += text;
  log_tail_ += '\n';
  if (log_tail_.size() > 2 * kLogTailBytes) log_tail_.erase(0, log_tail_.size() - kLogTailBytes);
}

void Invocation::log_platform(WallTime at, const TextBuffer& line) {
  log(LogRecord::Kind::kPlatform, at, line.view());
}

}  // namespace brume::emulator

#include "runtime/host/serve.h"

#include <cxxabi.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <iostream>
#include <string_view>

#include "runtime/host/stack_trace.h"
#include "runtime/wire/messages.h"

namespace brume::host {
namespace {

using wire::FrameKind;

constexpr std::size_t kReadBytes = 64 * 1024;
constexpr std::size_t kPipeBytes = 64 * 1024;  // Linux, pipe(7)
constexpr int kLargePipeBytes = 1 << 20;

std::int64_t now_us(clockid_t clock) {
  timespec now{};
  ::clock_gettime(clock, &now);
  return std::int64_t{now.tv_sec} * 1'000'000 + now.tv_nsec / 1000;
}

std::uint64_t max_rss_bytes() {
  rusage usage{};
  // The peak is the process's in either case; a thread's times are read without the scheduler's
  // lock.
  ::getrusage(RUSAGE_THREAD, &usage);
  return static_cast<std::uint64_t>(usage.ru_maxrss) * 1024;
}

std::string_view view(brume_bytes bytes) {
  return {bytes.data, bytes.size};
}
brume_bytes bytes(std::string_view text) {
  return {text.data(), text.size()};
}

// Whether the emulator has something of the log still to read. A call that printed nothing spares
// it the question.
bool output_waits(int log) {
  int waiting = 0;
  return ::ioctl(log, FIONREAD, &waiting) != 0 || waiting != 0;
}

// Everything the handler has printed must be in the pipe before the frame that ends its invocation.
void flush_output() {
  std::fflush(nullptr);
  std::cout.flush();
  std::clog.flush();
}

// True when both pieces went out whole.
bool send_all(int answers, std::string_view head, std::string_view body = {}) {
  // It may refuse: then the answer takes more turns.
  if (head.size() + body.size() > kPipeBytes) ::fcntl(answers, F_SETPIPE_SZ, kLargePipeBytes);
  while (!head.empty() || !body.empty()) {
    const iovec parts[2] = {{const_cast<char*>(head.data()), head.size()},
                            {const_cast<char*>(body.data()), body.size()}};
    const ssize_t sent = ::writev(answers, parts, 2);
    if (sent < 0 && errno == EINTR) continue;
    if (sent < 0) return false;
    const auto count = static_cast<std::size_t>(sent);
    const std::size_t of_head = std::min(count, head.size());
    head.remove_prefix(of_head);
    body.remove_prefix(count - of_head);
  }
  return true;
}

// _X_AMZN_TRACE_ID, which changes with each call: setenv() would keep every value for ever.
class TraceVariable {
 public:
  void set(std::string_view trace_id) {
    entry_ = "_X_AMZN_TRACE_ID=";
    entry_ += trace_id;
    ::putenv(entry_.data());
  }

 private:
  std::string entry_;
};

// One invocation as the ABI's functions see it.
class Call {
 public:
  Call(const Channels& channels, const wire::InvokeMessage& message)
      : answers_(channels.answers),
        log_(channels.log),
        request_id_(message.request_id),
        deadline_us_(now_us(CLOCK_MONOTONIC) + message.timeout_us) {}

  std::int64_t remaining_ms() const {
    return std::max<std::int64_t>(0, (deadline_us_ - now_us(CLOCK_MONOTONIC)) / 1000);
  }

  int reply(std::string_view answer) {
    if (ended_ || streaming_) return -1;
    if (answer.size() > wire::kMaxPayloadBytes) {
      fail("Function.ResponseSizeTooLarge",
           "Response payload size exceeded maximum allowed payload size (" +
               std::to_string(wire::kMaxPayloadBytes) + " bytes).",
           {});
      return -1;
    }
    answer_ = answer;
    ended_ = true;
    return 0;
  }

  int fail(std::string_view type, std::string_view message, std::string_view stack) {
    if (ended_) return -1;
    error_.type = type;
    error_.message = message;
    error_.stack = stack;
    if (stack.empty()) error_.frames = to_frames(last_throw());
    failed_ = ended_ = true;
    return 0;
  }

  int stream_begin(std::string_view content_type) {
    if (ended_ || streaming_) return -1;
    streaming_ = true;
    flush_output();
    return send_stream(FrameKind::kStreamBegin, content_type) ? 0 : -1;
  }

  int stream_write(std::string_view chunk) {
    if (ended_ || !streaming_) return -1;
    streamed_bytes_ += chunk.size();
    if (streamed_bytes_ > wire::kMaxStreamedBytes) {
      fail("Function.ResponseSizeTooLarge",
           "Response payload size exceeded maximum allowed payload size (" +
               std::to_string(wire::kMaxStreamedBytes) + " bytes).",
           {});
      return -1;
    }
    for (; !chunk.empty();
         chunk.remove_prefix(std::min(chunk.size(), wire::kMaxStreamChunkBytes))) {
      if (!send_stream(FrameKind::kStreamChunk, chunk.substr(0, wire::kMaxStreamChunkBytes)))
        return -1;
    }
    return 0;
  }

  // After the handler has returned: tells the emulator how it ended. False when it is gone.
  bool finish() {
    if (!ended_ && !streaming_) {
      fail("Runtime.NoResponse", "the handler returned without calling reply() or fail()", {});
    }
    flush_output();
    std::string head;
    if (failed_) {
      error_.request_id = request_id_;
      error_.max_rss_bytes = max_rss_bytes();
      error_.append(head, FrameKind::kFailure);
      return send_all(answers_, head);
    }
    if (streaming_) return send_stream(FrameKind::kStreamEnd, {});
    const wire::ReplyMessage message{request_id_, max_rss_bytes(), output_waits(log_), answer_};
    message.append_head(head);
    return send_all(answers_, head, answer_);
  }

 private:
  bool send_stream(FrameKind kind, std::string_view data) {
    std::string frame;
    const std::uint64_t rss = kind == FrameKind::kStreamEnd ? max_rss_bytes() : 0;
    wire::StreamMessage{request_id_, rss, data}.append(frame, kind);
    return send_all(answers_, frame);
  }

  const int answers_;
  const int log_;
  const std::string request_id_;
  const std::int64_t deadline_us_;
  bool ended_ = false;
  bool failed_ = false;
  bool streaming_ = false;
  std::size_t streamed_bytes_ = 0;
  std::string answer_;
  wire::ErrorMessage error_;
};

Call& call_of(void* host) {
  return *static_cast<Call*>(host);
}

void run_handler(brume_handler_fn handler, const brume_call& abi_call, Call& call) {
  forget_last_throw();
  try {
    handler(&abi_call);
  } catch (const abi::__forced_unwind&) {
    throw;  // pthread_exit(): not ours to stop
  } catch (const std::exception& error) {
    call.fail("Runtime.UnhandledException", error.what(), {});
  } catch (...) {
    call.fail("Runtime.UnhandledException", "an exception left the handler", {});
  }
}

bool serve_one(const Channels& channels, const Library& library, const Identity& identity,
               const wire::InvokeMessage& message) {
  Call call(channels, message);
  const std::int64_t wall_us = message.wall_us != 0 ? message.wall_us : now_us(CLOCK_REALTIME);
  const std::int64_t deadline_us = wall_us + message.timeout_us;
  const brume_context context{bytes(message.request_id),
                              bytes(message.trace_id),
                              bytes(message.function_arn),
                              bytes(identity.function_name),
                              bytes(identity.function_version),
                              bytes(identity.log_group),
                              bytes(identity.log_stream),
                              bytes(message.client_context),
                              bytes(message.cognito_identity),
                              deadline_us / 1000,
                              identity.memory_mb};
  const brume_call abi_call{
      BRUME_ABI_VERSION,
      &context,
      bytes(message.payload),
      &call,
      [](void* host) { return call_of(host).remaining_ms(); },
      [](void* host, brume_bytes answer) { return call_of(host).reply(view(answer)); },
      [](void* host, brume_bytes type, brume_bytes text, brume_bytes stack) {
        return call_of(host).fail(view(type), view(text), view(stack));
      },
      [](void* host, brume_bytes type) { return call_of(host).stream_begin(view(type)); },
      [](void* host, brume_bytes chunk) { return call_of(host).stream_write(view(chunk)); }};
  run_handler(library.handler, abi_call, call);
  return call.finish();
}

// The emulator's messages. A caller that calls again as soon as it is answered shall not wait for
// this processor to wake up, which takes ten times as long as the call itself: where the last
// message came at once, and no other worker is at work, the next is looked out for, a moment long.
class Inbox {
 public:
  explicit Inbox(int requests) : requests_(requests) {}

  // The next frame, valid until the next call. False when the emulator has closed its end.
  bool receive(wire::Frame& frame) {
    const std::int64_t from_us = now_us(CLOCK_MONOTONIC);
    bool look_out = expected_soon_ && last_was_soon_;
    while (true) {
      if (const auto next = assembler_.next()) {
        frame = *next;
        last_was_soon_ = now_us(CLOCK_MONOTONIC) - from_us < kSoonUs;
        return true;
      }
      if (assembler_.broken()) return false;
      if (look_out && !is_readable()) {
        ::sched_yield();
        look_out = now_us(CLOCK_MONOTONIC) - from_us < kLookOutUs;
        continue;
      }
      char* const room = assembler_.room(kReadBytes);
      const ssize_t size = ::read(requests_, room, assembler_.room_size());
      if (size < 0 && errno == EINTR) continue;
      if (size <= 0) return false;
      assembler_.received(static_cast<std::size_t>(size));
    }
  }
  void expect_soon(bool soon) { expected_soon_ = soon; }

 private:
  bool is_readable() const {
    pollfd events{requests_, POLLIN, 0};
    return ::poll(&events, 1, 0) != 0;
  }

  static constexpr std::int64_t kLookOutUs = 50;
  static constexpr std::int64_t kSoonUs = 100;  // the time that waking takes is in it

  const int requests_;
  wire::FrameAssembler assembler_;
  bool expected_soon_ = false;
  bool last_was_soon_ = false;
};

struct InitCall {
  int answers;
  bool failed = false;
};

int fail_init(void* host, brume_bytes type, brume_bytes message, brume_bytes stack) {
  auto& call = *static_cast<InitCall*>(host);
  if (call.failed) return -1;
  call.failed = true;
  wire::ErrorMessage error;
  error.type = view(type);
  error.message = view(message);
  error.stack = view(stack);
  if (stack.size == 0) error.frames = to_frames(last_throw());
  error.max_rss_bytes = max_rss_bytes();
  flush_output();
  std::string frame;
  error.append(frame, FrameKind::kInitFailed);
  send_all(call.answers, frame);
  return 0;
}

}  // namespace

void report_init_failure(int answers, const std::string& type, const std::string& message) {
  InitCall call{answers};
  fail_init(&call, bytes(type), bytes(message), {});
}

bool initialise(int answers, const Library& library) {
  if (library.init == nullptr) return true;
  InitCall call{answers};
  const brume_init_call abi_call{BRUME_ABI_VERSION, &call, fail_init};
  forget_last_throw();
  try {
    library.init(&abi_call);
  } catch (const std::exception& error) {
    report_init_failure(answers, "Runtime.UnhandledException", error.what());
    return false;
  } catch (...) {
    report_init_failure(answers, "Runtime.UnhandledException", "an exception left brume_init");
    return false;
  }
  return !call.failed;
}

int serve(const Channels& channels, const Library& library, const Identity& identity) {
  flush_output();
  std::string ready;
  wire::end_frame(ready, wire::begin_frame(ready, FrameKind::kReady));
  if (!send_all(channels.answers, ready)) return EXIT_FAILURE;
  Inbox inbox(channels.requests);
  TraceVariable trace;
  wire::Frame frame{};
  while (inbox.receive(frame)) {
    wire::InvokeMessage message;
    if (frame.kind != FrameKind::kInvoke || !message.read(frame.content)) return EXIT_FAILURE;
    inbox.expect_soon(message.alone);
    trace.set(message.trace_id);
    if (!serve_one(channels, library, identity, message)) return EXIT_FAILURE;
  }
  return EXIT_SUCCESS;
}

}  // namespace brume::host

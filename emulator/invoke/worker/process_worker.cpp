#include "emulator/invoke/worker/process_worker.h"

#include <fcntl.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace brume::emulator {
namespace {

constexpr std::size_t kReadBytes = 64 * 1024;
// Of a worker's pipe, once an event was too large for the 64 KiB it has at first.
constexpr int kLargePipeBytes = 1 << 20;

}  // namespace

ProcessWorker::ProcessWorker(std::uint64_t id, Loop& loop, WorkerProcess::Parent& parent,
                             WorkerListener& listener, Descriptors descriptors)
    : loop_(loop),
      listener_(listener),
      fds_(std::move(descriptors)),
      process_(id, loop, parent, *this, std::move(fds_.log)) {
  if (!fds_.answers) return;  // could not be made; the launcher reports the end
  answers_watch_ =
      loop.watch(fds_.answers.get(), FdWatch::kReadable, [this](unsigned) { on_answers(); });
}

// --- towards the worker ---

void ProcessWorker::invoke(const wire::InvokeMessage& message) {
  if (broken_ || process_.exited() || !answers_watch_) return;  // its end is on the way
  loop_.set_alone(message.alone);
  std::string& head = head_;
  head.clear();
  message.append_head(head);
  std::size_t sent = 0;
  if (unsent_.empty()) {
    const iovec parts[2] = {{head.data(), head.size()},
                            {const_cast<char*>(message.payload.data()), message.payload.size()}};
    const ssize_t size = ::writev(fds_.requests.get(), parts, 2);
    if (size < 0 && errno != EAGAIN && errno != EINTR) return;  // closed: its end is on the way
    sent = static_cast<std::size_t>(std::max<ssize_t>(size, 0));
  }
  if (sent == head.size() + message.payload.size()) return;
  unsent_ += std::string_view(head).substr(std::min(sent, head.size()));
  unsent_ += message.payload.substr(sent - std::min(sent, head.size()));
  if (!requests_watch_) {
    // It may refuse: then the event takes more turns.
    ::fcntl(fds_.requests.get(), F_SETPIPE_SZ, kLargePipeBytes);
    requests_watch_ =
        loop_.watch(fds_.requests.get(), FdWatch::kWritable, [this](unsigned) { flush(); });
  }
}

void ProcessWorker::flush() {
  while (sent_ < unsent_.size()) {
    const ssize_t size = ::write(fds_.requests.get(), &unsent_[sent_], unsent_.size() - sent_);
    if (size < 0 && errno == EINTR) continue;
    if (size < 0 && errno == EAGAIN) return;
    sent_ = size < 0 ? unsent_.size() : sent_ + static_cast<std::size_t>(size);
  }
  unsent_.clear();
  sent_ = 0;
  requests_watch_.reset();
}

// --- from the worker ---

void ProcessWorker::on_answers() {
  if (receive() || broken_) return;
  break_off(frames_.mid_frame() ? "the environment closed its pipe in the middle of a message"
                                : "the environment closed its pipe");
}

bool ProcessWorker::receive() {
  while (!broken_) {
    char* const room = frames_.room(kReadBytes);
    const std::size_t room_size = frames_.room_size();
    const ssize_t size = ::read(fds_.answers.get(), room, room_size);
    if (size < 0 && errno == EINTR) continue;
    if (size < 0 && errno == EAGAIN) return true;
    if (size <= 0) return false;
    frames_.received(static_cast<std::size_t>(size));
    while (const auto frame = frames_.next()) {
      if (!dispatch(*frame)) {
        break_off("the environment sent a message that makes no sense");
        return true;
      }
    }
    if (frames_.broken()) break_off("the environment sent what is no message");
    if (static_cast<std::size_t>(size) < room_size) return true;
  }
  return true;
}

bool ProcessWorker::dispatch(const wire::Frame& frame) {
  using wire::FrameKind;
  switch (frame.kind) {
    case FrameKind::kReady:
      listener_.on_ready();
      return frame.content.empty();
    case FrameKind::kLoaded:
      listener_.on_loaded(process_.pid());
      return frame.content.empty();
    case FrameKind::kReply: {
      wire::ReplyMessage reply;
      if (!reply.read(frame.content)) return false;
      listener_.on_reply(reply);
      return true;
    }
    case FrameKind::kFailure:
    case FrameKind::kInitFailed: {
      FunctionError error;
      if (!error.read(frame.content)) return false;
      if (frame.kind == FrameKind::kFailure) {
        listener_.on_failure(std::move(error));
      } else {
        listener_.on_init_failed(std::move(error));
      }
      return true;
    }
    case FrameKind::kStreamBegin:
    case FrameKind::kStreamChunk:
    case FrameKind::kStreamEnd: {
      wire::StreamMessage message;
      if (!message.read(frame.content)) return false;
      listener_.on_stream(frame.kind, message);
      return true;
    }
    case FrameKind::kCrash: {
      wire::CrashMessage crash;
      if (!crash.read(frame.content)) return false;
      listener_.on_crash(std::move(crash));
      return true;
    }
    case FrameKind::kInvoke:
      return false;
  }
  return false;
}

void ProcessWorker::break_off(std::string why) {
  if (broken_) return;
  broken_ = true;
  requests_watch_.reset();
  answers_watch_.reset();
  if (!process_.exited()) listener_.on_broken(std::move(why));
}

// --- its end ---

void ProcessWorker::on_process_exit(const WorkerExit& exit) {
  // What it said before it ended has been written, and counts.
  if (!broken_) receive();
  process_.drain_output();
  requests_watch_.reset();
  answers_watch_.reset();
  listener_.on_exit(exit);
}

}  // namespace brume::emulator

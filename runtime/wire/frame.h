// Frames on the two pipes between the emulator and one worker: a 32-bit length, a kind, the
// content. Nothing here trusts the other side: a handler shares the worker's process and may write
// anything.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "runtime/wire/limits.h"

namespace brume::wire {

enum class FrameKind : std::uint8_t {
  kInvoke = 1,      // emulator -> worker; the others worker -> emulator
  kReady = 2,       // initialised, waiting for an invocation
  kInitFailed = 3,  // cannot start; the worker exits
  kReply = 4,
  kFailure = 5,
  kStreamBegin = 6,
  kStreamChunk = 7,
  kStreamEnd = 8,
  kCrash = 9,    // a fatal signal arrived; the exit follows
  kLoaded = 10,  // the library is loaded and the worker waits for its debugger
};

inline constexpr std::size_t kFrameHeaderBytes = 8;

// The header that goes before `content_bytes` of content.
void append_frame_header(std::string& out, FrameKind kind, std::size_t content_bytes);

// Starts a frame in `out`, to be completed by end_frame() with what begin_frame() returned.
std::size_t begin_frame(std::string& out, FrameKind kind);
void end_frame(std::string& out, std::size_t begun_at);

struct Frame {
  FrameKind kind;
  std::string_view content;  // valid until the assembler's next call
};

// Puts frames together from what arrives in pieces. After broken() it stays broken.
class FrameAssembler {
 public:
  // Where to receive to: at least `at_least` bytes. Follow it with received().
  char* room(std::size_t at_least);
  std::size_t room_size() const { return buffer_.size() - filled_; }
  void received(std::size_t bytes) { filled_ += bytes; }

  // The next whole frame, if there is one.
  std::optional<Frame> next();
  // The bytes are not frames: a length above kMaxFrameBytes, an unknown kind.
  bool broken() const { return broken_; }
  // Bytes of an unfinished frame are waiting.
  bool mid_frame() const { return filled_ > taken_; }

 private:
  std::string buffer_;
  std::size_t filled_ = 0;
  std::size_t taken_ = 0;
  bool broken_ = false;
};

}  // namespace brume::wire

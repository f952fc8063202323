// What a worker may send: any bytes, in any pieces. The first byte of the input says how large the
// pieces are; the rest is the stream. Nothing may be read outside it, every message that is taken
// must come back the same when it is written again, and what is wrong must end in "broken".
//
// An entry point for libFuzzer, and for replay.cpp without it.
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>

#include "runtime/wire/messages.h"

namespace {

using namespace brume::wire;

void require(bool condition, const char* what) {
  if (condition) return;
  std::fprintf(stderr, "wire_fuzz: %s\n", what);
  std::abort();
}

// The content of the frame that `bytes` must be.
std::string_view sole_content(std::string_view bytes, FrameKind kind) {
  require(bytes.size() >= kFrameHeaderBytes, "a written frame has no header");
  std::uint32_t length = 0;
  std::memcpy(&length, bytes.data(), sizeof length);
  require(bytes.size() == kFrameHeaderBytes + length, "a written frame has the wrong length");
  require(bytes[4] == static_cast<char>(kind), "a written frame has the wrong kind");
  return bytes.substr(kFrameHeaderBytes);
}

void read_error(std::string_view content, FrameKind kind) {
  ErrorMessage error;
  if (!error.read(content)) return;
  std::string again;
  error.append(again, kind);
  const bool whole =
      std::max({error.type.size(), error.message.size(), error.stack.size()}) <= kMaxErrorTextBytes;
  const std::string_view written = sole_content(again, kind);
  if (whole) require(written == content, "an error does not come back as it was");
  require(ErrorMessage().read(written), "a written error is refused");
}

void read_reply(std::string_view content) {
  ReplyMessage reply;
  if (!reply.read(content)) return;
  require(reply.payload.size() <= kMaxPayloadBytes, "a reply above the limit was taken");
  std::string again;
  reply.append_head(again);
  again += reply.payload;
  require(sole_content(again, FrameKind::kReply) == content, "a reply does not come back");
}

void read_stream(std::string_view content, FrameKind kind) {
  StreamMessage stream;
  if (!stream.read(content)) return;
  std::string again;
  stream.append(again, kind);
  require(sole_content(again, kind) == content, "a piece of a stream does not come back");
}

void read_invoke(std::string_view content) {
  InvokeMessage invoke;
  if (!invoke.read(content)) return;
  std::string again;
  invoke.append_head(again);
  again += invoke.payload;
  require(sole_content(again, FrameKind::kInvoke) == content, "an invoke does not come back");
}

void read_message(const Frame& frame) {
  require(frame.content.size() <= kMaxFrameBytes, "a frame above the limit was taken");
  switch (frame.kind) {
    case FrameKind::kInvoke:
      return read_invoke(frame.content);
    case FrameKind::kReply:
      return read_reply(frame.content);
    case FrameKind::kFailure:
    case FrameKind::kInitFailed:
      return read_error(frame.content, frame.kind);
    case FrameKind::kStreamBegin:
    case FrameKind::kStreamChunk:
    case FrameKind::kStreamEnd:
      return read_stream(frame.content, frame.kind);
    case FrameKind::kCrash: {
      CrashMessage crash;
      if (crash.read(frame.content)) {
        require(crash.frames.size() <= kMaxStackFrames, "too many frames were taken");
      }
      return;
    }
    case FrameKind::kReady:
    case FrameKind::kLoaded:
      return;
  }
  require(false, "a frame of no known kind was taken");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::size_t piece = std::size_t{data[0]} + 1;
  const std::uint8_t* from = data + 1;
  const std::uint8_t* const end = data + size;
  FrameAssembler assembler;
  std::size_t taken = 0;
  while (from != end) {
    const std::size_t bytes = std::min(piece, static_cast<std::size_t>(end - from));
    char* const room = assembler.room(bytes);
    require(assembler.room_size() >= bytes, "there is less room than was asked for");
    std::memcpy(room, from, bytes);
    assembler.received(bytes);
    from += bytes;
    while (const auto frame = assembler.next()) {
      require(!assembler.broken(), "a broken stream gave a frame");
      taken += kFrameHeaderBytes + frame->content.size();
      read_message(*frame);
    }
  }
  require(taken <= size - 1, "more was taken than was given");
  require(assembler.broken() || assembler.mid_frame() == (taken < size - 1),
          "bytes were lost, or made up");
  return 0;
}

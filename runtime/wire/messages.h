// What the frames between the emulator and a worker say. Each message writes itself as one frame
// and reads itself back; reading returns false on anything that is not exactly such a message.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/wire/frame.h"

namespace brume::wire {

// One frame of a stack: where in which file of the process. `symbol` is mangled, may be empty.
struct StackFrame {
  std::string module;        // path of the library or program
  std::uint64_t offset = 0;  // of the address within it, as in its ELF symbol table
  std::string symbol;
};

struct InvokeMessage {
  std::string_view request_id, trace_id, client_context, cognito_identity;
  std::string_view function_arn;  // as the caller named it, with its qualifier
  std::int64_t timeout_us = 0;    // counted by the worker from the moment it reads this
  // Unix time at which the emulator's clock stands while this invocation runs; 0: it is the
  // system's, and goes on.
  std::int64_t wall_us = 0;
  // No other call is under way: the next may well follow this one's answer at once.
  bool alone = false;
  std::string_view payload;

  // Everything of the frame but the payload, which follows it on the wire.
  void append_head(std::string& out) const;
  bool read(std::string_view content);
};

struct ErrorMessage {                // kFailure and kInitFailed
  std::string type, message, stack;  // stack: one frame a line, as the handler gave it
  std::vector<StackFrame> frames;    // of the last C++ exception, when `stack` is empty
  std::uint64_t max_rss_bytes = 0;
  std::string request_id;  // empty in kInitFailed

  void append(std::string& out, FrameKind kind) const;
  bool read(std::string_view content);
};

struct ReplyMessage {  // kReply
  std::string_view request_id;
  std::uint64_t max_rss_bytes = 0;
  bool output_waits = true;  // some of what was printed may not have been read yet
  std::string_view payload;

  void append_head(std::string& out) const;
  bool read(std::string_view content);
};

struct StreamMessage {  // kStreamBegin, kStreamChunk, kStreamEnd
  std::string_view request_id;
  std::uint64_t max_rss_bytes = 0;  // in kStreamEnd
  std::string_view data;            // content type; bytes; empty

  void append(std::string& out, FrameKind kind) const;
  bool read(std::string_view content);
};

struct CrashMessage {
  std::int32_t signal = 0;
  std::uint64_t fault_address = 0;
  std::vector<StackFrame> frames;

  bool read(std::string_view content);
};

}  // namespace brume::wire

// Takes a program's output apart: framed records of the log, and plain bytes between them. Both
// come in one pipe, so that their order is kept.
//
// A frame: a 32-bit type, a 32-bit length, 64 bits of microseconds, the text; big-endian. Its first
// byte begins no UTF-8 text. Source: AWS's runtime interface clients, _LAMBDA_TELEMETRY_LOG_FD.
#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace brume::emulator::runtime_api {

class LogFrames {
 public:
  struct Sink {
    std::function<void(std::string_view bytes)> on_bytes;
    std::function<void(std::string_view text)> on_record;
  };
  // A longer record is plain output.
  static constexpr std::size_t kMaxRecordBytes = 1 << 20;

  void feed(std::string_view bytes, const Sink& sink);
  // Nothing more comes: a record that is not whole is plain output.
  void flush(const Sink& sink);

 private:
  // How much of `text` was used up.
  static std::size_t take(std::string_view text, const Sink& sink);

  std::string partial_;  // begins as a frame does, and is not whole
};

}  // namespace brume::emulator::runtime_api

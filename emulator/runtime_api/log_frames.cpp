#include "emulator/runtime_api/log_frames.h"

#include <algorithm>
#include <cstdint>
#include <utility>

namespace brume::emulator::runtime_api {
namespace {

constexpr std::size_t kHeaderBytes = 16;
constexpr std::string_view kMagic("\xa5\x5a\x00", 3);  // the type's fourth byte is format and level

std::uint32_t big_endian(std::string_view bytes) {
  std::uint32_t value = 0;
  for (const char byte : bytes) value = value << 8 | static_cast<unsigned char>(byte);
  return value;
}

bool may_be_frame(std::string_view text) {
  return kMagic.starts_with(text.substr(0, kMagic.size()));
}

}  // namespace

std::size_t LogFrames::take(std::string_view text, const Sink& sink) {
  std::size_t used = 0;
  std::size_t plain = 0;  // from where on bytes are still to be handed over
  const auto hand_over = [&](std::size_t to) {
    if (to > plain) sink.on_bytes(text.substr(plain, to - plain));
  };
  while (used < text.size()) {
    const std::size_t at = text.find(kMagic[0], used);
    if (at == text.npos) {
      used = text.size();
      break;
    }
    const std::string_view frame = text.substr(at);
    used = at;
    if (!may_be_frame(frame)) {
      ++used;
      continue;
    }
    if (frame.size() < kHeaderBytes) break;
    const std::size_t length = big_endian(frame.substr(4, 4));
    if (length > kMaxRecordBytes) {
      ++used;
      continue;
    }
    if (frame.size() < kHeaderBytes + length) break;
    hand_over(at);
    std::string_view record = frame.substr(kHeaderBytes, length);
    if (record.ends_with('\n')) record.remove_suffix(1);
    sink.on_record(record);
    used = plain = at + kHeaderBytes + length;
  }
  hand_over(used);
  return used;
}

void LogFrames::feed(std::string_view bytes, const Sink& sink) {
  if (!partial_.empty()) {
    partial_ += bytes;
    const std::string all = std::exchange(partial_, {});
    partial_ = all.substr(take(all, sink));
    return;
  }
  partial_ = bytes.substr(take(bytes, sink));
}

void LogFrames::flush(const Sink& sink) {
  if (!partial_.empty()) sink.on_bytes(std::exchange(partial_, {}));
}

}  // namespace brume::emulator::runtime_api

#include "emulator/aws/protocol/event_stream.h"

#include "emulator/base/check.h"
#include "emulator/crypto/crc.h"

namespace brume::emulator::aws {
namespace {

constexpr std::size_t kPreludeBytes = 12;  // two lengths and their CRC
constexpr std::size_t kTrailerBytes = 4;
constexpr char kStringType = 7;

void append_u16(std::string& out, std::size_t value) {
  out += static_cast<char>(value >> 8 & 0xFF);
  out += static_cast<char>(value & 0xFF);
}

void append_u32(std::string& out, std::size_t value) {
  append_u16(out, value >> 16);
  append_u16(out, value);
}

}  // namespace

std::string event_stream_message(const EventStreamHeaders& headers, std::string_view payload) {
  std::string block;
  for (const auto& [name, value] : headers) {
    BRUME_CHECK(name.size() <= 0xFF && value.size() <= 0xFFFF);
    block += static_cast<char>(name.size());
    block += name;
    block += kStringType;
    append_u16(block, value.size());
    block += value;
  }
  std::string message;
  message.reserve(kPreludeBytes + block.size() + payload.size() + kTrailerBytes);
  append_u32(message, kPreludeBytes + block.size() + payload.size() + kTrailerBytes);
  append_u32(message, block.size());
  append_u32(message, crc32(0, message));
  message += block;
  message += payload;
  append_u32(message, crc32(0, message));
  return message;
}

std::string event_stream_event(std::string_view event_type, std::string_view content_type,
                               std::string_view payload) {
  return event_stream_message({{":event-type", std::string(event_type)},
                               {":content-type", std::string(content_type)},
                               {":message-type", "event"}},
                              payload);
}

}  // namespace brume::emulator::aws

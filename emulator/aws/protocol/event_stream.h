// application/vnd.amazon.eventstream, in which streamed answers travel. Pure.
// Source: the AWS event stream encoding: lengths, CRC-32 of the prelude, headers, payload, CRC-32
// of all before it; all integers big-endian.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace brume::emulator::aws {

inline constexpr std::string_view kEventStreamType = "application/vnd.amazon.eventstream";

// Names of at most 255 and values of at most 65535 bytes; all are of type string.
using EventStreamHeaders = std::vector<std::pair<std::string, std::string>>;

std::string event_stream_message(const EventStreamHeaders& headers, std::string_view payload);
// A message of an event type the model names ("PayloadChunk").
std::string event_stream_event(std::string_view event_type, std::string_view content_type,
                               std::string_view payload);

}  // namespace brume::emulator::aws

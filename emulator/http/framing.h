// What a request's head says about the rest of it and about the connection. Plain data.
#pragma once

#include <cstdint>

namespace brume::emulator::http {

enum class BodyFraming { kNone, kLength, kChunked };

struct Framing {
  BodyFraming body = BodyFraming::kNone;
  std::uint64_t length = 0;  // kLength
  bool keep_alive = false;
  bool expects_continue = false;
  bool whole_server = false;  // OPTIONS *: about no resource; `target` is then "/"
};

}  // namespace brume::emulator::http

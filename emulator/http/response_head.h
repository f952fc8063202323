// Writes the head of an answer as HTTP/1.1 text: the status line, the caller's headers, and what
// the server itself says about date, connection and framing.
//
// Nothing a caller passes can end a line: control characters become spaces, and a header whose name
// is not one is left out. Pure functions.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "emulator/base/clock.h"
#include "emulator/http/message.h"

namespace brume::emulator::http {

// How the end of an answer is marked.
enum class AnswerFraming {
  kNone,        // it has no body: 204, 304
  kLength,      // Content-Length
  kChunked,     // HTTP/1.1, length not known
  kUntilClose,  // HTTP/1.0, length not known
};

struct AnswerShape {
  AnswerFraming framing = AnswerFraming::kLength;
  std::uint64_t length = 0;
  bool to_head = false;  // the request is HEAD: its own Content-Length counts, if it has one
  bool keep_alive = true;
  bool old_client = false;  // HTTP/1.0 must be told of keep-alive
};

void append_response_head(std::string& out, int status, const Headers& headers,
                          const AnswerShape& shape, std::string_view date);

// "OK"; empty for a status without a name.
std::string_view reason_of(int status);

// "Sun, 06 Nov 1994 08:49:37 GMT"
std::string http_date(WallTime at);

}  // namespace brume::emulator::http

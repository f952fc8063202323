// BodyDecoder: takes a request's body out of the bytes of its connection, by length or in chunks.
// Holds nothing back: what it returns are pieces of what it was given. Trailers are kept
// for who asks. Strict: CRLF only, sizes of hexadecimal digits, bounded lines.
//
// A value type.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "emulator/http/framing.h"
#include "emulator/http/message.h"

namespace brume::emulator::http {

class BodyDecoder {
 public:
  enum class Outcome {
    kData,    // `data` is the next piece; more may follow in the same bytes
    kMore,    // all is consumed, and the body goes on
    kEnd,     // the body has ended; what is not consumed belongs to the next request
    kBroken,  // not a body
  };
  struct Decoded {
    Outcome outcome;
    std::size_t consumed;
    std::string_view data = {};
  };

  BodyDecoder() = default;
  explicit BodyDecoder(const Framing& framing);

  Decoded decode(std::string_view bytes);

  // Of a body with a length: what has not come yet.
  std::uint64_t remaining() const { return remaining_; }
  bool chunked() const { return chunked_; }
  bool ended() const { return at_ == At::kEnd; }
  // REQUIRES: ended
  Headers trailers() const;

 private:
  enum class At {
    kSize,
    kExtension,
    kSizeEnd,  // behind the CR of a size's line
    kData,
    kDataEnd,  // before the CR behind a chunk
    kDataEndLf,
    kTrailerStart,
    kTrailer,
    kTrailerEnd,  // behind the CR of a trailer
    kLastLf,      // behind the CR of the empty line
    kEnd,
  };

  // Takes one byte of what frames the chunks. False when it is invalid.
  bool take(char c);
  bool take_size(char c);
  bool take_line(char c, At after_return);

  At at_ = At::kEnd;
  bool chunked_ = false;
  std::uint64_t remaining_ = 0;  // of the chunk, or of the body
  int digits_ = 0;
  std::size_t line_bytes_ = 0;
  std::string trailer_lines_;  // each with "\n" as its end
};

}  // namespace brume::emulator::http

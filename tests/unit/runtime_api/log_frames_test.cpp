#include "emulator/runtime_api/log_frames.h"

#include <doctest/doctest.h>

#include <vector>

using namespace brume::emulator::runtime_api;

namespace {

std::string frame(std::string_view text, char kind = '\x0f') {
  std::string bytes("\xa5\x5a\x00", 3);
  bytes += kind;
  for (int shift = 24; shift >= 0; shift -= 8) {
    bytes += static_cast<char>(text.size() >> shift & 0xFF);
  }
  bytes.append(8, '\0');
  bytes += text;
  return bytes;
}

struct HeardLog {
  std::vector<std::string> events;  // "bytes: …", "record: …"
  LogFrames frames;
  LogFrames::Sink sink{[this](std::string_view bytes) { add("bytes: ", bytes); },
                       [this](std::string_view text) { add("record: ", text); }};

  void add(const std::string& kind, std::string_view text) {
    // Plain bytes may come in several pieces.
    if (kind == "bytes: " && !events.empty() && events.back().starts_with(kind)) {
      events.back() += text;
    } else {
      events.push_back(kind + std::string(text));
    }
  }
  void feed(std::string_view bytes, std::size_t piece) {
    for (std::size_t at = 0; at < bytes.size(); at += piece) {
      frames.feed(bytes.substr(at, piece), sink);
    }
    frames.flush(sink);
  }
};

}  // namespace

TEST_CASE("records and plain output keep their order, however they are cut") {
  const std::string bytes = "one\n" + frame("two\nlines\n") + frame("") + "three" + frame("four");
  const std::vector<std::string> expected{"bytes: one\n", "record: two\nlines",
                                          "record: ", "bytes: three", "record: four"};
  for (const std::size_t piece : {1u, 2u, 3u, 7u, 16u, 17u, 1000u}) {
    CAPTURE(piece);
    HeardLog heard;
    heard.feed(bytes, piece);
    CHECK(heard.events == expected);
  }
}

TEST_CASE("what only begins as a frame is plain output") {
  const std::string too_long = std::string("\xa5\x5a\x00\x0f\x7f", 5) + "aaaabbbbccccdddd";
  for (const std::string& bytes : {std::string("\xa5\x5a no"), std::string("\xa5"), too_long,
                                   frame("cut off").substr(0, 20)}) {
    for (const std::size_t piece : {1u, 1000u}) {
      HeardLog heard;
      heard.feed(bytes, piece);
      CHECK(heard.events == std::vector<std::string>{"bytes: " + bytes});
    }
  }
}

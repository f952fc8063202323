#include "runtime/wire/frame.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstring>
#include <utility>
#include <vector>

using namespace brume::wire;

namespace {

using Frames = std::vector<std::pair<FrameKind, std::string>>;

std::string frame(FrameKind kind, const std::string& content) {
  std::string bytes;
  append_frame_header(bytes, kind, content.size());
  return bytes + content;
}

void take(FrameAssembler& assembler, Frames& frames) {
  while (const auto next = assembler.next()) {
    frames.emplace_back(next->kind, std::string(next->content));
  }
}

// Feeds `bytes` in pieces of `piece`, asking for `room` at least.
Frames assemble(FrameAssembler& assembler, std::string_view bytes, std::size_t piece,
                std::size_t room) {
  Frames frames;
  while (!bytes.empty()) {
    char* const to = assembler.room(room);
    REQUIRE(assembler.room_size() >= room);
    const std::size_t size = std::min({piece, bytes.size(), assembler.room_size()});
    std::memcpy(to, bytes.data(), size);
    assembler.received(size);
    bytes.remove_prefix(size);
    take(assembler, frames);
  }
  return frames;
}

std::string header(std::uint32_t length, unsigned kind, unsigned zero = 0) {
  std::string bytes(kFrameHeaderBytes, '\0');
  std::memcpy(bytes.data(), &length, sizeof length);
  bytes[4] = static_cast<char>(kind);
  bytes[5] = static_cast<char>(zero & 0xFF);
  bytes[6] = static_cast<char>((zero >> 8) & 0xFF);
  bytes[7] = static_cast<char>((zero >> 16) & 0xFF);
  return bytes;
}

}  // namespace

TEST_CASE("frames come back whole from pieces of every size") {
  const Frames sent = {{FrameKind::kReady, ""},
                       {FrameKind::kReply, std::string(300, 'r')},
                       {FrameKind::kStreamChunk, std::string("\0\1\2", 3)},
                       {FrameKind::kLoaded, ""},
                       {FrameKind::kFailure, std::string(77, 'f')}};
  std::string bytes;
  for (const auto& [kind, content] : sent) bytes += frame(kind, content);
  for (std::size_t piece = 1; piece <= bytes.size(); ++piece) {
    FrameAssembler assembler;
    REQUIRE(assemble(assembler, bytes, piece, 16) == sent);
    CHECK_FALSE(assembler.mid_frame());
    CHECK_FALSE(assembler.broken());
  }
}

TEST_CASE("several frames and the start of one more arrive in one read") {
  FrameAssembler assembler;
  const std::string last = frame(FrameKind::kReply, "late");
  const std::string bytes = frame(FrameKind::kReady, "") + frame(FrameKind::kReply, "one");
  CHECK(assemble(assembler, bytes + last.substr(0, 3), 1000, 1000).size() == 2);
  CHECK(assembler.mid_frame());
  CHECK(assemble(assembler, last.substr(3), 1000, 1000) == Frames{{FrameKind::kReply, "late"}});
  CHECK_FALSE(assembler.mid_frame());
}

TEST_CASE("many frames through one assembler do not make its buffer grow") {
  FrameAssembler assembler;
  const std::string bytes = frame(FrameKind::kReply, std::string(1000, 'x'));
  for (int i = 0; i < 10000; ++i) REQUIRE(assemble(assembler, bytes, 700, 4096).size() == 1);
  assembler.room(1);
  CHECK(assembler.room_size() < 100000);
}

TEST_CASE("the largest frame is taken, one byte more is broken") {
  FrameAssembler largest;
  const std::string content(kMaxFrameBytes, 'x');
  const Frames frames = assemble(largest, frame(FrameKind::kReply, content), 1 << 20, 1 << 16);
  REQUIRE(frames.size() == 1);
  CHECK(frames[0].second == content);
  FrameAssembler more;
  CHECK(assemble(more, header(kMaxFrameBytes + 1, 4), 8, 8).empty());
  CHECK(more.broken());
}

TEST_CASE("a header that is none breaks the assembler before its content is awaited") {
  for (const std::string& bad :
       {header(0xFFFFFFFF, 4), header(4, 0), header(4, 11), header(4, 255), header(4, 4, 1),
        header(4, 4, 1 << 8), header(4, 4, 1 << 16), std::string("GET / HTTP/1.1\r\n")}) {
    FrameAssembler assembler;
    CHECK(assemble(assembler, bad, bad.size(), 64).empty());
    CHECK(assembler.broken());
  }
}

TEST_CASE("once broken it stays broken, whatever comes") {
  FrameAssembler assembler;
  assemble(assembler, header(4, 0), 8, 8);
  CHECK(assemble(assembler, frame(FrameKind::kReady, ""), 8, 8).empty());
  CHECK(assembler.broken());
}

TEST_CASE("good frames before a broken header are handed over") {
  FrameAssembler assembler;
  const Frames frames =
      assemble(assembler, frame(FrameKind::kReply, "good") + header(4, 0), 1000, 1000);
  CHECK(frames == Frames{{FrameKind::kReply, "good"}});
  CHECK(assembler.broken());
}

TEST_CASE("a frame can be begun, written into and ended behind other bytes") {
  std::string bytes = "before";
  const std::size_t begun = begin_frame(bytes, FrameKind::kFailure);
  bytes += "content";
  end_frame(bytes, begun);
  CHECK(bytes == "before" + frame(FrameKind::kFailure, "content"));
}

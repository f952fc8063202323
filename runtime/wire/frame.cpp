#include "runtime/wire/frame.h"

#include <algorithm>
#include <cstring>

namespace brume::wire {
namespace {

struct Header {
  std::uint32_t content_bytes;
  std::uint8_t kind;
  std::uint8_t zero[3];
};
static_assert(sizeof(Header) == kFrameHeaderBytes);

bool plausible(const Header& header) {
  return header.content_bytes <= kMaxFrameBytes &&
         header.kind >= static_cast<std::uint8_t>(FrameKind::kInvoke) &&
         header.kind <= static_cast<std::uint8_t>(FrameKind::kLoaded) && header.zero[0] == 0 &&
         header.zero[1] == 0 && header.zero[2] == 0;
}

}  // namespace

void append_frame_header(std::string& out, FrameKind kind, std::size_t content_bytes) {
  const Header header{
      static_cast<std::uint32_t>(content_bytes), static_cast<std::uint8_t>(kind), {}};
  out.append(reinterpret_cast<const char*>(&header), sizeof header);
}

std::size_t begin_frame(std::string& out, FrameKind kind) {
  const std::size_t begun_at = out.size();
  append_frame_header(out, kind, 0);
  return begun_at;
}

void end_frame(std::string& out, std::size_t begun_at) {
  const auto content_bytes = static_cast<std::uint32_t>(out.size() - begun_at - kFrameHeaderBytes);
  std::memcpy(out.data() + begun_at, &content_bytes, sizeof content_bytes);
}

char* FrameAssembler::room(std::size_t at_least) {
  if (taken_ == filled_) taken_ = filled_ = 0;
  if (taken_ > 0 && buffer_.size() - filled_ < at_least) {
    std::memmove(buffer_.data(), buffer_.data() + taken_, filled_ - taken_);
    filled_ -= taken_;
    taken_ = 0;
  }
  if (buffer_.size() - filled_ < at_least) buffer_.resize(filled_ + at_least);
  return buffer_.data() + filled_;
}

std::optional<Frame> FrameAssembler::next() {
  if (broken_ || filled_ - taken_ < kFrameHeaderBytes) return std::nullopt;
  Header header;
  std::memcpy(&header, buffer_.data() + taken_, sizeof header);
  if (!plausible(header)) {
    broken_ = true;
    return std::nullopt;
  }
  const std::size_t whole = kFrameHeaderBytes + header.content_bytes;
  if (filled_ - taken_ < whole) return std::nullopt;
  const Frame frame{
      static_cast<FrameKind>(header.kind),
      std::string_view(buffer_).substr(taken_ + kFrameHeaderBytes, header.content_bytes)};
  taken_ += whole;
  return frame;
}

}  // namespace brume::wire

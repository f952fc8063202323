#include "emulator/http/body_decoder.h"

#include <algorithm>

#include "emulator/text/ascii.h"
#include "emulator/text/split.h"

namespace brume::emulator::http {
namespace {

constexpr int kMaxSizeDigits = 15;                // no overflow, and no chunk anybody would send
constexpr std::size_t kMaxExtensionBytes = 1024;  // of one chunk
constexpr std::size_t kMaxTrailerBytes = 65536;   // all together

bool is_text(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return (byte >= ' ' && byte != 127) || c == '\t';
}

}  // namespace

BodyDecoder::BodyDecoder(const Framing& framing) {
  chunked_ = framing.body == BodyFraming::kChunked;
  if (chunked_) at_ = At::kSize;
  if (framing.body == BodyFraming::kLength) {
    at_ = At::kData;
    remaining_ = framing.length;
  }
}

BodyDecoder::Decoded BodyDecoder::decode(std::string_view bytes) {
  std::size_t consumed = 0;
  while (at_ != At::kEnd && consumed < bytes.size()) {
    if (at_ != At::kData) {
      if (!take(bytes[consumed])) return {Outcome::kBroken, consumed};
      ++consumed;
      continue;
    }
    const std::string_view rest = bytes.substr(consumed);
    const std::string_view data =
        rest.substr(0, static_cast<std::size_t>(std::min<std::uint64_t>(remaining_, rest.size())));
    remaining_ -= data.size();
    if (remaining_ == 0) at_ = chunked_ ? At::kDataEnd : At::kEnd;
    return {Outcome::kData, consumed + data.size(), data};
  }
  return {at_ == At::kEnd ? Outcome::kEnd : Outcome::kMore, consumed};
}

bool BodyDecoder::take(char c) {
  switch (at_) {
    case At::kSize:
      return take_size(c);
    case At::kExtension:
      if (line_bytes_ >= kMaxExtensionBytes) return false;
      return take_line(c, At::kSizeEnd);
    case At::kSizeEnd:
      line_bytes_ = 0;
      digits_ = 0;
      at_ = remaining_ == 0 ? At::kTrailerStart : At::kData;
      return c == '\n';
    case At::kDataEnd:
      at_ = At::kDataEndLf;
      return c == '\r';
    case At::kDataEndLf:
      at_ = At::kSize;
      return c == '\n';
    case At::kTrailerStart:
      if (c == '\r') {
        at_ = At::kLastLf;
        return true;
      }
      at_ = At::kTrailer;
      trailer_lines_ += c;
      return c != ' ' && c != '\t' && is_text(c);
    case At::kTrailer:
      if (line_bytes_ >= kMaxTrailerBytes) return false;
      trailer_lines_ += c == '\r' ? '\n' : c;
      return take_line(c, At::kTrailerEnd);
    case At::kTrailerEnd:
      at_ = At::kTrailerStart;
      return c == '\n';
    case At::kLastLf:
      at_ = At::kEnd;
      return c == '\n';
    case At::kData:
    case At::kEnd:
      break;
  }
  return false;
}

Headers BodyDecoder::trailers() const {
  Headers trailers;
  std::string_view rest = trailer_lines_;
  while (!rest.empty()) {
    const std::string_view line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(line.size() + 1);
    const std::size_t colon = line.find(':');
    if (colon == line.npos) continue;
    trailers.add(std::string(line.substr(0, colon)), std::string(trimmed(line.substr(colon + 1))));
  }
  return trailers;
}

bool BodyDecoder::take_size(char c) {
  if (const int digit = hex_digit(c); digit >= 0) {
    if (++digits_ > kMaxSizeDigits) return false;
    remaining_ = remaining_ * 16 + static_cast<std::uint64_t>(digit);
    return true;
  }
  if (digits_ == 0) return false;
  if (c == '\r') {
    at_ = At::kSizeEnd;
    return true;
  }
  at_ = At::kExtension;
  return c == ';';
}

bool BodyDecoder::take_line(char c, At after_return) {
  ++line_bytes_;
  if (c == '\r') {
    at_ = after_return;
    return true;
  }
  return is_text(c);
}

}  // namespace brume::emulator::http

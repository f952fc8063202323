#include "emulator/base/text_buffer.h"

#include <algorithm>
#include <charconv>
#include <cstdint>

#include "emulator/base/byte_scan.h"
#include "emulator/base/json_text.h"

namespace brume::emulator {
namespace {

bool may_need_escape(std::uint64_t word) {
  return byte_scan::has_high_bit(word) || byte_scan::has_control(word) ||
         byte_scan::has_byte(word, '"') || byte_scan::has_byte(word, '\\');
}

// Copies eight bytes at a time; false when one of them may not stand for itself.
bool copy_plain(char* to, std::string_view text) {
  std::uint64_t word = 0;
  std::size_t at = 0;
  for (; at + sizeof word <= text.size(); at += sizeof word) {
    std::memcpy(&word, text.data() + at, sizeof word);
    if (may_need_escape(word)) return false;
    std::memcpy(to + at, &word, sizeof word);
  }
  if (at == text.size()) return true;
  if (text.size() >= sizeof word) {  // the last eight, some of them once more
    at = text.size() - sizeof word;
    std::memcpy(&word, text.data() + at, sizeof word);
    if (may_need_escape(word)) return false;
    std::memcpy(to + at, &word, sizeof word);
    return true;
  }
  for (; at < text.size(); ++at) {
    const auto c = static_cast<unsigned char>(text[at]);
    if (c < 0x20 || c >= 0x80 || c == '"' || c == '\\') return false;
    to[at] = text[at];
  }
  return true;
}

}  // namespace

void TextBuffer::add_number(long long number) {
  constexpr std::size_t kMaxDigits = 20;
  char* const to = room(kMaxDigits);
  took(static_cast<std::size_t>(std::to_chars(to, to + kMaxDigits, number).ptr - to));
}

void TextBuffer::add_json(std::string_view text) {
  char* const to = room(text.size() + 2);
  if (copy_plain(to + 1, text)) {
    to[0] = to[text.size() + 1] = '"';
    return took(text.size() + 2);
  }
  std::string escaped;
  append_json_string(escaped, text);
  add(std::string_view(escaped));
}

void TextBuffer::grow(std::size_t bytes) {
  const std::size_t capacity = std::max(capacity_ * 2, size_ + bytes);
  auto larger = std::make_unique_for_overwrite<char[]>(capacity);
  std::memcpy(larger.get(), data_, size_);
  heap_ = std::move(larger);
  data_ = heap_.get();
  capacity_ = capacity;
}

}  // namespace brume::emulator

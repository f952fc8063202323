#include "emulator/text/text_buffer.h"

#include <algorithm>
#include <charconv>
#include <cstdint>

#include "emulator/text/json_text.h"
#include "emulator/text/swar.h"

namespace brume::emulator {
namespace {

// Has a high bit set when one of the eight may not stand for itself, and perhaps when one may.
std::uint64_t special_bits(std::uint64_t word) {
  const std::uint64_t quote = word ^ byte_scan::kOnes * '"';
  const std::uint64_t backslash = word ^ byte_scan::kOnes * '\\';
  return word | (word - byte_scan::kOnes * 0x20) | ((quote - byte_scan::kOnes) & ~quote) |
         ((backslash - byte_scan::kOnes) & ~backslash);
}

// Fewer than eight bytes, by two moves that may overlap.
void copy_short(char* to, const char* from, std::size_t size) {
  if (size >= 4) {
    char back[4];
    std::memcpy(back, from + size - sizeof back, sizeof back);
    std::memcpy(to, from, 4);
    std::memcpy(to + size - sizeof back, back, sizeof back);
    return;
  }
  for (std::size_t i = 0; i < size; ++i) to[i] = from[i];
}

// Copies eight bytes at a time; false when one of them may not stand for itself.
bool copy_plain(char* to, std::string_view text) {
  const std::size_t size = text.size();
  if (size < sizeof(std::uint64_t)) {
    const std::uint64_t special = special_bits(byte_scan::short_word(text.data(), size));
    copy_short(to, text.data(), size);
    return !byte_scan::has_high_bit(special);
  }
  constexpr std::size_t kBlock = 64;  // what is copied before anybody asks
  std::uint64_t word = 0;
  std::uint64_t special = 0;
  for (std::size_t at = 0;; at = std::min(at + sizeof word, size - sizeof word)) {
    std::memcpy(&word, text.data() + at, sizeof word);
    std::memcpy(to + at, &word, sizeof word);
    special |= special_bits(word);
    const bool last = at == size - sizeof word;  // eight again, some of them once more
    if ((last || at % kBlock == 0) && byte_scan::has_high_bit(special)) return false;
    if (last) return true;
  }
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

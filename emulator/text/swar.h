// Looks through text eight bytes at a time for the few that need care: quotes in JSON, controls on
// a terminal. Texts of a call are looked through several times, and nearly always hold none. Pure.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace brume::emulator::byte_scan {

constexpr std::uint64_t kOnes = 0x0101010101010101u;
constexpr std::uint64_t kHighBits = kOnes * 0x80;

// Each is true, for eight bytes at once, when one of them is such a byte, and perhaps when none is
// but one may be.
constexpr bool has_control(std::uint64_t word) {  // below 0x20
  return ((word - kOnes * 0x20) & ~word & kHighBits) != 0;
}
constexpr bool has_byte(std::uint64_t word, unsigned char byte) {
  const std::uint64_t zeros = word ^ (kOnes * byte);
  return ((zeros - kOnes) & ~zeros & kHighBits) != 0;
}
constexpr bool has_high_bit(std::uint64_t word) {
  return (word & kHighBits) != 0;
}

// The eight characters with A to Z in lower case.
constexpr std::uint64_t lower(std::uint64_t word) {
  const std::uint64_t low = word & ~kHighBits;
  const std::uint64_t from_a = low + kOnes * (0x80 - 'A');
  const std::uint64_t behind_z = low + kOnes * (0x80 - 'Z' - 1);
  return word | ((from_a & ~behind_z & ~word & kHighBits) >> 2);
}

// Up to seven bytes in one word, some of them perhaps twice; spaces for none.
inline std::uint64_t short_word(const char* text, std::size_t size) {
  if (size >= 4) {
    std::uint32_t front = 0;
    std::uint32_t back = 0;
    std::memcpy(&front, text, sizeof front);
    std::memcpy(&back, text + size - sizeof back, sizeof back);
    return front | std::uint64_t{back} << 32;
  }
  std::uint64_t word = kOnes * ' ';
  for (std::size_t i = 0; i < size; ++i) {
    word = word << 8 | static_cast<unsigned char>(text[i]);
  }
  return word;
}

// Where the first byte at or after `from` stands that `is_special` is true of, else the size.
// `may_be`, of eight bytes at once: false when none of them can be; spaces never are.
template <typename MayBe, typename IsSpecial>
std::size_t find_special(std::string_view text, std::size_t from, MayBe may_be,
                         IsSpecial is_special) {
  while (from < text.size()) {
    std::uint64_t word = kOnes * ' ';
    const std::size_t bytes = std::min(text.size() - from, sizeof word);
    std::memcpy(&word, text.data() + from, bytes);
    const std::size_t end = from + bytes;
    if (may_be(word)) {
      for (; from < end; ++from) {
        if (is_special(static_cast<unsigned char>(text[from]))) return from;
      }
    }
    from = end;
  }
  return from;
}

}  // namespace brume::emulator::byte_scan

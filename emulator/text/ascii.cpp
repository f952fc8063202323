#include "emulator/text/ascii.h"

#include <cstdint>
#include <cstring>

#include "emulator/text/swar.h"

namespace brume::emulator {
namespace {

std::uint64_t lower_word(const char* text) {
  std::uint64_t word = 0;
  std::memcpy(&word, text, sizeof word);
  return byte_scan::lower(word);
}

}  // namespace

std::string lower_case(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(), to_lower);
  return result;
}

std::string upper_case(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(), to_upper);
  return result;
}

bool same_letters(std::string_view left, std::string_view right) {
  const std::size_t size = left.size();
  if (size < sizeof(std::uint64_t)) {
    return byte_scan::lower(byte_scan::short_word(left.data(), size)) ==
           byte_scan::lower(byte_scan::short_word(right.data(), size));
  }
  for (std::size_t at = 0;;
       at = std::min(at + sizeof(std::uint64_t), size - sizeof(std::uint64_t))) {
    if (lower_word(left.data() + at) != lower_word(right.data() + at)) return false;
    if (at == size - sizeof(std::uint64_t)) return true;  // the last eight, some of them once more
  }
}

}  // namespace brume::emulator

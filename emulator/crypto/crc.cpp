#include "emulator/crypto/crc.h"

#include <zlib.h>

#include <array>
#include <cstring>

namespace brume::emulator {
namespace {

constexpr std::uint32_t kCrc32 = 0xEDB88320;
constexpr std::uint32_t kCrc32c = 0x82F63B78;
constexpr std::uint64_t kCrc64Nvme = 0x9A6C9329AC4BC9B5;

// table[n][b]: what byte b, with n bytes of zero behind it, adds.
template <typename Word>
using Table = std::array<std::array<Word, 256>, 8>;

template <typename Word>
constexpr Table<Word> make_table(Word polynomial) {
  Table<Word> table{};
  for (std::size_t byte = 0; byte < 256; ++byte) {
    auto word = static_cast<Word>(byte);
    for (int bit = 0; bit < 8; ++bit) word = (word >> 1) ^ ((word & 1) != 0 ? polynomial : 0);
    table[0][byte] = word;
  }
  for (std::size_t row = 1; row < 8; ++row) {
    for (std::size_t byte = 0; byte < 256; ++byte) {
      const Word before = table[row - 1][byte];
      table[row][byte] = (before >> 8) ^ table[0][before & 0xFF];
    }
  }
  return table;
}

constexpr Table<std::uint32_t> kTable32c = make_table(kCrc32c);
constexpr Table<std::uint64_t> kTable64 = make_table(kCrc64Nvme);

// Eight bytes at a time. For little-endian machines, as all of Brume's are.
template <typename Word>
Word update(const Table<Word>& table, Word crc, std::string_view bytes) {
  crc = ~crc;
  while (bytes.size() >= 8) {
    std::uint64_t eight = 0;
    std::memcpy(&eight, bytes.data(), 8);
    eight ^= crc;
    crc = 0;
    for (std::size_t at = 0; at < 8; ++at) crc ^= table[7 - at][(eight >> (8 * at)) & 0xFF];
    bytes.remove_prefix(8);
  }
  for (const char c : bytes) crc = (crc >> 8) ^ table[0][(crc ^ static_cast<Word>(c)) & 0xFF];
  return ~crc;
}

// The product of two polynomials modulo a third, all reflected: the highest bit is x^0.
template <typename Word>
constexpr Word multiply(Word a, Word b, Word polynomial) {
  Word product = 0;
  for (Word bit = Word{1} << (sizeof(Word) * 8 - 1); bit != 0; bit >>= 1) {
    if ((a & bit) != 0) product ^= b;
    b = (b >> 1) ^ ((b & 1) != 0 ? polynomial : 0);
  }
  return product;
}

// The first one's CRC with so many bytes of zero behind it, and the second's on top.
template <typename Word>
Word joined(Word first, Word second, std::uint64_t second_bytes, Word polynomial) {
  constexpr Word kOne = Word{1} << (sizeof(Word) * 8 - 1);
  Word power = kOne >> 8;  // x^8: one byte
  Word shift = kOne;
  for (; second_bytes != 0; second_bytes >>= 1) {
    if ((second_bytes & 1) != 0) shift = multiply(shift, power, polynomial);
    power = multiply(power, power, polynomial);
  }
  return multiply(first, shift, polynomial) ^ second;
}

}  // namespace

std::uint32_t crc32(std::uint32_t crc, std::string_view bytes) {
  return static_cast<std::uint32_t>(
      ::crc32_z(crc, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size()));
}

std::uint32_t crc32c(std::uint32_t crc, std::string_view bytes) {
  return update(kTable32c, crc, bytes);
}

std::uint64_t crc64nvme(std::uint64_t crc, std::string_view bytes) {
  return update(kTable64, crc, bytes);
}

std::uint32_t crc32_joined(std::uint32_t first, std::uint32_t second, std::uint64_t second_bytes) {
  return joined(first, second, second_bytes, kCrc32);
}

std::uint32_t crc32c_joined(std::uint32_t first, std::uint32_t second, std::uint64_t second_bytes) {
  return joined(first, second, second_bytes, kCrc32c);
}

std::uint64_t crc64nvme_joined(std::uint64_t first, std::uint64_t second,
                               std::uint64_t second_bytes) {
  return joined(first, second, second_bytes, kCrc64Nvme);
}

}  // namespace brume::emulator

#include "emulator/base/ids.h"

#include <algorithm>
#include <cstring>
#include <random>

namespace brume::emulator {
namespace {

// The digits of eight bytes at once, the lowest first: each nibble in a byte of its own, and from
// ten on those letters that come 39 characters behind where the digits' row would go on.
std::uint64_t hex_of(std::uint32_t bits) {
  std::uint64_t word = bits;
  word = (word | word << 16) & 0x0000FFFF0000FFFFu;
  word = (word | word << 8) & 0x00FF00FF00FF00FFu;
  word = (word | word << 4) & 0x0F0F0F0F0F0F0F0Fu;
  const std::uint64_t letters = (word + 0x0606060606060606u) >> 4 & 0x0101010101010101u;
  return word + 0x3030303030303030u + letters * ('a' - '0' - 10);
}

void put_hex(char* to, std::uint64_t bits) {
  const std::uint64_t low = hex_of(static_cast<std::uint32_t>(bits));
  const std::uint64_t high = hex_of(static_cast<std::uint32_t>(bits >> 32));
  std::memcpy(to, &low, sizeof low);
  std::memcpy(to + sizeof low, &high, sizeof high);
}

}  // namespace

std::string Ids::uuid() {
  char digits[32];
  const std::uint64_t b = next();
  put_hex(digits, next());
  put_hex(digits + 16, b >> 2);
  std::string out(36, '-');
  std::memcpy(&out[0], digits, 8);
  std::memcpy(&out[9], digits + 8, 4);
  out[14] = '4';
  std::memcpy(&out[15], digits + 12, 3);
  out[19] = "89ab"[b & 3];
  std::memcpy(&out[20], digits + 16, 3);
  std::memcpy(&out[24], digits + 19, 12);
  return out;
}

std::string Ids::hex(int digits) {
  std::string out;
  append_hex(out, digits);
  return out;
}

void Ids::append_hex(std::string& out, int digits) {
  char text[16];
  while (digits > 0) {
    const int some = std::min(digits, 16);
    put_hex(text, next());
    out.append(text, static_cast<std::size_t>(some));
    digits -= some;
  }
}

struct IdEngine {
  std::mt19937_64 next;
};

RandomIds::RandomIds() : engine_(std::make_unique<IdEngine>()) {
  std::random_device device;
  std::seed_seq seed{device(), device(), device(), device()};
  engine_->next.seed(seed);
}
RandomIds::~RandomIds() = default;

std::uint64_t RandomIds::next() {
  return engine_->next();
}

SequentialIds::SequentialIds(std::uint64_t seed)
    : engine_(std::make_unique<IdEngine>(IdEngine{std::mt19937_64(seed)})) {}
SequentialIds::~SequentialIds() = default;

std::uint64_t SequentialIds::next() {
  return engine_->next();
}

}  // namespace brume::emulator

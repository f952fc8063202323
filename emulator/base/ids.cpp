#include "emulator/base/ids.h"

namespace brume::emulator {
namespace {

void append_hex(std::string& out, std::uint64_t bits, int digits) {
  char text[16];
  for (int i = 0; i < digits; ++i) {
    text[i] = "0123456789abcdef"[bits & 0xF];
    bits >>= 4;
  }
  out.append(text, static_cast<std::size_t>(digits));
}

}  // namespace

std::string Ids::uuid() {
  const std::uint64_t a = next();
  const std::uint64_t b = next();
  std::string out;
  out.reserve(36);
  append_hex(out, a, 8);
  out += '-';
  append_hex(out, a >> 32, 4);
  out += "-4";
  append_hex(out, a >> 48, 3);
  out += '-';
  out += "89ab"[b & 3];
  append_hex(out, b >> 2, 3);
  out += '-';
  append_hex(out, b >> 14, 12);
  return out;
}

std::string Ids::hex(int digits) {
  std::string out;
  out.reserve(static_cast<std::size_t>(digits));
  for (; digits > 16; digits -= 16) append_hex(out, next(), 16);
  append_hex(out, next(), digits);
  return out;
}

RandomIds::RandomIds() {
  std::random_device device;
  std::seed_seq seed{device(), device(), device(), device()};
  engine_.seed(seed);
}

}  // namespace brume::emulator

#include "emulator/app/printable.h"

#include <cstdint>
#include <cstdio>

#include "emulator/text/swar.h"

namespace brume::emulator::app {
namespace {

bool is_plain(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return (byte >= 0x20 && byte != 0x7F) || c == '\t' || c == '\x1B';
}

}  // namespace

void append_printable(std::string& out, std::string_view text) {
  const auto may_be = [](std::uint64_t word) {
    return byte_scan::has_control(word) || byte_scan::has_byte(word, 0x7F);
  };
  const auto is_special = [](unsigned char c) { return !is_plain(static_cast<char>(c)); };
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = byte_scan::find_special(text, at, may_be, is_special);
    out.append(text, at, end - at);
    at = end;
    if (at == text.size()) return;
    char escape[8];
    std::snprintf(escape, sizeof escape, "\\x%02x", static_cast<unsigned char>(text[at++]));
    out += escape;
  }
}

}  // namespace brume::emulator::app

#include "emulator/text/json_text.h"

#include <cstdint>
#include <cstdio>
#include <cstring>

#include "emulator/text/swar.h"

namespace brume::emulator {
namespace {

// The bytes of the UTF-8 sequence at the front of `text`; 0 when it is none.
std::size_t sequence_length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(0);
  if (first < 0x80) return 1;
  const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4 || text.size() < length) return 0;
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return 0;
  }
  const bool overlong = (first == 0xE0 && byte(1) < 0xA0) || (first == 0xF0 && byte(1) < 0x90);
  const bool surrogate = first == 0xED && byte(1) > 0x9F;
  const bool beyond = first == 0xF4 && byte(1) > 0x8F;
  return overlong || surrogate || beyond ? 0 : length;
}

void append_escaped(std::string& out, char c) {
  switch (c) {
    case '"':
      out += "\\\"";
      return;
    case '\\':
      out += "\\\\";
      return;
    case '\n':
      out += "\\n";
      return;
    case '\r':
      out += "\\r";
      return;
    case '\t':
      out += "\\t";
      return;
    default:
      break;
  }
  if (static_cast<unsigned char>(c) >= 0x20) {
    out += c;
    return;
  }
  char escape[8];
  std::snprintf(escape, sizeof escape, "\\u%04x", static_cast<unsigned>(c));
  out += escape;
}

// How many bytes at the front of `text` stand for themselves.
std::size_t plain_length(std::string_view text) {
  const auto may_be = [](std::uint64_t word) {
    return byte_scan::has_high_bit(word) || byte_scan::has_control(word) ||
           byte_scan::has_byte(word, '"') || byte_scan::has_byte(word, '\\');
  };
  const auto is_special = [](unsigned char c) {
    return c < 0x20 || c >= 0x80 || c == '"' || c == '\\';
  };
  return byte_scan::find_special(text, 0, may_be, is_special);
}

}  // namespace

void append_json_string(std::string& out, std::string_view text) {
  // Nearly always: both quotes at once, then what they hold.
  if (plain_length(text) == text.size()) {
    const std::size_t from = out.size();
    out.append(text.size() + 2, '"');
    text.copy(out.data() + from + 1, text.size());
    return;
  }
  out += '"';
  while (!text.empty()) {
    const std::size_t plain = plain_length(text);
    out.append(text.data(), plain);
    text.remove_prefix(plain);
    if (text.empty()) break;
    const std::size_t length = sequence_length(text);
    if (length == 1) {
      append_escaped(out, text.front());
    } else if (length == 0) {
      out += "\xEF\xBF\xBD";
    } else {
      out += text.substr(0, length);
    }
    text.remove_prefix(length == 0 ? 1 : length);
  }
  out += '"';
}

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    std::uint64_t word = 0;
    if (text.size() >= sizeof word) {
      std::memcpy(&word, text.data(), sizeof word);
      if (!byte_scan::has_high_bit(word)) {
        text.remove_prefix(sizeof word);
        continue;
      }
    }
    const std::size_t length = sequence_length(text);
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

void JsonObject::name(std::string_view name) {
  if (out_.size() > 1) out_ += ',';
  append_json_string(out_, name);
  out_ += ':';
}

JsonObject& JsonObject::text(std::string_view member, std::string_view value) {
  name(member);
  append_json_string(out_, value);
  return *this;
}

JsonObject& JsonObject::raw(std::string_view member, std::string_view value) {
  name(member);
  out_ += value;
  return *this;
}

JsonObject& JsonObject::number(std::string_view member, long long value) {
  return raw(member, std::to_string(value));
}

std::string JsonObject::finish() {
  out_ += '}';
  return std::move(out_);
}

}  // namespace brume::emulator

#include "emulator/text/json_reader.h"

#include <cstdint>

#include "emulator/text/ascii.h"
#include "emulator/text/json_text.h"
#include "emulator/text/swar.h"

namespace brume::emulator {
namespace {

// What ends a stretch of a string that is copied as it stands.
constexpr auto kMayEndPlain = [](std::uint64_t word) {
  return byte_scan::has_control(word) || byte_scan::has_byte(word, '"') ||
         byte_scan::has_byte(word, '\\');
};
constexpr auto kEndsPlain = [](unsigned char c) { return c < 0x20 || c == '"' || c == '\\'; };

void append_utf8(std::string& out, unsigned point) {
  const auto tail = [&out, point](unsigned shift) {
    out += static_cast<char>(0x80 | (point >> shift & 0x3F));
  };
  if (point < 0x80) {
    out += static_cast<char>(point);
  } else if (point < 0x800) {
    out += static_cast<char>(0xC0 | point >> 6);
    tail(0);
  } else if (point < 0x10000) {
    out += static_cast<char>(0xE0 | point >> 12);
    tail(6);
    tail(0);
  } else {
    out += static_cast<char>(0xF0 | point >> 18);
    tail(12);
    tail(6);
    tail(0);
  }
}

}  // namespace

bool JsonReader::fail() {
  failed_ = true;
  return false;
}

void JsonReader::skip_space() {
  while (at_ < text_.size() &&
         (text_[at_] == ' ' || text_[at_] == '\t' || text_[at_] == '\n' || text_[at_] == '\r')) {
    ++at_;
  }
}

JsonReader::Kind JsonReader::peek() {
  skip_space();
  if (failed_ || at_ == text_.size()) return Kind::kNone;
  switch (text_[at_]) {
    case 'n':
      return Kind::kNull;
    case 't':
    case 'f':
      return Kind::kBoolean;
    case '"':
      return Kind::kString;
    case '[':
      return Kind::kArray;
    case '{':
      return Kind::kObject;
    default:
      return text_[at_] == '-' || is_digit(text_[at_]) ? Kind::kNumber : Kind::kNone;
  }
}

bool JsonReader::code_unit(unsigned& unit) {
  if (text_.size() - at_ < 4) return fail();
  unit = 0;
  for (int i = 0; i < 4; ++i) {
    const char c = text_[at_++];
    const char lower = static_cast<char>(c | 0x20);
    if (is_digit(c)) {
      unit = unit << 4 | static_cast<unsigned>(c - '0');
    } else if (lower >= 'a' && lower <= 'f') {
      unit = unit << 4 | static_cast<unsigned>(lower - 'a' + 10);
    } else {
      return fail();
    }
  }
  return true;
}

// Behind the backslash.
bool JsonReader::escape(std::string* out) {
  constexpr std::string_view kNames = "\"\\/bfnrt";
  constexpr std::string_view kValues = "\"\\/\b\f\n\r\t";
  if (at_ == text_.size()) return fail();
  const char c = text_[at_++];
  const std::size_t known = kNames.find(c);
  if (known != std::string_view::npos) {
    if (out != nullptr) *out += kValues[known];
    return true;
  }
  unsigned unit = 0;
  if (c != 'u' || !code_unit(unit)) return fail();
  if (unit >= 0xDC00 && unit < 0xE000) return fail();
  if (unit >= 0xD800 && unit < 0xDC00) {
    unsigned low = 0;
    if (text_.substr(at_, 2) != "\\u") return fail();
    at_ += 2;
    if (!code_unit(low) || low < 0xDC00 || low >= 0xE000) return fail();
    unit = 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00);
  }
  if (out != nullptr) append_utf8(*out, unit);
  return true;
}

bool JsonReader::string(std::string& out) {
  out.clear();
  return read_string(&out);
}

bool JsonReader::read_string(std::string* out) {
  if (peek() != Kind::kString) return fail();
  ++at_;
  const std::size_t begin = at_;
  while (true) {
    const std::size_t plain = byte_scan::find_special(text_, at_, kMayEndPlain, kEndsPlain);
    if (out != nullptr && plain > at_) out->append(text_, at_, plain - at_);
    at_ = plain;
    if (at_ == text_.size()) return fail();
    const char c = text_[at_++];
    if (c == '"') break;
    if (c != '\\' || !escape(out)) return fail();
  }
  return is_utf8(text_.substr(begin, at_ - begin)) || fail();
}

bool JsonReader::number(std::string_view& out) {
  if (peek() != Kind::kNumber) return fail();
  const std::size_t begin = at_;
  const auto digits = [this] {
    const std::size_t from = at_;
    while (at_ < text_.size() && is_digit(text_[at_])) ++at_;
    return at_ - from;
  };
  const auto next_is = [this](char c) { return at_ < text_.size() && text_[at_] == c; };
  if (next_is('-')) ++at_;
  const bool zero = next_is('0');
  const std::size_t whole = digits();
  if (whole == 0 || (zero && whole > 1)) return fail();
  if (next_is('.')) {
    ++at_;
    if (digits() == 0) return fail();
  }
  if (next_is('e') || next_is('E')) {
    ++at_;
    if (next_is('+') || next_is('-')) ++at_;
    if (digits() == 0) return fail();
  }
  out = text_.substr(begin, at_ - begin);
  return true;
}

bool JsonReader::word(std::string_view expected) {
  if (text_.substr(at_, expected.size()) != expected) return fail();
  at_ += expected.size();
  return true;
}

bool JsonReader::literal(std::string_view& out) {
  const Kind kind = peek();
  if (kind != Kind::kNull && kind != Kind::kBoolean) return fail();
  out = text_[at_] == 'n' ? "null" : text_[at_] == 't' ? "true" : "false";
  return word(out);
}

bool JsonReader::enter(char opening) {
  skip_space();
  if (failed_ || at_ == text_.size() || text_[at_] != opening) return fail();
  ++at_;
  first_ = true;
  return true;
}

bool JsonReader::more(char closing) {
  skip_space();
  if (failed_ || at_ == text_.size()) return fail();
  const bool first = first_;
  first_ = false;
  if (text_[at_] == closing) {
    ++at_;
    return false;
  }
  if (first) return true;
  if (text_[at_] != ',') return fail();
  ++at_;
  return true;
}

bool JsonReader::more_members(std::string& name) {
  if (!more('}')) return false;
  if (!string(name)) return false;
  skip_space();
  if (at_ == text_.size() || text_[at_] != ':') return fail();
  ++at_;
  return true;
}

// One value that holds no other, or one opening or closing bracket. `open`: the brackets that are
// still to be closed.
bool JsonReader::step_over(std::string& open) {
  std::string_view scalar;
  switch (peek()) {
    case Kind::kObject:
    case Kind::kArray:
      open += text_[at_] == '{' ? '}' : ']';
      ++at_;
      first_ = true;
      return true;
    case Kind::kString:
      return read_string(nullptr);
    case Kind::kNumber:
      return number(scalar);
    case Kind::kNull:
    case Kind::kBoolean:
      return literal(scalar);
    case Kind::kNone:
      break;
  }
  return fail();
}

bool JsonReader::skip(std::string_view& out) {
  skip_space();
  const std::size_t begin = at_;
  std::string open;
  std::string name;
  while (true) {
    if (!step_over(open)) return false;
    // Closes all that ends here.
    while (!open.empty()) {
      const bool goes_on = open.back() == '}' ? more_members(name) : more(']');
      if (failed_) return false;
      if (goes_on) break;
      open.pop_back();
    }
    if (open.empty()) break;
  }
  out = text_.substr(begin, at_ - begin);
  return true;
}

bool JsonReader::at_end() {
  skip_space();
  return !failed_ && at_ == text_.size();
}

}  // namespace brume::emulator

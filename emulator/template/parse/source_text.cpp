#include "emulator/template/parse/source_text.h"

#include <algorithm>
#include <array>

namespace brume::emulator {
namespace {

constexpr std::string_view kSpace = " \t\r\n";
constexpr std::string_view kFlowIndicators = ",[]{}";

bool continues(char c) {
  return (static_cast<unsigned char>(c) & 0xc0) == 0x80;
}
bool is_blank(char c) {
  return c == ' ' || c == '\t';
}
bool ends_line(char c) {
  return c == '\n' || c == '\r' || c == '\0';
}

struct CodePoint {
  std::uint32_t code = 0;
  std::size_t size = 0;  // 0: not UTF-8
};

CodePoint decode(std::string_view text) {
  const auto lead = static_cast<unsigned char>(text[0]);
  if (lead < 0x80) return {lead, 1};
  std::size_t size = 0;
  if ((lead & 0xe0) == 0xc0) size = 2;
  if ((lead & 0xf0) == 0xe0) size = 3;
  if ((lead & 0xf8) == 0xf0) size = 4;
  if (size == 0 || size > text.size()) return {};
  std::uint32_t code = lead & (0x7fU >> size);
  for (std::size_t i = 1; i < size; ++i) {
    if (!continues(text[i])) return {};
    code = (code << 6) | (static_cast<unsigned char>(text[i]) & 0x3fU);
  }
  constexpr std::array<std::uint32_t, 5> kSmallest{0, 0, 0x80, 0x800, 0x10000};
  const bool surrogate = code >= 0xd800 && code < 0xe000;
  if (code < kSmallest[size] || code > 0x10ffff || surrogate) return {};
  return {code, size};
}

// YAML 1.1's c-printable.
bool is_printable(std::uint32_t code) {
  if (code < 0x20) return code == '\t' || code == '\n' || code == '\r';
  return code < 0x7f || code == 0x85 || (code >= 0xa0 && code != 0xfffe && code != 0xffff);
}

// The parser ends lines at LF and CR LF; a CR alone is a line end too. The size stays.
std::string with_line_feeds(std::string_view text) {
  std::string result(text);
  for (std::size_t i = result.find('\r'); i != std::string::npos; i = result.find('\r', i + 1)) {
    if (i + 1 == result.size() || result[i + 1] != '\n') result[i] = '\n';
  }
  return result;
}

}  // namespace

SourceText::SourceText(std::string_view text, std::uint32_t file)
    : text_(with_line_feeds(text)), file_(file) {}

SourceText SourceText::joined(std::string_view text, std::uint32_t file) {
  SurrogatePairs pairs;
  SourceText result(pairs.join(text), file);
  result.pairs_ = std::move(pairs);
  return result;
}

std::optional<SourceText::Unreadable> SourceText::unreadable() const {
  const std::string_view text = text_;
  for (std::size_t i = 0; i < text.size();) {
    const CodePoint point = decode(text.substr(i));
    if (point.size == 0) {
      const auto lead = static_cast<unsigned char>(text[i]);
      const bool leads = lead >= 0xc2 && lead < 0xf5;
      return Unreadable{i, leads ? "invalid UTF-8 sequence" : "invalid leading UTF-8 octet"};
    }
    if (!is_printable(point.code)) return Unreadable{i, "control characters are not allowed"};
    i += point.size;
  }
  return std::nullopt;
}

SourcePosition SourceText::position(std::size_t offset) const {
  offset = std::min(offset, text_.size());
  if (offset < cursor_.offset) {
    const std::string_view between(text_.data() + offset, cursor_.offset - offset);
    cursor_.line -= static_cast<std::uint32_t>(std::count(between.begin(), between.end(), '\n'));
    cursor_.offset = line_start(offset);
    cursor_.column = 1;
  }
  for (; cursor_.offset < offset; ++cursor_.offset) {
    if (text_[cursor_.offset] == '\n') {
      ++cursor_.line;
      cursor_.column = 1;
    } else if (!continues(text_[cursor_.offset])) {
      ++cursor_.column;
    }
  }
  return {file_, cursor_.line, pairs_.original_column(cursor_.line, cursor_.column)};
}

std::uint32_t SourceText::length(std::size_t offset, std::size_t end) const {
  const SourcePosition first = position(offset);
  const SourcePosition last = position(end);
  return last.line == first.line && last.column > first.column ? last.column - first.column : 1;
}

bool SourceText::starts_with(std::size_t offset, std::string_view what) const {
  return offset <= text_.size() && std::string_view(text_).substr(offset).starts_with(what);
}

std::size_t SourceText::skip_blanks(std::size_t offset) const {
  while (is_blank(at(offset))) ++offset;
  return offset;
}

std::size_t SourceText::line_start(std::size_t offset) const {
  const std::size_t before = offset == 0 ? std::string::npos : text_.rfind('\n', offset - 1);
  return before == std::string::npos ? 0 : before + 1;
}

std::string_view SourceText::word(std::size_t offset) const {
  std::size_t end = offset;
  while (end < text_.size() && kSpace.find(text_[end]) == std::string_view::npos &&
         kFlowIndicators.find(text_[end]) == std::string_view::npos) {
    ++end;
  }
  return std::string_view(text_).substr(offset, end - offset);
}

std::size_t SourceText::content(std::size_t offset) const {
  while (at(offset) == '!' || at(offset) == '&') {
    const std::size_t closed =
        starts_with(offset, "!<") ? text_.find('>', offset) : std::string::npos;
    offset = closed == std::string::npos ? offset + word(offset).size() : closed + 1;
    offset = skip_blanks(offset);
  }
  return offset;
}

// Of the quote at `offset`; npos when there is none.
std::size_t SourceText::closing_quote(std::size_t offset) const {
  const char quote = text_[offset];
  const std::string_view ends = quote == '"' ? "\"\\" : "'";
  for (std::size_t i = text_.find_first_of(ends, offset + 1); i != std::string::npos;
       i = text_.find_first_of(ends, i)) {
    const bool escapes = text_[i] == '\\' || (quote == '\'' && at(i + 1) == quote);
    if (!escapes) return i;
    i += 2;
  }
  return std::string::npos;
}

bool SourceText::closes(std::size_t offset) const {
  if (at(offset) != '"' && at(offset) != '\'') return true;
  return closing_quote(offset) != std::string::npos;
}

std::size_t SourceText::scalar_end(std::size_t offset, std::string_view value) const {
  const std::size_t begin = content(offset);
  const char first = at(begin);
  std::size_t end = begin;
  if (first == '"' || first == '\'') {
    const std::size_t size = std::min(closing_quote(begin), text_.size() - 1) + 1 - begin;
    const std::size_t line_end = std::string_view(text_).substr(begin, size).find_first_of("\r\n");
    end = begin + std::min(size, line_end);
  } else if (first == '|' || first == '>') {
    end = begin + word(begin).size();
  } else {
    // A plain scalar stands in the text as it is, up to the line's end.
    for (const char c : value) {
      if (at(end) != c || ends_line(c)) break;
      ++end;
    }
  }
  while (end > offset && is_blank(text_[end - 1])) --end;
  return end;
}

std::size_t SourceText::after_colon(std::size_t key_end) const {
  const std::size_t colon = skip_blanks(key_end);
  return at(colon) == ':' ? colon + 1 : key_end;
}

std::size_t SourceText::after_dash(std::size_t offset) const {
  std::size_t end = std::min(offset, text_.size());
  while (true) {
    const std::size_t start = line_start(end);
    const std::string_view line = std::string_view(text_).substr(start, end - start);
    const std::size_t comment = line.find('#');
    const std::size_t last = line.substr(0, comment).find_last_not_of(kSpace);
    if (last != std::string_view::npos) return line[last] == '-' ? start + last + 1 : offset;
    if (start == 0) return offset;
    end = start - 1;
  }
}

std::size_t SourceText::within(std::size_t offset) const {
  const std::size_t last = text_.find_last_not_of(kSpace);
  return std::min(offset, last == std::string::npos ? 0 : last + 1);
}

bool SourceText::tab_indents(std::size_t offset) const {
  if (is_json()) return false;
  const std::size_t start = line_start(std::min(offset, text_.size()));
  const std::size_t end = skip_blanks(start);
  return std::string_view(text_).substr(start, end - start).find('\t') != std::string_view::npos;
}

bool SourceText::begins_line(std::size_t offset) const {
  return skip_blanks(line_start(std::min(offset, text_.size()))) >= offset;
}

bool SourceText::is_json() const {
  const std::size_t first = text_.find_first_not_of(kSpace);
  return first != std::string::npos && text_[first] == '{';
}

}  // namespace brume::emulator

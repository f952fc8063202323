#include "emulator/cli/manual/roff_page.h"

#include <cstdint>
#include <cstdio>

namespace brume::emulator::cli {
namespace {

// The code point that begins at text[at]; moves `at` to its last byte.
// REQUIRES: text is UTF-8
std::uint32_t code_point(std::string_view text, std::size_t& at) {
  const auto byte = [text](std::size_t i) {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U;
  };
  const std::uint32_t first = byte(at);
  const std::size_t more = first >= 0xF0U ? 3 : first >= 0xE0U ? 2 : 1;
  std::uint32_t point = first & (0x3FU >> more);
  for (std::size_t i = 0; i < more; ++i) point = (point << 6U) | (byte(++at) & 0x3FU);
  return point;
}

// What stands for a character that roff would read as markup, or print as a typographic one.
const char* quoted(char c) {
  switch (c) {
    case '\\':
      return "\\(rs";
    case '-':
      return "\\-";
    case '\'':
      return "\\(aq";
    case '"':
      return "\\(dq";
    case '`':
      return "\\(ga";
    case '^':
      return "\\(ha";
    case '~':
      return "\\(ti";
    default:
      return nullptr;
  }
}

// Line ends and what surrounds them become one space: a line that begins with one is a break.
std::string joined(std::string_view text) {
  std::string line;
  for (const char c : text) {
    const bool is_space = c == '\n' || c == ' ';
    if (!is_space) {
      line += c;
    } else if (!line.empty() && line.back() != ' ') {
      line += ' ';
    }
  }
  if (line.ends_with(' ')) line.pop_back();
  return line;
}

// A request of roff is a line that begins with a dot; a quote is no longer there.
std::string as_line(std::string line) {
  return (line.starts_with('.') ? "\\&" : "") + std::move(line) + "\n";
}

// `code` in bold. A backquote without its partner is one of the text.
std::string prose(std::string_view text) {
  const std::string line = joined(text);
  std::string out;
  for (std::size_t at = 0; at < line.size();) {
    const std::size_t open = line.find('`', at);
    const std::size_t close = open == line.npos ? open : line.find('`', open + 1);
    if (close == line.npos) return out + RoffPage::plain(std::string_view(line).substr(at));
    out += RoffPage::plain(std::string_view(line).substr(at, open - at));
    out += RoffPage::bold(std::string_view(line).substr(open + 1, close - open - 1));
    at = close + 1;
  }
  return out;
}

}  // namespace

RoffPage::RoffPage(std::string_view title, std::string_view source) {
  text_ = ".TH \"" + plain(title) + "\" 1 \"\" \"" + plain(source) + "\" \"Brume\"\n";
  // Neither hyphens nor wider spaces: what is copied from the page is what was meant.
  text_ += ".nh\n.ad l\n";
}

void RoffPage::section(std::string_view title) {
  text_ += ".SH " + plain(title) + "\n";
}

void RoffPage::subsection(std::string_view title) {
  text_ += ".SS " + plain(title) + "\n";
}

void RoffPage::paragraph(std::string_view text) {
  const std::string line = prose(text);
  if (!line.empty()) text_ += ".PP\n" + as_line(line);
}

void RoffPage::entry(std::string_view term, std::string_view text) {
  text_ += ".TP\n" + as_line(std::string(term)) + as_line(prose(text));
}

void RoffPage::line(std::string_view roff) {
  text_ += as_line(std::string(roff));
}

void RoffPage::example(const std::vector<std::string>& lines) {
  text_ += ".PP\n.EX\n";
  for (const std::string& line : lines) text_ += as_line(plain(line));
  text_ += ".EE\n.nh\n";  // .EE hyphenates again
}

std::string RoffPage::plain(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (const char* quote = quoted(text[at])) {
      out += quote;
    } else if (static_cast<unsigned char>(text[at]) < 0x80U) {
      out += text[at];
    } else {
      char name[16];
      std::snprintf(name, sizeof name, "\\[u%04X]", code_point(text, at));
      out += name;
    }
  }
  return out;
}

std::string RoffPage::bold(std::string_view text) {
  return "\\fB" + plain(text) + "\\fR";
}

std::string RoffPage::italic(std::string_view text) {
  return "\\fI" + plain(text) + "\\fR";
}

}  // namespace brume::emulator::cli

#include "emulator/template/model/diagnostic.h"

#include <algorithm>
#include <map>
#include <tuple>

#include "emulator/template/model/value_json.h"

namespace brume::emulator {
namespace {

// Longer lines (a template on one line of JSON) are shown as a window around the caret.
constexpr std::size_t kShownColumnsMax = 100;
constexpr std::size_t kShownBeforeCaret = 40;

struct Style {
  std::string_view severity, bold, caret, hint, off;
};

constexpr Style kPlainStyle{"", "", "", "", ""};

Style style_of(Diagnostic::Severity severity, bool color) {
  if (!color) return kPlainStyle;
  Style style{"\033[1;31m", "\033[1m", "\033[1;32m", "\033[36m", "\033[0m"};
  if (severity == Diagnostic::Severity::kWarning) style.severity = "\033[1;35m";
  if (severity == Diagnostic::Severity::kNote) style.severity = "\033[1;36m";
  return style;
}

// Where each line begins, found once a file however many diagnostics it has.
using LineStarts = std::vector<std::size_t>;

LineStarts line_starts(std::string_view text) {
  LineStarts starts{0};
  for (std::size_t at = text.find('\n'); at != std::string_view::npos;
       at = text.find('\n', at + 1)) {
    starts.push_back(at + 1);
  }
  return starts;
}

// The line's code points up to `limit`, each as its UTF-8 bytes; control characters become spaces.
std::vector<std::string> line_characters(std::string_view text, std::size_t begin,
                                         std::size_t limit) {
  std::vector<std::string> characters;
  for (; begin < text.size() && text[begin] != '\n'; ++begin) {
    const auto byte = static_cast<unsigned char>(text[begin]);
    if ((byte & 0xc0) == 0x80 && !characters.empty()) {
      characters.back() += text[begin];
    } else if (characters.size() == limit) {
      break;
    } else {
      characters.emplace_back(1, byte < 0x20 || byte == 0x7f ? ' ' : text[begin]);
    }
  }
  while (!characters.empty() && characters.back() == " ") characters.pop_back();
  return characters;
}

void show_line(std::string& out, const Diagnostic& diagnostic,
               const std::vector<std::string>& characters, const Style& style) {
  const std::size_t caret = diagnostic.at.column > 0 ? diagnostic.at.column - 1 : 0;
  std::size_t first = 0;
  if (characters.size() > kShownColumnsMax && caret > kShownBeforeCaret) {
    first = std::min(caret, characters.size()) - kShownBeforeCaret;
  }
  const std::size_t end = std::min(characters.size(), first + kShownColumnsMax);
  std::string number = std::to_string(diagnostic.at.line);
  number.insert(0, number.size() < 5 ? 5 - number.size() : 0, ' ');
  out += number + " | " + (first > 0 ? "…" : "");
  for (std::size_t i = first; i < end; ++i) out += characters[i];
  out += end < characters.size() ? "…\n" : "\n";
  out += std::string(number.size(), ' ') + " | " + (first > 0 ? " " : "");
  out += std::string(caret - std::min(first, caret), ' ');
  const std::size_t room = end > caret ? end - caret : 1;
  const std::size_t length = std::clamp<std::size_t>(diagnostic.length, 1, room);
  out += std::string(style.caret) + "^" + std::string(length - 1, '~') + std::string(style.off);
  out += '\n';
}

}  // namespace

std::string_view severity_name(Diagnostic::Severity severity) {
  switch (severity) {
    case Diagnostic::Severity::kError:
      return "error";
    case Diagnostic::Severity::kWarning:
      return "warning";
    case Diagnostic::Severity::kNote:
      return "note";
  }
  return "error";
}

bool has_errors(const Diagnostics& diagnostics) {
  return std::any_of(diagnostics.begin(), diagnostics.end(), [](const Diagnostic& diagnostic) {
    return diagnostic.severity == Diagnostic::Severity::kError;
  });
}

void tidy(Diagnostics& diagnostics) {
  const auto order = [](const Diagnostic& d) {
    return std::tuple(d.severity == Diagnostic::Severity::kNote, d.at.file, d.at.line, d.at.column);
  };
  std::stable_sort(diagnostics.begin(), diagnostics.end(),
                   [&](const Diagnostic& a, const Diagnostic& b) { return order(a) < order(b); });
  const auto same = [&](const Diagnostic& a, const Diagnostic& b) {
    return order(a) == order(b) && a.severity == b.severity && a.message == b.message &&
           (a.at.line != 0 || a.path == b.path);
  };
  Diagnostics kept;
  for (Diagnostic& diagnostic : diagnostics) {
    bool known = false;
    for (auto other = kept.rbegin(); other != kept.rend() && !known; ++other) {
      if (order(*other) != order(diagnostic)) break;
      known = same(*other, diagnostic);
    }
    if (!known) kept.push_back(std::move(diagnostic));
  }
  diagnostics = std::move(kept);
}

std::string render_text(const Diagnostics& diagnostics, const SourceFiles& sources, bool color) {
  std::string out;
  std::map<std::uint32_t, LineStarts> starts;
  for (const Diagnostic& diagnostic : diagnostics) {
    const Style style = style_of(diagnostic.severity, color);
    const bool placed = diagnostic.at.line > 0 && diagnostic.at.file < sources.size();
    out += style.bold;
    if (diagnostic.at.file < sources.size()) {
      out += sources[diagnostic.at.file].name + ":";
      if (placed) {
        out +=
            std::to_string(diagnostic.at.line) + ":" + std::to_string(diagnostic.at.column) + ":";
      }
      out += " ";
    }
    out += std::string(style.off) + std::string(style.severity);
    out += std::string(severity_name(diagnostic.severity)) + ": " + std::string(style.off);
    out += std::string(style.bold) + diagnostic.message + std::string(style.off) + "\n";
    if (placed) {
      const std::string& text = sources[diagnostic.at.file].text;
      LineStarts& lines = starts[diagnostic.at.file];
      if (lines.empty()) lines = line_starts(text);
      const std::size_t line = diagnostic.at.line - 1;
      const std::size_t begin = line < lines.size() ? lines[line] : text.size();
      show_line(out, diagnostic,
                line_characters(text, begin, diagnostic.at.column + kShownColumnsMax + 1), style);
    }
    if (!diagnostic.hint.empty()) {
      out += "      = " + std::string(style.hint) + diagnostic.hint + std::string(style.off) + "\n";
    }
    if (!diagnostic.path.empty()) out += "      = in " + diagnostic.path + "\n";
  }
  return out;
}

std::string render_json(const Diagnostics& diagnostics, const SourceFiles& sources) {
  Value::List list;
  for (const Diagnostic& diagnostic : diagnostics) {
    const bool named = diagnostic.at.file < sources.size();
    list.push_back(Value::map({
        {"severity", severity_name(diagnostic.severity)},
        {"rule", "brume/" + std::string(diagnostic.rule)},
        {"file", named ? std::string_view(sources[diagnostic.at.file].name) : std::string_view()},
        {"line", std::int64_t{diagnostic.at.line}},
        {"column", std::int64_t{diagnostic.at.column}},
        {"length", std::int64_t{diagnostic.length}},
        {"path", diagnostic.path},
        {"message", diagnostic.message},
        {"hint", diagnostic.hint},
    }));
  }
  return to_pretty_json(Value(std::move(list)));
}

}  // namespace brume::emulator

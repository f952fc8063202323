// What is wrong with a template, for a person and for a machine.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "emulator/template/model/source.h"

namespace brume::emulator {

struct Diagnostic {
  enum class Severity { kError, kWarning, kNote };
  Severity severity = Severity::kError;
  SourcePosition at;
  std::uint32_t length = 1;    // code points to underline, at least 1
  std::string path;            // "Resources.Hello.Properties.Timeout", or empty
  std::string message;         // one sentence: what is wrong
  std::string hint = {};       // what was expected, or "did you mean `Timeout`?"; may be empty
  std::string_view rule = {};  // which kind of mistake, from rules.h
};
using Diagnostics = std::vector<Diagnostic>;

// "error", "warning", "note": the words of compilers, and of SARIF.
std::string_view severity_name(Diagnostic::Severity);

bool has_errors(const Diagnostics&);
// Sorts by place, notes last, and drops what was said twice of one place (a Globals entry that is
// wrong for each of a hundred functions is wrong once).
void tidy(Diagnostics&);

// As a good compiler prints them: file:line:column, the line, a caret, the hint. `color` uses ANSI.
std::string render_text(const Diagnostics&, const SourceFiles&, bool color);
// A JSON array of {severity, rule, file, line, column, length, path, message, hint}.
std::string render_json(const Diagnostics&, const SourceFiles&);

}  // namespace brume::emulator

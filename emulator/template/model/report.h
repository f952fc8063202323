// Reporter: how every stage of a template's way says what is wrong. Finds the place in the text
// from the value it is told about.
//
// Refers to the Diagnostics it fills; they outlive it.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "emulator/template/model/diagnostic.h"
#include "emulator/template/model/path.h"
#include "emulator/template/model/rules.h"
#include "emulator/template/model/value.h"

namespace brume::emulator {

class Reporter {
 public:
  explicit Reporter(Diagnostics& diagnostics, std::string_view rule = rules::kTemplate)
      : diagnostics_(diagnostics), rule_(rule) {}
  // The same, for mistakes of another kind: `reporter.as(rules::kHandler).error(…)`.
  Reporter as(std::string_view rule) const { return Reporter(diagnostics_, rule); }

  void error(const Value& where, const Path& path, std::string message, std::string hint = {}) {
    add(Diagnostic::Severity::kError, {where.at(), where.length()}, path,
        {std::move(message), std::move(hint)});
  }
  // The same, with the caret under the member's key.
  void error(const Value::Member& where, const Path& path, std::string message,
             std::string hint = {}) {
    add(Diagnostic::Severity::kError, {where.key_at, where.key_length}, path,
        {std::move(message), std::move(hint)});
  }
  void warning(const Value& where, const Path& path, std::string message, std::string hint = {}) {
    add(Diagnostic::Severity::kWarning, {where.at(), where.length()}, path,
        {std::move(message), std::move(hint)});
  }
  void warning(const Value::Member& where, const Path& path, std::string message,
               std::string hint = {}) {
    add(Diagnostic::Severity::kWarning, {where.key_at, where.key_length}, path,
        {std::move(message), std::move(hint)});
  }
  void note(const Value& where, const Path& path, std::string message, std::string hint = {}) {
    add(Diagnostic::Severity::kNote, {where.at(), where.length()}, path,
        {std::move(message), std::move(hint)});
  }
  // About the file as a whole, or something that stands in no file.
  void error(std::string message, std::string hint = {}) {
    add(Diagnostic::Severity::kError, {}, Path(), {std::move(message), std::move(hint)});
  }

  bool has_errors() const { return brume::emulator::has_errors(diagnostics_); }
  Diagnostics& diagnostics() { return diagnostics_; }

 private:
  using Place = std::pair<SourcePosition, std::uint32_t>;
  using Words = std::pair<std::string, std::string>;  // message, hint
  void add(Diagnostic::Severity severity, Place place, const Path& path, Words words);

  Diagnostics& diagnostics_;
  std::string_view rule_;
};

}  // namespace brume::emulator

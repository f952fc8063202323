// A regular expression of a template: a parameter's AllowedPattern, an authorizer's validation
// expression, a model's `pattern`. With a limit on how long a match may be tried, so that neither a
// template nor a request can keep anyone busy.
//
// AWS's are Java's and ECMAScript's; PCRE2, which is used here, reads both where they are common.
// Any thread, one at a time.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "emulator/base/result.h"

namespace brume::emulator {

class Pattern {
 public:
  // kInvalidArgument, saying why, when it is not a regular expression.
  static Result<Pattern> compile(const std::string& expression);
  Pattern(Pattern&&) noexcept;
  Pattern& operator=(Pattern&&) noexcept;
  ~Pattern();

  // The whole text; text that is not UTF-8 or takes too long matches nothing.
  bool matches(std::string_view text) const { return match(text, true); }
  // Anywhere in the text.
  bool is_in(std::string_view text) const { return match(text, false); }

 private:
  struct Code;
  explicit Pattern(std::unique_ptr<Code> code);
  bool match(std::string_view text, bool whole) const;

  std::unique_ptr<Code> code_;
};

}  // namespace brume::emulator

#include "emulator/text/wildcard.h"

namespace brume::emulator {

bool matches_wildcard(std::string_view pattern, std::string_view text, Wildcards wildcards) {
  const bool any_character = wildcards == Wildcards::kStarAndQuestionMark;
  std::size_t p = 0;
  std::size_t t = 0;
  // Where to go on when what follows the last star does not fit: the star takes one more.
  std::size_t star = std::string_view::npos;
  std::size_t taken = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      taken = t;
    } else if (p < pattern.size() &&
               ((any_character && pattern[p] == '?') || pattern[p] == text[t])) {
      ++p;
      ++t;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      t = ++taken;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

}  // namespace brume::emulator

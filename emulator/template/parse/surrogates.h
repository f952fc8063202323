// JSON's surrogate pairs for a YAML parser: "\ud83d\ude00" is one character in JSON and two broken
// ones in YAML, which writes "\U0001f600". Joins the pairs and knows how far that moved what
// follows on the same line.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/template/model/value.h"

namespace brume::emulator {

class SurrogatePairs {
 public:
  // The text with each pair written as one 32-bit escape.
  std::string join(std::string_view text);
  // Where a column of the joined text stands in the original. Unchanged before join().
  std::uint32_t original_column(std::uint32_t line, std::uint32_t column) const;
  // A null placed at the first half that stands alone, or at the start of the text.
  static Value first_lone(std::string_view text, std::uint32_t file);

 private:
  struct Joined {
    std::uint32_t line;
    std::uint32_t column;  // in the joined text
  };
  std::vector<Joined> joined_;
};

}  // namespace brume::emulator

// Where a piece of a template was written: carried by every value from the parser to the
// diagnostics, through expansion and resolution.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace brume::emulator {

struct SourcePosition {
  std::uint32_t file = 0;    // index into SourceFiles
  std::uint32_t line = 0;    // 1-based; 0 means "no place in a file", e.g. a command-line option
  std::uint32_t column = 0;  // 1-based, in code points
};

struct SourceFile {
  std::string name;  // as the user wrote it
  std::string text;
};
using SourceFiles = std::vector<SourceFile>;

}  // namespace brume::emulator

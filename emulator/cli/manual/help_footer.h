// The end of a command's --help, taken apart for other forms of help: what it says, its exit codes,
// its environment variables, its examples.
//
// A footer is blocks with an empty line between them. The block that begins with "Examples:" holds
// a command a line (examples() in help.h). The others are sentences: "Exit code…" says the exit
// codes, one that begins with the name of an environment variable is about the environment. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace brume::emulator::cli {

struct HelpFooter {
  std::vector<std::string> paragraphs;  // sentences in one line each paragraph; none is empty
  std::string exit_codes;               // "Exit code: 0 success, 1 …"; empty: not said
  std::string environment;              // "NO_COLOR decides …"; empty: not said
  std::vector<std::string> examples;    // without their indentation
};

HelpFooter parse_help_footer(std::string_view footer);

}  // namespace brume::emulator::cli

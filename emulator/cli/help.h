// How `brume` speaks about itself: the form of --help, examples, and what it says when a command
// line makes no sense. Main thread.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

namespace CLI {
class App;
class ParseError;
}  // namespace CLI

namespace brume::emulator::cli {

struct Example {
  std::string_view command;
  std::string_view what = {};  // may be empty
};
// The end of a command's help: "Examples:" and a line each, the comments in one column.
std::string examples(std::initializer_list<Example> list);

// Gives the root, and every command added after this call, Brume's form of help.
void set_help_style(CLI::App& root);

// One or two lines: what is wrong with the command line, the nearest known name, where help is.
// REQUIRES: `error` came out of root.parse(), and is not a wish for help
std::string usage_message(const CLI::App& root, const CLI::ParseError& error);

}  // namespace brume::emulator::cli

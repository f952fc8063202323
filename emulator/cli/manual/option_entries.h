// The options and arguments of a command as entries of its man page: the term in roff with its
// fonts, and what --help says of it. Pure.
#pragma once

#include <string>
#include <vector>

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace brume::emulator::cli {

using Options = std::vector<const CLI::Option*>;

// Those that --help shows: arguments, if `positional`, or else options.
Options options_of(const CLI::App& app, bool positional);

// It takes any number of values.
bool is_many(const CLI::Option& option);

struct OptionEntry {
  std::string term;  // roff
  std::string text;  // plain, with `code`

  bool operator==(const OptionEntry&) const = default;
};
using OptionEntries = std::vector<OptionEntry>;

OptionEntries option_entries(const CLI::App& app, bool positional);

// The options that each of the commands has.
// REQUIRES: there is a command
OptionEntries common_options(const std::vector<const CLI::App*>& commands);

bool contains(const OptionEntries& entries, const OptionEntry& entry);

// The text with a full stop at its end.
std::string sentence(std::string text);

}  // namespace brume::emulator::cli

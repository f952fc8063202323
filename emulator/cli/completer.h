// What may come next on a command line, for shells: commands, options and values out of the
// CLI::App tree itself, so that it knows what --help knows.
//
// Reads no file: what only a template knows comes in as a function. Main thread.
#pragma once

#include <functional>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace brume::emulator::cli {

struct Candidate {
  std::string word;
  std::string help;  // may be empty

  bool operator==(const Candidate&) const = default;
};

struct Completion {
  enum class Kind { kWords, kFiles, kFolders };
  Kind kind = Kind::kWords;
  std::vector<Candidate> candidates;  // those that begin with the word being written
};

// The names of the functions in a template; the argument is what -t says, or empty.
using FunctionNames = std::function<std::vector<std::string>(const std::string& template_file)>;

// `words`: what is written after "brume", the last being the one at the cursor, maybe empty. Takes
// `--option=value` as one word, or as bash splits it: `--option`, `=`, `value`.
Completion complete(const CLI::App& root, std::vector<std::string> words,
                    const FunctionNames& function_names);

}  // namespace brume::emulator::cli

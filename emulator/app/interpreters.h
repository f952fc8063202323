// The interpreters of this machine that run functions of Python and Node.js, and our clients of the
// Runtime API in these languages.
// Blocking; main thread. Looks at files and at PATH; runs what a version manager put there in the
// place of an interpreter, once, to learn which one it means.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "emulator/base/result.h"

namespace brume::emulator::app {

struct InterpreterOptions {
  std::filesystem::path python = {};  // --python; empty: found
  std::filesystem::path node = {};    // --node; empty: found
};

struct Interpreter {
  std::filesystem::path program;  // absolute
  std::string note = {};          // it is not the version that was asked for; empty: it is
};

// For "python3.12": the given one, that of a virtual environment beside the template (.venv, venv),
// `python3.12` of PATH or of pyenv, else `python3` with a note. kNotFound says what to install.
Result<Interpreter> find_python(std::string_view runtime, const std::filesystem::path& beside,
                                const InterpreterOptions& options);
// For "nodejs20.x": the given one, else `node` of PATH.
Result<Interpreter> find_node(std::string_view runtime, const InterpreterOptions& options);

// Where our client for a language ("python", "node") lies: beside brume-host.
std::filesystem::path client_folder(std::string_view language);

}  // namespace brume::emulator::app

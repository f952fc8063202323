#include "emulator/app/interpreters.h"

#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <optional>

#include "emulator/app/function_runtime.h"
#include "emulator/loop/child_process.h"
#include "emulator/text/split.h"

namespace brume::emulator::app {
namespace {

namespace fs = std::filesystem;

bool is_program(const fs::path& file) {
  std::error_code ignored;
  return fs::is_regular_file(file, ignored) && ::access(file.c_str(), X_OK) == 0;
}

std::optional<fs::path> in_path(const std::string& name) {
  const char* path = std::getenv("PATH");
  for (const std::string_view folder : split(path != nullptr ? path : "/usr/bin:/bin", ':')) {
    if (folder.empty()) continue;
    const fs::path file = fs::path(folder) / name;
    if (is_program(file)) return fs::absolute(file);
  }
  return std::nullopt;
}

Result<Interpreter> given(const fs::path& program, const char* option) {
  if (is_program(program)) return Interpreter{fs::absolute(program)};
  return Error{Error::Code::kNotFound,
               std::string(option) + " " + program.string() + " is no program"};
}

bool is_script(const fs::path& file) {
  char first[2] = {};
  std::ifstream(file, std::ios::binary).read(first, sizeof first);
  return first[0] == '#' && first[1] == '!';
}

// A version manager's stand-in costs more at each start than the interpreter itself.
std::optional<fs::path> without_stand_in(const fs::path& program, const char* option,
                                         const char* question) {
  if (!is_script(program)) return program;
  std::string said;
  auto status = run_process({.argv = {program.string(), option, question}},
                            [&](std::string_view line) { said = line; });
  if (!status || *status != 0 || !is_program(said)) return std::nullopt;
  return fs::path(said);
}

std::optional<fs::path> python_in_path(const std::string& name) {
  const auto found = in_path(name);
  if (!found) return std::nullopt;
  return without_stand_in(*found, "-c", "import sys; print(sys.executable)");
}

// Of the versions that pyenv has, whichever is chosen at the moment.
std::optional<fs::path> python_of_pyenv(const std::string& name) {
  const char* const root = std::getenv("PYENV_ROOT");
  const char* const home = std::getenv("HOME");
  const fs::path versions =
      (root != nullptr ? fs::path(root) : fs::path(home != nullptr ? home : "") / ".pyenv") /
      "versions";
  std::optional<fs::path> newest;
  std::error_code ignored;
  for (const fs::directory_entry& entry : fs::directory_iterator(versions, ignored)) {
    const fs::path program = entry.path() / "bin" / name;
    if (is_program(program) && (!newest || *newest < program)) newest = program;
  }
  return newest;
}

Interpreter noted(fs::path program, std::string_view runtime) {
  std::error_code ignored;
  const fs::path real = fs::canonical(program, ignored);
  std::string note;
  if (real.filename().string() != runtime) {
    note = std::string(runtime) + " is run by " + program.string() +
           (real != program ? " (" + real.filename().string() + ")" : "");
  }
  return {std::move(program), std::move(note)};
}

}  // namespace

Result<Interpreter> find_python(std::string_view runtime, const fs::path& beside,
                                const InterpreterOptions& options) {
  if (!options.python.empty()) return given(options.python, "--python");
  for (const char* folder : {".venv", "venv"}) {
    const fs::path program = beside / folder / "bin" / "python3";
    if (is_program(program)) return noted(fs::absolute(program), runtime);
  }
  const std::string exact(runtime);
  if (auto found = python_in_path(exact)) return Interpreter{*found};
  if (auto found = python_of_pyenv(exact)) return Interpreter{*found};
  if (auto any = python_in_path("python3")) return noted(*any, runtime);
  return Error{Error::Code::kNotFound,
               "there is no Python: install python3, or name one with "
               "--python"};
}

Result<Interpreter> find_node(std::string_view runtime, const InterpreterOptions& options) {
  if (!options.node.empty()) return given(options.node, "--node");
  if (const auto any = in_path("node")) {
    const auto found = without_stand_in(*any, "-p", "process.execPath");
    if (found) return Interpreter{*found};
  }
  return Error{Error::Code::kNotFound, "there is no Node.js for " + std::string(runtime) +
                                           ": install nodejs, or name one with --node"};
}

fs::path client_folder(std::string_view language) {
  return host_program().parent_path() / "runtimes" / language;
}

}  // namespace brume::emulator::app

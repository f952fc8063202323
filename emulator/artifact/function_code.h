// What runs a function, found from its runtime and from what lies in its folders: a shared library
// in the host, the program `bootstrap`, or a language's interpreter.
// Reads files only, runs nothing. Any thread.
#pragma once

#include <filesystem>
#include <string>

#include "emulator/base/result.h"
#include "emulator/template/model/application.h"

namespace brume::emulator {

struct FunctionCode {
  enum class Kind { kLibrary, kBootstrap, kPython, kNode };

  Kind kind = Kind::kLibrary;
  std::filesystem::path folder;   // LAMBDA_TASK_ROOT, absolute
  std::filesystem::path library;  // kLibrary
  std::string symbol;             // kLibrary
};

// "a shared library in brume-host", "the program `bootstrap`", "Python", "Node.js".
std::string_view kind_words(FunctionCode::Kind kind);

// The runtimes that are run: a provided one, Python, Node.js.
bool is_runtime_run(std::string_view runtime);

// The first of <build_dir>/<LogicalId>/ and the function's code folder that holds it. Of a library
// and a `bootstrap` in one folder, `bootstrap` is run, as on AWS. kNotFound names all the places
// looked at and what to do.
Result<FunctionCode> find_function_code(const FunctionSpec& function,
                                        const std::filesystem::path& build_dir);

}  // namespace brume::emulator

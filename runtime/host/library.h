// Loads a function's shared library and finds what the ABI says it exports.
#pragma once

#include <string>
#include <variant>

#include <brume/abi.h>

namespace brume::host {

struct Library {
  brume_handler_fn handler = nullptr;
  brume_init_fn init = nullptr;  // may be null
};

struct LoadFailure {
  std::string type;     // AWS's word: Runtime.ImportModuleError or Runtime.HandlerNotFound
  std::string message;  // what is wrong and what to do about it
};

// Runs the library's static constructors. The library stays loaded for the life of the process.
std::variant<Library, LoadFailure> load_library(const std::string& path, const std::string& symbol);

}  // namespace brume::host

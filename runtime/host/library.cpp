#include "runtime/host/library.h"

#include <cxxabi.h>
#include <dlfcn.h>

#include <cstdlib>
#include <memory>
#include <string_view>
#include <vector>

#include "runtime/elf/elf_file.h"

namespace brume::host {
namespace {

constexpr const char* kImportError = "Runtime.ImportModuleError";
constexpr const char* kHandlerNotFound = "Runtime.HandlerNotFound";
constexpr std::size_t kListedFunctions = 8;

std::string demangled(const std::string& symbol) {
  int status = 0;
  const std::unique_ptr<char, void (*)(void*)> name(
      abi::__cxa_demangle(symbol.c_str(), nullptr, nullptr, &status), std::free);
  return status == 0 ? std::string(name.get()) : symbol;
}

// What the dynamic linker says, and what a person can do about it.
std::string explain(const std::string& path, std::string_view linker_says) {
  constexpr std::string_view kUndefined = "undefined symbol: ";
  constexpr std::string_view kNoFile = ": cannot open shared object file";
  if (const auto at = linker_says.find(kUndefined); at != std::string_view::npos) {
    std::string symbol(linker_says.substr(at + kUndefined.size()));
    symbol.resize(std::min(symbol.find_first_of(" ,\t"), symbol.size()));
    return path + " needs '" + demangled(symbol) +
           "', which nothing it is linked with defines: link the library that does, or check the "
           "spelling (add -Wl,--no-undefined to see this when linking)";
  }
  if (const auto at = linker_says.find(kNoFile); at != std::string_view::npos) {
    return path + " needs the library " + std::string(linker_says.substr(0, at)) +
           ", which is not on this system: install it, or put it beside the function and link with "
           "-Wl,-rpath,'$ORIGIN'";
  }
  return path + " cannot be loaded: " + std::string(linker_says);
}

std::string no_handler(const std::string& path, const std::string& symbol) {
  std::string message = path + " exports no function '" + symbol + "'";
  std::string known;
  std::size_t count = 0;
  for (const std::string& name : elf::exported_functions(path)) {
    const bool ours = name == "brume_abi_version" || name == "brume_init";
    const bool mangled = name.starts_with("_");
    if (ours || mangled || count == kListedFunctions) continue;
    known += (count++ == 0 ? "" : ", ") + name;
  }
  if (!known.empty()) return message + "; it exports: " + known;
  return message + ": define it with BRUME_HANDLER(" + symbol +
         ", ...), or in C as `BRUME_EXPORT void " + symbol + "(const brume_call* call)`";
}

}  // namespace

std::variant<Library, LoadFailure> load_library(const std::string& path,
                                                const std::string& symbol) {
  if (const std::string why = elf::why_not_loadable(path); !why.empty()) {
    return LoadFailure{kImportError, why};
  }
  void* const handle = ::dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (handle == nullptr) return LoadFailure{kImportError, explain(path, ::dlerror())};

  const auto version = reinterpret_cast<brume_abi_version_fn>(::dlsym(handle, "brume_abi_version"));
  if (version == nullptr) {
    return LoadFailure{kImportError, path +
                                         " does not say for which Brume ABI it was built: include "
                                         "<brume/function.hpp>, or in C write BRUME_LIBRARY once"};
  }
  if (version() != BRUME_ABI_VERSION) {
    return LoadFailure{kImportError, path + " was built for version " + std::to_string(version()) +
                                         " of Brume's ABI; this brume has version " +
                                         std::to_string(BRUME_ABI_VERSION) +
                                         ": build it again with this brume's headers"};
  }
  Library library;
  library.handler = reinterpret_cast<brume_handler_fn>(::dlsym(handle, symbol.c_str()));
  if (library.handler == nullptr) return LoadFailure{kHandlerNotFound, no_handler(path, symbol)};
  library.init = reinterpret_cast<brume_init_fn>(::dlsym(handle, "brume_init"));
  return library;
}

}  // namespace brume::host

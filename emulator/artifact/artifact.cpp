#include "emulator/artifact/artifact.h"

#include <algorithm>
#include <vector>

#include "emulator/base/lies_outside.h"
#include "emulator/template/model/did_you_mean.h"
#include "runtime/elf/elf_file.h"

namespace brume::emulator {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kAbiVersion = "brume_abi_version";
constexpr std::size_t kNamesListedMax = 8;

bool is_handler(const std::string& name) {
  return !name.starts_with("_") && !name.starts_with("brume_");
}

std::string listed(const std::vector<std::string>& names) {
  std::string text;
  for (std::size_t i = 0; i < names.size() && i < kNamesListedMax; ++i) {
    text += (i == 0 ? "`" : ", `") + names[i] + "`";
  }
  return names.size() > kNamesListedMax ? text + " …" : text;
}

// What else `folder` has to offer, when it has no library of the handler's name.
std::string other_libraries(const fs::path& folder, const std::string& library) {
  std::vector<std::string> names;
  std::error_code status;
  for (const auto& entry : fs::directory_iterator(folder, status)) {
    if (entry.path().extension() == ".so") names.push_back(entry.path().stem().string());
  }
  if (names.empty()) return "; does the project install it? add_lambda_function() does";
  std::sort(names.begin(), names.end());
  const std::vector<std::string_view> views(names.begin(), names.end());
  if (const auto near = nearest(library, views)) {
    return "; did you mean the library `" + std::string(*near) + "`?";
  }
  return "; there is " + listed(names);
}

std::string no_symbol(const fs::path& file, const std::string& symbol,
                      const std::vector<std::string>& exported) {
  std::vector<std::string> handlers;
  std::copy_if(exported.begin(), exported.end(), std::back_inserter(handlers), is_handler);
  const std::string message = file.filename().string() + " exports no function `" + symbol + "`";
  if (handlers.empty()) {
    return message + ": define it with BRUME_HANDLER(" + symbol +
           ", ...), or in C as `BRUME_EXPORT void " + symbol + "(const brume_call* call)`";
  }
  const std::vector<std::string_view> views(handlers.begin(), handlers.end());
  if (const auto near = nearest(symbol, views)) {
    return message + "; did you mean `" + std::string(*near) + "`?";
  }
  return message + "; it exports " + listed(handlers);
}

}  // namespace

std::optional<HandlerName> handler_name(std::string_view handler) {
  const std::size_t dot = handler.rfind('.');
  if (dot == handler.npos || dot == 0 || dot + 1 == handler.size()) return std::nullopt;
  return HandlerName{std::string(handler.substr(0, dot)), std::string(handler.substr(dot + 1))};
}

std::optional<fs::path> library_in(const fs::path& folder, const std::string& library) {
  if (lies_outside(library, {})) return std::nullopt;
  std::error_code status;
  for (const std::string& name : {library + ".so", "lib" + library + ".so"}) {
    if (fs::is_regular_file(folder / name, status)) return folder / name;
  }
  return std::nullopt;
}

std::optional<std::string> artifact_complaint(const fs::path& folder, std::string_view handler) {
  const auto name = handler_name(handler);
  if (!name) {
    return "the handler `" + std::string(handler) + "` is not of the form library.symbol";
  }
  if (lies_outside(name->library, {})) {
    return "the handler `" + std::string(handler) + "` leads out of the function's folder";
  }
  const auto file = library_in(folder, name->library);
  if (!file) {
    return "there is no " + name->library + ".so in " + folder.string() +
           other_libraries(folder, name->library);
  }
  if (const std::string why = elf::why_not_loadable(file->string()); !why.empty()) return why;
  const std::vector<std::string> exported = elf::exported_functions(file->string());
  const auto exports = [&exported](std::string_view symbol) {
    return std::find(exported.begin(), exported.end(), symbol) != exported.end();
  };
  if (!exports(name->symbol)) return no_symbol(*file, name->symbol, exported);
  if (!exports(kAbiVersion)) {
    return file->filename().string() +
           " does not say for which Brume ABI it was built: include <brume/function.hpp>, or in C "
           "write BRUME_LIBRARY once";
  }
  return std::nullopt;
}

}  // namespace brume::emulator

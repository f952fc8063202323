#include "emulator/artifact/function_code.h"

#include <unistd.h>

#include <array>

#include "emulator/artifact/artifact.h"

namespace brume::emulator {
namespace {

namespace fs = std::filesystem;
using Kind = FunctionCode::Kind;

std::array<fs::path, 2> folders_of(const FunctionSpec& function, const fs::path& build_dir) {
  return {build_dir / function.logical_id, function.code};
}

bool is_folder(const fs::path& path) {
  std::error_code ignored;
  return fs::is_directory(path, ignored);
}

Result<FunctionCode> find_scripts(const FunctionSpec& function, const fs::path& build_dir,
                                  Kind kind) {
  for (const fs::path& folder : folders_of(function, build_dir)) {
    if (is_folder(folder)) return FunctionCode{kind, fs::absolute(folder), {}, {}};
  }
  return Error{Error::Code::kNotFound,
               "there is no code for " + function.logical_id + ": CodeUri is " +
                   function.code.lexically_normal().string() + ", which is no folder"};
}

Error no_code(const FunctionSpec& function, const fs::path& build_dir, const std::string& library) {
  std::string looked_at;
  for (const fs::path& folder : folders_of(function, build_dir)) {
    for (const std::string& file : {std::string("bootstrap"), library + ".so"}) {
      looked_at += "\n    " + (folder / file).lexically_normal().string();
    }
  }
  return {Error::Code::kNotFound,
          "there is no library '" + library + "' and no program 'bootstrap' for " +
              function.logical_id + " (Handler: " + function.handler + "); looked for" + looked_at +
              "\n  `brume build` makes it, or set CodeUri to the folder that holds it"};
}

Result<FunctionCode> find_provided(const FunctionSpec& function, const fs::path& build_dir) {
  const auto name = handler_name(function.handler);
  for (const fs::path& folder : folders_of(function, build_dir)) {
    std::error_code ignored;
    const fs::path bootstrap = folder / "bootstrap";
    if (fs::is_regular_file(bootstrap, ignored)) {
      return FunctionCode{Kind::kBootstrap, fs::absolute(folder), {}, {}};
    }
    if (!name) continue;
    if (const auto library = library_in(folder, name->library)) {
      return FunctionCode{Kind::kLibrary, fs::absolute(folder), fs::absolute(*library),
                          name->symbol};
    }
  }
  return no_code(function, build_dir, name ? name->library : function.handler);
}

}  // namespace

std::string_view kind_words(Kind kind) {
  switch (kind) {
    case Kind::kLibrary:
      return "a shared library in brume-host";
    case Kind::kBootstrap:
      return "the program `bootstrap`";
    case Kind::kPython:
      return "Python";
    case Kind::kNode:
      return "Node.js";
  }
  return "";
}

bool is_runtime_run(std::string_view runtime) {
  return runtime.starts_with("provided") || runtime.starts_with("python") ||
         runtime.starts_with("nodejs");
}

Result<FunctionCode> find_function_code(const FunctionSpec& function, const fs::path& build_dir) {
  if (function.runtime.starts_with("python")) {
    return find_scripts(function, build_dir, Kind::kPython);
  }
  if (function.runtime.starts_with("nodejs")) return find_scripts(function, build_dir, Kind::kNode);
  return find_provided(function, build_dir);
}

}  // namespace brume::emulator

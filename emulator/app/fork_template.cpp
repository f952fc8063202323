#include "emulator/app/fork_template.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <string>

#include "emulator/app/code_tree.h"
#include "emulator/app/interpreters.h"

namespace brume::emulator::app {
namespace {

namespace fs = std::filesystem;

// So many files of a function's are looked into, from each its beginning.
constexpr std::size_t kFilesMax = 200;
constexpr std::size_t kFileBytes = 64 * 1024;

bool is_read_at_start(const std::string& variable) {
  return variable.starts_with("PYTHON") || variable.starts_with("LD_") ||
         variable == "AWS_LAMBDA_EXEC_WRAPPER";
}

bool has_native_libraries(const fs::path& code) {
  std::error_code ignored;
  if (fs::exists(code / "lib", ignored)) return true;
  for (const fs::directory_entry& entry : fs::directory_iterator(code, ignored)) {
    if (entry.path().filename().string().find(".so") != std::string::npos) return true;
  }
  return false;
}

bool imports_boto3(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::string text(kFileBytes, '\0');
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(in.gcount()));
  return text.find("import boto") != std::string::npos ||
         text.find("from boto") != std::string::npos;
}

bool uses_boto3(const fs::path& code) {
  std::error_code ignored;
  if (fs::exists(code / "boto3", ignored)) return false;
  std::size_t files = 0;
  for (const fs::path& folder : look_at_code(code).folders) {
    for (const fs::directory_entry& entry : fs::directory_iterator(folder, ignored)) {
      if (entry.path().extension() != ".py") continue;
      if (imports_boto3(entry.path())) return true;
      if (++files == kFilesMax) return false;
    }
  }
  return false;
}

}  // namespace

std::optional<ForkTemplate> fork_template(const fs::path& python, const fs::path& code,
                                          const FunctionSpec& function) {
  for (const auto& [name, value] : function.environment) {
    if (is_read_at_start(name)) return std::nullopt;
  }
  if (has_native_libraries(code)) return std::nullopt;
  ForkTemplate found{{python.string(), (client_folder("python") / "fork_server.py").string()}};
  if (uses_boto3(code)) found.command.push_back("boto3");
  return found;
}

}  // namespace brume::emulator::app

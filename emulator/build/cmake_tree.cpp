#include "emulator/build/cmake_tree.h"

#include <fstream>
#include <functional>
#include <iterator>

#include "emulator/artifact/artifact.h"

namespace brume::emulator {
namespace {

namespace fs = std::filesystem;

// What the tree was configured with last.
constexpr const char* kStamp = "brume-configuration.txt";

std::string text_of(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(in), {});
}

std::string hex(std::size_t number) {
  std::string out;
  for (int i = 0; i < 8; ++i, number >>= 4) out += "0123456789abcdef"[number & 0xF];
  return out;
}

}  // namespace

std::string CMakeTree::name_for(const fs::path& project, bool debug) {
  const fs::path path = (project / "").lexically_normal().parent_path();
  return path.filename().string() + "-" + hex(std::hash<std::string>{}(path.string())) +
         (debug ? "-debug" : "");
}

CMakeTree::CMakeTree(const fs::path& project, const BuildSettings& settings, Tools& tools)
    : project_(project),
      settings_(settings),
      tools_(tools),
      tree_(settings.cache_root / name_for(project, settings.debug)) {}

std::vector<std::string> CMakeTree::configuration() const {
  std::vector<std::string> arguments = {
      "-S",
      project_.string(),
      "-B",
      tree_.string(),
      "-G",
      tools_.find("ninja").empty() ? "Unix Makefiles" : "Ninja",
      "-DCMAKE_PREFIX_PATH=" + settings_.prefix.string(),
      std::string("-DCMAKE_BUILD_TYPE=") + (settings_.debug ? "Debug" : "RelWithDebInfo"),
      "-DCMAKE_INSTALL_MESSAGE=NEVER"};
  if (!tools_.find("ccache").empty()) {
    arguments.emplace_back("-DCMAKE_C_COMPILER_LAUNCHER=ccache");
    arguments.emplace_back("-DCMAKE_CXX_COMPILER_LAUNCHER=ccache");
  }
  return arguments;
}

bool CMakeTree::configure() {
  const std::vector<std::string> arguments = configuration();
  std::string stamp;
  for (const std::string& argument : arguments) stamp += argument + "\n";
  std::error_code status;
  const bool known = fs::exists(tree_ / "CMakeCache.txt", status);
  if (known && text_of(tree_ / kStamp) == stamp) return true;
  fs::create_directories(tree_, status);
  fs::remove(tree_ / kStamp, status);
  std::vector<std::string> argv = {"cmake"};
  argv.insert(argv.end(), arguments.begin(), arguments.end());
  if (known) argv.emplace_back("--fresh");
  if (!tools_.run({argv})) return false;
  std::ofstream(tree_ / kStamp, std::ios::binary) << stamp;
  return true;
}

bool CMakeTree::build() {
  std::vector<std::string> argv = {
      "cmake", "--build", tree_.string(), "--parallel", std::to_string(settings_.jobs), "--", "-k"};
  // Ninja wants a number: of failures to live with, 0 is any.
  if (!tools_.find("ninja").empty()) argv.emplace_back("0");
  return tools_.run({argv, {{"NINJA_STATUS", "[%f/%t] "}}});
}

bool CMakeTree::build_target(const std::string& target) {
  return tools_.run({{"cmake", "--build", tree_.string(), "--target", target}, {}, true});
}

bool CMakeTree::install(const fs::path& to, const std::string& component) {
  std::vector<std::string> argv = {"cmake", "--install", tree_.string(), "--prefix", to.string()};
  if (!component.empty()) {
    argv.emplace_back("--component");
    argv.push_back(component);
  }
  return tools_.run({argv});
}

fs::path CMakeTree::find_library(const std::string& library) const {
  if (const auto at_top = library_in(tree_, library)) return *at_top;
  std::error_code status;
  for (const auto& entry : fs::recursive_directory_iterator(tree_, status)) {
    const bool is_folder = entry.is_directory(status);
    if (!is_folder || entry.path().filename() == "CMakeFiles") continue;
    if (const auto found = library_in(entry.path(), library)) return *found;
  }
  return {};
}

}  // namespace brume::emulator

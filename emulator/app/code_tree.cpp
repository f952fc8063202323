#include "emulator/app/code_tree.h"

#include <algorithm>
#include <array>
#include <functional>
#include <string>
#include <string_view>

namespace brume::emulator::app {
namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 6> kKeptBeside{".git",        ".brume", ".aws-sam",
                                                      "__pycache__", ".hg",    ".svn"};

bool is_code_folder(const fs::path& folder) {
  const std::string name = folder.filename().string();
  if (std::find(kKeptBeside.begin(), kKeptBeside.end(), name) != kKeptBeside.end()) return false;
  std::error_code ignored;
  return !fs::exists(folder / "pyvenv.cfg", ignored);  // a virtual environment
}

// What editors and programs that run beside it leave there is no code.
bool is_code(const std::string& name) {
  return !name.ends_with('~') && !name.ends_with(".swp") && !name.ends_with(".log") &&
         !name.ends_with(".pyc");
}

// The order in which files are met must not matter.
void add(FileStamp& all, const fs::path& file) {
  if (!is_code(file.filename().string())) return;
  const FileStamp one = FileStamp::of(file);
  all.device += std::hash<std::string>()(file.string());
  all.inode += one.inode * 0x9E3779B97F4A7C15u + one.device;
  all.bytes += one.bytes;
  all.modified_ns = std::max(all.modified_ns, one.modified_ns);
}

}  // namespace

CodeTree look_at_code(const fs::path& folder) {
  CodeTree tree;
  tree.folders.insert(folder);
  std::error_code ignored;
  fs::recursive_directory_iterator entries(folder, fs::directory_options::skip_permission_denied,
                                           ignored);
  for (const fs::recursive_directory_iterator end; entries != end; entries.increment(ignored)) {
    const fs::directory_entry& entry = *entries;
    if (!entry.is_directory(ignored) || entry.is_symlink(ignored)) {
      add(tree.stamp, entry.path());
    } else if (is_code_folder(entry.path())) {
      tree.folders.insert(entry.path());
    } else {
      entries.disable_recursion_pending();
    }
  }
  return tree;
}

}  // namespace brume::emulator::app

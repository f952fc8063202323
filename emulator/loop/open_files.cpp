#include "emulator/loop/open_files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <string>
#include <vector>

namespace brume::emulator {
namespace {

namespace fs = std::filesystem;

// The zygote, workers, what they start, and what that starts.
constexpr int kDepthMax = 4;

std::vector<pid_t> children_of(pid_t pid) {
  const std::string process = "/proc/" + std::to_string(pid);
  std::ifstream list(process + "/task/" + std::to_string(pid) + "/children");
  std::vector<pid_t> children;
  for (pid_t child = 0; list >> child;) children.push_back(child);
  return children;
}

// "flags:	0100001", octal.
bool is_for_writing(const fs::path& process, const std::string& descriptor) {
  std::ifstream info(process / "fdinfo" / descriptor);
  for (std::string line; std::getline(info, line);) {
    if (!line.starts_with("flags:")) continue;
    return (std::strtol(line.c_str() + 6, nullptr, 8) & O_ACCMODE) != O_RDONLY;
  }
  return false;
}

bool writes(pid_t pid, const struct stat& file) {
  const fs::path process = "/proc/" + std::to_string(pid);
  std::error_code failed;
  fs::directory_iterator entries(process / "fd", failed);
  for (; !failed && entries != fs::directory_iterator(); entries.increment(failed)) {
    struct stat open;
    const bool same = ::stat(entries->path().c_str(), &open) == 0 && open.st_ino == file.st_ino &&
                      open.st_dev == file.st_dev;
    if (same && is_for_writing(process, entries->path().filename().string())) return true;
  }
  return false;
}

}  // namespace

bool descendants_write(const fs::path& file) {
  struct stat status;
  if (::lstat(file.c_str(), &status) != 0 || !S_ISREG(status.st_mode)) return false;
  std::vector<pid_t> parents{::getpid()};
  for (int depth = 0; depth < kDepthMax && !parents.empty(); ++depth) {
    std::vector<pid_t> children;
    for (const pid_t parent : parents) {
      for (const pid_t child : children_of(parent)) children.push_back(child);
    }
    for (const pid_t child : children) {
      if (writes(child, status)) return true;
    }
    parents = std::move(children);
  }
  return false;
}

}  // namespace brume::emulator

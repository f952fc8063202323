#include "runtime/host/process_tree.h"

#include <dirent.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string>

namespace brume::host {
namespace {

using File = std::unique_ptr<std::FILE, int (*)(std::FILE*)>;

File open_text(const std::string& path) {
  return {std::fopen(path.c_str(), "re"), std::fclose};
}

pid_t parent_of(const char* pid) {
  const File stat = open_text(std::string("/proc/") + pid + "/stat");
  char text[512] = {};
  if (!stat || std::fgets(text, sizeof text, stat.get()) == nullptr) return 0;
  // The name may hold anything, parentheses too: what counts follows the last one.
  const char* after_name = std::strrchr(text, ')');
  int parent = 0;
  if (after_name == nullptr || std::sscanf(after_name + 1, " %*c %d", &parent) != 1) return 0;
  return parent;
}

}  // namespace

std::vector<pid_t> children_of(pid_t parent) {
  std::vector<pid_t> children;
  const std::string id = std::to_string(parent);
  // Kernels with CONFIG_PROC_CHILDREN tell at once; on others every process is asked.
  if (const File list = open_text("/proc/" + id + "/task/" + id + "/children")) {
    int child = 0;
    while (std::fscanf(list.get(), "%d", &child) == 1) children.push_back(child);
    return children;
  }
  const std::unique_ptr<DIR, int (*)(DIR*)> processes(::opendir("/proc"), ::closedir);
  if (!processes) return children;
  while (const dirent* entry = ::readdir(processes.get())) {
    const int pid = std::atoi(entry->d_name);
    if (pid > 0 && parent_of(entry->d_name) == parent) children.push_back(pid);
  }
  return children;
}

}  // namespace brume::host

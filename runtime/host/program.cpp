#include "runtime/host/program.h"

#include <linux/capability.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <vector>

namespace brume::host {
namespace {

using wire::MountStep;

constexpr mode_t kReadable = 0755;

const char* text_or_null(const std::string& text) {
  return text.empty() ? nullptr : text.c_str();
}

bool take(const MountStep& step) {
  switch (step.kind) {
    case MountStep::Kind::kFolder:
      return ::mkdir(step.target.c_str(), kReadable) == 0 || errno == EEXIST;
    case MountStep::Kind::kLink:
      return ::symlink(step.source.c_str(), step.target.c_str()) == 0;
    case MountStep::Kind::kMount:
      return ::mount(text_or_null(step.source), step.target.c_str(), text_or_null(step.type),
                     step.flags, text_or_null(step.data)) == 0;
  }
  return false;
}

// The texts of Go's syscall package, which AWS prints.
std::string exec_error(int error) {
  switch (error) {
    case ENOENT:
      return "no such file or directory";
    case EACCES:
      return "permission denied";
    case ENOEXEC:
      return "exec format error";
    default:
      return std::strerror(error);
  }
}

}  // namespace

std::string make_file_system(const wire::SpawnMessage& spawn) {
  if (spawn.mounts.empty()) return {};
  if (::unshare(CLONE_NEWNS) != 0) return std::string("unshare: ") + std::strerror(errno);
  for (const MountStep& step : spawn.mounts) {
    if (!take(step)) return step.target + ": " + std::strerror(errno);
  }
  return {};
}

void keep_mount_capability() {
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
  __user_cap_data_struct sets[_LINUX_CAPABILITY_U32S_3] = {};
  if (::syscall(SYS_capget, &header, sets) != 0) return;
  sets[0].inheritable |= sets[0].permitted & CAP_TO_MASK(CAP_SYS_ADMIN);
  if (::syscall(SYS_capset, &header, sets) != 0) return;
  ::prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, CAP_SYS_ADMIN, 0, 0);
}

std::string run_program(const wire::SpawnMessage& spawn) {
  std::vector<char*> argv;
  for (const std::string& argument : spawn.command) {
    argv.push_back(const_cast<char*>(argument.c_str()));
  }
  argv.push_back(nullptr);
  ::execv(argv[0], argv.data());
  return "fork/exec " + spawn.command.front() + ": " + exec_error(errno);
}

}  // namespace brume::host

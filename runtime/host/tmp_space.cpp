#include "runtime/host/tmp_space.h"

#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

namespace brume::host {
namespace {

constexpr mode_t kPrivate = 0700;

bool write_file(const char* path, const std::string& text) {
  const int fd = ::open(path, O_WRONLY | O_CLOEXEC);
  if (fd < 0) return false;
  const ssize_t written = ::write(fd, text.data(), text.size());
  ::close(fd);
  return written == static_cast<ssize_t>(text.size());
}

// Maps the user to himself: files look as they did.
bool map_own_ids(uid_t user, gid_t group) {
  const std::string u = std::to_string(user);
  const std::string g = std::to_string(group);
  return write_file("/proc/self/setgroups", "deny") &&
         write_file("/proc/self/uid_map", u + " " + u + " 1") &&
         write_file("/proc/self/gid_map", g + " " + g + " 1");
}

std::string failed(const char* what) {
  return std::string(what) + ": " + std::strerror(errno);
}

std::string enter_namespace() {
  const uid_t user = ::geteuid();
  const gid_t group = ::getegid();
  const bool root = user == 0;
  if (::unshare(root ? CLONE_NEWNS : CLONE_NEWNS | CLONE_NEWUSER) != 0) {
    if (!root || ::unshare(CLONE_NEWNS | CLONE_NEWUSER) != 0) return failed("unshare");
    if (!map_own_ids(user, group)) return failed("uid_map");
  } else if (!root && !map_own_ids(user, group)) {
    return failed("uid_map");
  }
  if (::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0) return failed("mount");
  return {};
}

}  // namespace

TmpSpace::TmpSpace() : why_unlimited_(enter_namespace()) {}

std::string TmpSpace::make(const std::string& path, std::uint64_t limit_bytes) const {
  if (::mkdir(path.c_str(), kPrivate) != 0) return failed(path.c_str());
  if (!why_unlimited_.empty()) return {};
  const std::string size = "mode=0700,size=" + std::to_string(limit_bytes);
  if (::mount("brume", path.c_str(), "tmpfs", MS_NOSUID | MS_NODEV, size.c_str()) != 0) {
    return failed(path.c_str());
  }
  return {};
}

void TmpSpace::remove(const std::string& path) const {
  if (why_unlimited_.empty()) ::umount2(path.c_str(), MNT_DETACH);
  if (::rmdir(path.c_str()) == 0 || errno == ENOENT) return;
  std::error_code ignored;
  std::filesystem::remove_all(path, ignored);
}

}  // namespace brume::host

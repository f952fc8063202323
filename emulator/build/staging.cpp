#include "emulator/build/staging.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>

namespace brume::emulator {
namespace {

namespace fs = std::filesystem;
constexpr std::string_view kPrefix = ".staging-";

Error refused(const std::string& what, const fs::path& path, int number) {
  return Error{Error::Code::kUnavailable,
               "cannot " + what + " " + path.string() + ": " + strerror(number)};
}

}  // namespace

Result<Staging> Staging::in(const fs::path& artifacts_root) {
  std::error_code status;
  fs::create_directories(artifacts_root, status);
  if (status) return refused("make the folder", artifacts_root, status.value());
  for (const auto& entry : fs::directory_iterator(artifacts_root, status)) {
    if (entry.path().filename().string().starts_with(kPrefix)) {
      fs::remove_all(entry.path(), status);
    }
  }
  std::string folder = (artifacts_root / (std::string(kPrefix) + "XXXXXX")).string();
  if (mkdtemp(folder.data()) == nullptr) return refused("make a folder in", artifacts_root, errno);
  return Staging(folder);
}

Staging::~Staging() {
  std::error_code ignored;
  if (!folder_.empty()) fs::remove_all(folder_, ignored);
}

Status Staging::put(const fs::path& part, const fs::path& target) {
  chmod(part.c_str(), 0755);
  // Exchanged, the old folder lies in the staging folder and goes with it.
  if (renameat2(AT_FDCWD, part.c_str(), AT_FDCWD, target.c_str(), RENAME_EXCHANGE) == 0) {
    return Done{};
  }
  const bool no_exchange = errno == EINVAL || errno == ENOSYS;
  if (!no_exchange && errno != ENOENT) return refused("replace", target, errno);
  std::error_code status;
  if (no_exchange && fs::exists(fs::symlink_status(target, status))) {
    fs::rename(target, part.string() + ".old", status);
    if (status) return refused("replace", target, status.value());
  }
  fs::rename(part, target, status);
  if (status) return refused("write", target, status.value());
  return Done{};
}

Status link_folder(const fs::path& from, const fs::path& to) {
  std::error_code status;
  constexpr auto kHow = fs::copy_options::recursive | fs::copy_options::copy_symlinks;
  fs::copy(from, to, kHow | fs::copy_options::create_hard_links, status);
  if (!status) return Done{};
  fs::remove_all(to, status);
  fs::copy(from, to, kHow, status);
  if (status) return refused("write", to, status.value());
  return Done{};
}

Result<FolderLock> FolderLock::take(const fs::path& folder, void (*waiting)()) {
  std::error_code status;
  fs::create_directories(folder, status);
  if (status) return refused("make the folder", folder, status.value());
  const fs::path file = folder / "build.lock";
  const int descriptor = open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (descriptor < 0) return refused("open", file, errno);
  FolderLock lock(descriptor);
  if (flock(descriptor, LOCK_EX | LOCK_NB) == 0) return lock;
  waiting();
  if (flock(descriptor, LOCK_EX) != 0) return refused("lock", file, errno);
  return lock;
}

FolderLock::~FolderLock() {
  if (descriptor_ >= 0) close(descriptor_);
}

}  // namespace brume::emulator

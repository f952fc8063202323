#include "emulator/app/temporary_folder.h"

#include <stdlib.h>

#include <cerrno>
#include <cstring>
#include <utility>

namespace brume::emulator::app {

namespace fs = std::filesystem;

Result<TemporaryFolder> TemporaryFolder::make(const std::string& prefix) {
  std::error_code failed;
  const fs::path parent = fs::temp_directory_path(failed);
  std::string name = ((failed ? fs::path("/tmp") : parent) / (prefix + "XXXXXX")).string();
  if (::mkdtemp(name.data()) == nullptr) {
    return Error{Error::Code::kUnavailable,
                 "cannot make the folder " + name + ": " + std::strerror(errno)};
  }
  return TemporaryFolder(name);
}

TemporaryFolder::TemporaryFolder(TemporaryFolder&& other) noexcept
    : path_(std::exchange(other.path_, {})) {}

TemporaryFolder::~TemporaryFolder() {
  if (path_.empty()) return;
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

}  // namespace brume::emulator::app

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstring>
#include <fstream>

#include "emulator/scaffold/project.h"

namespace brume::emulator {
namespace {

namespace fs = std::filesystem;

Error refused(std::string_view what, const fs::path& path, int number) {
  return Error{Error::Code::kUnavailable,
               "cannot " + std::string(what) + " " + path.string() + ": " + strerror(number)};
}

Error in_the_way(const fs::path& path) {
  return Error{Error::Code::kInvalidArgument,
               path.string() + " is there already; nothing was written"};
}

// A folder of our own inside `parent`, gone with everything in it at the end.
class Staging {
 public:
  explicit Staging(const fs::path& parent) : path_((parent / ".brume-init-XXXXXX").string()) {
    if (mkdtemp(path_.data()) == nullptr) error_ = errno;
  }
  ~Staging() {
    std::error_code ignored;
    if (error_ == 0) fs::remove_all(path_, ignored);
  }
  Staging(const Staging&) = delete;
  Staging& operator=(const Staging&) = delete;

  fs::path path() const { return path_; }
  int error() const { return error_; }

 private:
  std::string path_;
  int error_ = 0;
};

Status write_all(const fs::path& folder, const std::vector<ProjectFile>& files) {
  for (const ProjectFile& file : files) {
    std::ofstream out(folder / file.name, std::ios::binary);
    out << file.text;
    out.close();
    if (!out) return refused("write", folder / file.name, errno);
  }
  return Done{};
}

// Moves the files in; takes them out again if one of them cannot come.
Status move_in(const fs::path& from, const fs::path& to, const std::vector<ProjectFile>& files) {
  for (std::size_t i = 0; i < files.size(); ++i) {
    const fs::path target = to / files[i].name;
    if (renameat2(AT_FDCWD, (from / files[i].name).c_str(), AT_FDCWD, target.c_str(),
                  RENAME_NOREPLACE) == 0) {
      continue;
    }
    const int number = errno;
    std::error_code ignored;
    for (std::size_t j = 0; j < i; ++j) fs::remove(to / files[j].name, ignored);
    return number == EEXIST ? in_the_way(target) : refused("write", target, number);
  }
  return Done{};
}

}  // namespace

Status write_project(const fs::path& folder, const std::vector<ProjectFile>& files) {
  std::error_code status;
  const bool exists = fs::exists(fs::symlink_status(folder, status));
  if (exists && !fs::is_directory(folder, status)) return in_the_way(folder);
  if (exists) {
    for (const ProjectFile& file : files) {
      if (fs::exists(fs::symlink_status(folder / file.name, status))) {
        return in_the_way(folder / file.name);
      }
    }
  }
  // The files come into being beside where they belong, and move there together.
  fs::path parent = exists ? folder : fs::absolute(folder / "..").lexically_normal();
  fs::create_directories(parent, status);
  if (status) return refused("make the folder", parent, status.value());
  const Staging staging(parent);
  if (staging.error() != 0) return refused("make a folder in", parent, staging.error());
  const Status written = write_all(staging.path(), files);
  if (!written.ok()) return written;
  if (exists) return move_in(staging.path(), folder, files);
  chmod(staging.path().c_str(), 0755);
  fs::rename(staging.path(), folder, status);
  if (status) return refused("make the folder", folder, status.value());
  return Done{};
}

}  // namespace brume::emulator

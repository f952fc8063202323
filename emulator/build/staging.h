// A folder to build into before anybody may see it. Its parts are then put in the place of older
// ones in one step: a running emulator finds the old artifacts or the new ones, never a mixture.
//
// Blocking; one thread. Gone, with what was not put in place, when destroyed.
#pragma once

#include <filesystem>

#include "emulator/base/result.h"

namespace brume::emulator {

class Staging {
 public:
  // Beside the artifacts, on their file system. Removes what killed builds left there.
  // REQUIRES: no other build is at work in `artifacts_root`
  static Result<Staging> in(const std::filesystem::path& artifacts_root);
  Staging(Staging&& other) noexcept : folder_(std::move(other.folder_)) { other.folder_.clear(); }
  Staging& operator=(Staging&&) = delete;
  ~Staging();

  const std::filesystem::path& folder() const { return folder_; }

  // Makes `part`, a folder inside this one, the folder `target`, whatever was there before.
  Status put(const std::filesystem::path& part, const std::filesystem::path& target);

 private:
  explicit Staging(std::filesystem::path folder) : folder_(std::move(folder)) {}
  std::filesystem::path folder_;
};

// Copies a folder as hard links where the file system has them.
Status link_folder(const std::filesystem::path& from, const std::filesystem::path& to);

// Held by one build at a time in a folder; let go when destroyed or when the process dies.
class FolderLock {
 public:
  // `waiting` runs once when another build has it, before this call waits for it.
  static Result<FolderLock> take(const std::filesystem::path& folder, void (*waiting)());
  FolderLock(FolderLock&& other) noexcept : descriptor_(other.descriptor_) {
    other.descriptor_ = -1;
  }
  FolderLock& operator=(FolderLock&&) = delete;
  ~FolderLock();

 private:
  explicit FolderLock(int descriptor) : descriptor_(descriptor) {}
  int descriptor_;
};

}  // namespace brume::emulator

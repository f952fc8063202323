// Reports changes of files in folders, by inotify: a file that was written and closed, moved in,
// linked, or removed. A file that is still being written is not reported.
//
// Loop thread.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <set>

#include "emulator/base/result.h"
#include "emulator/loop/loop.h"

namespace brume::emulator {

class FolderWatch {
 public:
  // The file's path; or the folder's own when so much happened that the system forgot what, or when
  // the folder itself went away.
  using OnChanged = std::function<void(const std::filesystem::path&)>;

  // kUnavailable when the system has no watches left.
  static Result<std::unique_ptr<FolderWatch>> create(Loop& loop, OnChanged on_changed);

  ~FolderWatch();
  FolderWatch(const FolderWatch&) = delete;
  FolderWatch& operator=(const FolderWatch&) = delete;

  // Watches exactly these from now on. Folders that are not there, or cannot be read, are left out.
  void watch(const std::set<std::filesystem::path>& folders);
  std::size_t watched() const { return folders_.size(); }

 private:
  FolderWatch(int descriptor, Loop& loop, OnChanged on_changed);
  void on_readable();
  void on_event(int watch, unsigned mask, const char* name);

  int descriptor_;
  OnChanged on_changed_;
  std::map<int, std::filesystem::path> folders_;  // by watch descriptor
  std::unique_ptr<FdWatch> readable_;
};

}  // namespace brume::emulator

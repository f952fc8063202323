// Watches the files that an application is made of, and its sources. Changes that come together are
// one change: the listener is called 60 ms after the last.
//
// Loop thread. REQUIRES: the loop outlives it.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <set>

#include "emulator/base/result.h"
#include "emulator/base/timers.h"
#include "emulator/loop/folder_watch.h"
#include "emulator/loop/loop.h"

namespace brume::emulator::app {

// The files of an application.
struct WatchedFiles {
  std::filesystem::path template_file;
  std::set<std::filesystem::path> files;           // they need not be there yet
  std::set<std::filesystem::path> source_folders;  // empty: sources are not watched
  // Of functions that run from their sources: whatever changes there is a file of the application.
  std::set<std::filesystem::path> code_folders = {};

  friend bool operator==(const WatchedFiles&, const WatchedFiles&) = default;
};

struct ChangeListener {
  std::function<void()> on_files_changed;    // a template, library or other file of it
  std::function<void()> on_sources_changed;  // a source
};

class ChangeWatcher {
 public:
  // Fails when the system gives no watches.
  static Result<std::unique_ptr<ChangeWatcher>> create(Loop& loop, ChangeListener listener);

  // Watches these from now on. New folders count as changed: something may have come between the
  // load and the watch.
  void watch(WatchedFiles watched);

 private:
  ChangeWatcher(Loop& loop, ChangeListener listener)
      : loop_(loop), listener_(std::move(listener)) {}
  void on_changed(const std::filesystem::path& path);
  void settle();
  void on_settled();

  Loop& loop_;
  const ChangeListener listener_;
  std::unique_ptr<FolderWatch> watch_;
  WatchedFiles watched_;
  std::set<std::filesystem::path> folders_;  // all that are watched
  bool files_changed_ = false;
  bool sources_changed_ = false;
  Timer settle_;
};

}  // namespace brume::emulator::app

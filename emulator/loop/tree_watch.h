// Watches a folder and all folders below it, by inotify. Reports files that are complete (closed
// after writing, moved in or linked) and files that go. A new folder is watched first and listed
// afterwards, so that no file is lost in between; a file may be reported twice.
// Symbolic links below the folder are not followed.
//
// Loop thread; it lists folders there as they come. The inotify instance outlives it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "emulator/base/result.h"
#include "emulator/loop/inotify.h"

namespace brume::emulator {

struct TreeChange {
  enum class Kind {
    kComplete,    // a finished file
    kFound,       // a file that lay there when its folder was looked through, finished or not
    kMade,        // a new file; kComplete follows, unless its maker never opened it for writing
    kTouched,     // its attributes are others: its times, perhaps
    kGone,        // a file, or whatever else had that name
    kFolderGone,  // moved away with all that is in it
    kLink,        // a symbolic link, which is not followed
    kUnwatched,   // a folder in which nothing is seen: the system has no watches left
    kOverflow,    // so much happened that the system forgot what: scan() finds it
    kVanished,    // the watched folder itself went away; nothing is watched any more
  };
  Kind kind;
  std::string path;  // relative to the watched folder, empty for itself
};

class TreeWatch final : Inotify::Listener {
 public:
  struct Options {
    std::filesystem::path folder;
    // Whether to look into a folder, by its relative path.
    std::function<bool(const std::string& folder)> enters;
    std::function<void(const TreeChange&)> on_change;
  };

  // Watches nothing before scan().
  TreeWatch(Inotify& inotify, Options options);
  ~TreeWatch() override;
  TreeWatch(const TreeWatch&) = delete;
  TreeWatch& operator=(const TreeWatch&) = delete;

  // Watches all folders, and reports each file as kFound, from inside the call.
  // kNotFound: the folder is not there.
  Status scan();
  // Whether the folder is the one that was scanned last. The system does not report the end of a
  // folder that a process has open.
  bool is_still_there() const;
  std::size_t watched() const { return paths_.size(); }

 private:
  void on_event(int watch, unsigned mask, const char* name) override;
  void on_overflow() override { tell(TreeChange::Kind::kOverflow, ""); }
  void on_entry(const std::string& path, unsigned mask);
  void on_new(const std::string& path, bool moved_in);
  // False: it is not there, or cannot be watched.
  bool watch(const std::string& folder);
  // Watches the folder and those below it, and reports their files.
  void take(const std::string& folder);
  void look_through(const std::string& folder, std::vector<std::string>& below);
  void forget(const std::string& folder);
  void tell(TreeChange::Kind kind, const std::string& path) const;

  Inotify& inotify_;
  const Options options_;
  // Device and inode of the folder itself, as it is watched.
  std::pair<std::uint64_t, std::uint64_t> identity_;
  std::unordered_map<int, std::string> paths_;  // of folders, by watch descriptor
  std::map<std::string, int> watches_;
};

// Whether a process has it open for writing. False also where the system cannot tell: it can on
// local file systems, of files of one's own. Blocks; any thread.
bool is_being_written(const std::filesystem::path& file);

}  // namespace brume::emulator

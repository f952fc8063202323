// DropFolder: makes objects of the files that people and programs put into a bucket's folder, and
// removes those whose files go. Looks through the folder at the start, then watches it.
//
// A file is examined when it is complete (tree_watch.h). The bucket decides whether it is new, so
// examining it twice is harmless. A file that goes is looked for again a moment later: editors save
// by removing a file and putting another in its place.
//
// Loop thread, on the machine's time. What it is given outlives it; calls under way when it goes
// are forgotten.
#pragma once

#include <deque>
#include <filesystem>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "emulator/base/ids.h"
#include "emulator/base/log.h"
#include "emulator/base/pending_work.h"
#include "emulator/loop/loop.h"
#include "emulator/loop/tree_watch.h"
#include "emulator/services/s3/drop/ignore_rules.h"
#include "emulator/services/s3/objects/storage.h"

namespace brume::emulator::storage {

// Files that are looked at together.
inline constexpr int kAdoptAtOnce = 32;
// Until what went, or was made without being written, is looked at.
inline constexpr Duration kDropSettles = std::chrono::milliseconds(300);
// Until a folder that is not there, or a file that could not be taken, is tried again.
inline constexpr Duration kDropAgain = std::chrono::seconds(2);

// The bucket of the folder. Storage's adopt(), disown() and so on of one bucket; tests have
// another.
class DropTarget {
 public:
  virtual ~DropTarget() = default;
  virtual void adopt(const std::string& path, NotifyMode tell, Cause cause,
                     Callback<void(Result<bool>)> done) = 0;
  virtual void disown(const std::string& path, bool tell, Cause cause,
                      Callback<void(Result<bool>)> done) = 0;
  // There is another folder in the place of one that has gone.
  virtual void reopen(Callback<void(Status)> done) = 0;
  virtual void files(Callback<void(Result<std::vector<std::filesystem::path>>)> done) = 0;
};

struct DropServices {
  Loop& loop;
  Inotify& inotify;
  Ids& ids;
  PendingWork& pending_work;
  std::function<void(const std::string&)> notice;
};

struct DropOptions {
  std::string bucket;  // for messages
  std::filesystem::path folder;
  DropNames names = DropNames();
  bool tell_backlog = true;  // of what was dropped and taken away before the start
  // A file of any name has just been made, and may still be open.
  std::function<void(const std::string& path)> on_made = {};
  // The trace header of the invocation that is likely to have written a file, or an empty one.
  std::function<std::string(const std::string& path)> written_by = {};
};

// Cause::host_id of what was dropped.
inline constexpr const char* kDropHostId = "file-drop";

class DropFolder {
 public:
  DropFolder(const DropServices& services, DropTarget& target, DropOptions options);
  DropFolder(const DropFolder&) = delete;
  DropFolder& operator=(const DropFolder&) = delete;

  // Begins.
  void start();

 private:
  enum class Look { kComplete, kFound, kGone };
  // What there is to do for one path. While it is under way, the members say how to do it again.
  struct Work {
    Look look = Look::kComplete;
    bool tell = true;
    std::string trace_header = {};
    bool running = false;
    bool again = false;
  };
  struct Later {
    MonotonicTime due;
    std::string path;
    Work work;
    bool folder = false;  // a gone one
  };

  void on_change(const TreeChange& change);
  void on_vanished();
  void reopen();
  void on_reopened(const Status& status);
  // Watches and finds all there is, and compares it with what is known.
  void look_through();
  void ask_for_known();
  void on_known(const Result<std::vector<std::filesystem::path>>& known);
  bool is_missing(const std::string& path) const;

  void add(const std::string& path, Work work);
  void add_later(const std::string& path, Work work, bool folder);
  void arm_later();
  void on_later();
  void pump();
  void run(const std::string& key);
  void adopt_or_disown(const std::string& key, const Work& work);
  void on_done(const std::string& key, const Work& work, const Result<bool>& done);
  void end(const std::string& key);
  void try_again(const std::string& key, const Work& work, const Error& why);
  void again_soon();
  void on_again();
  // Looks whether anything is left to do.
  void look_idle();

  const DropServices services_;
  DropTarget& target_;
  const DropOptions options_;
  std::unique_ptr<TreeWatch> watch_;
  bool backlog_ = true;    // until what was there at the start has been looked at
  bool scanning_ = false;  // what is found now has been lying there
  bool asking_ = false;    // what is known
  bool ask_again_ = false;
  bool missing_all_ = false;  // all known files that were not found are to be looked for
  bool pumping_ = false;
  std::size_t came_ = 0, went_ = 0;  // before the start
  std::unordered_set<std::string> found_;
  std::unordered_set<std::string> gone_folders_;  // whose files are to be looked for
  // By path, behind "+", or "-" when it is said to be gone: each looks for itself what is true.
  std::unordered_map<std::string, Work> works_;
  std::deque<std::string> waiting_;  // of these, in order
  int running_ = 0;
  std::deque<Later> later_;
  std::unordered_set<std::string> made_;  // and not complete yet
  std::vector<std::pair<std::string, Work>> failed_;
  Timer later_timer_, again_timer_;
  LogOnce once_;
  PendingWork::Token active_;
  std::shared_ptr<int> alive_ = std::make_shared<int>();
};

}  // namespace brume::emulator::storage

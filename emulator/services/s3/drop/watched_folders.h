// DropFolders: the drop folders of all buckets, and what follows when the events of dropped files
// have ended.
//
// Loop thread. What it is given outlives it.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "emulator/services/s3/drop/recursion_guess.h"
#include "emulator/services/s3/drop/watched_folder.h"
#include "emulator/services/s3/objects/storage.h"

namespace brume::emulator::storage {

// What happens to a dropped file when all its functions have ended.
enum class AfterDrop {
  kKeep,
  kMove,    // to processed/ of its folder, or to failed/ when one of them has failed for good
  kDelete,  // when all have succeeded
};

struct DropSettings {
  bool tell_backlog = true;
  AfterDrop after = AfterDrop::kKeep;
  std::vector<std::string> ignored = {};  // patterns, see ignore_rules.h
};

struct DropFoldersServices {
  Loop& loop;
  Ids& ids;
  PendingWork& pending_work;
  std::function<void(const std::string&)> notice;
};

class DropFolders {
 public:
  DropFolders(const DropFoldersServices& services, Storage& storage, DropSettings settings);
  ~DropFolders();
  DropFolders(const DropFolders&) = delete;
  DropFolders& operator=(const DropFolders&) = delete;

  // Watches the folders of the buckets there are, now and whenever that changes. kUnavailable when
  // the system has no inotify instances left.
  Status start();
  void on_buckets_changed();
  // For the queue, which reports the ends of events.
  AsyncWatch& watch() { return lineage_; }

 private:
  struct BucketFolder;

  void begin(const Bucket& bucket);
  void on_done(const BucketEvent& event, bool succeeded);
  void put_away(const BucketEvent& event, bool succeeded);
  void on_looked_at(const BucketEvent& event, bool succeeded, const Result<bool>& changed);
  void on_found(const BucketEvent& event, bool succeeded, const Result<ObjectLookup>& found);
  void on_put_away(const BucketEvent& event, const Status& status);

  const DropFoldersServices services_;
  Storage& storage_;
  const DropSettings settings_;
  std::unique_ptr<Inotify> inotify_;  // once it has started
  DropLineage lineage_;
  std::map<std::string, std::unique_ptr<BucketFolder>> bucket_folders_;  // by bucket
  // Ends of one change's events, by what tells changes apart; until all have come.
  struct ChangeOutcome {
    std::size_t count = 0;
    bool succeeded = true;
  };
  std::map<std::string, ChangeOutcome> ends_;
  std::shared_ptr<int> alive_ = std::make_shared<int>();
};

}  // namespace brume::emulator::storage

// Moves: the file operations of a transaction. Files that block a rename are moved to tmp
// immediately; the other renames run after the commit. A rollback moves the files back and forgets
// the renames.
//
// The store's thread.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "emulator/services/s3/objects/bucket_folder.h"
#include "emulator/store/worker_store.h"

namespace brume::emulator::storage {

using Folder = std::shared_ptr<BucketFolder>;

class Moves final : public TransactionWatch {
 public:
  // A new file, in tmp, gets its place; `keep`: as keep() says.
  void add(const Folder& folder, const std::string& key, const StoredFile& file, bool keep = false);
  // A plain file gets a second name aside, so that its bytes stay when a person removes or replaces
  // it. Overwriting it in place overwrites both.
  void keep(const Folder& folder, const std::string& key, const StoredFile& file);
  // Whether this transaction moves a file of that key.
  bool concern(const Folder& folder, const std::string& key) const;
  // Whether a name that this transaction gives to another file would be a folder of this key's, or
  // the other way round.
  bool in_the_way(const Folder& folder, const std::string& key) const;
  // What was taken gets its name.
  void to_plain(const Folder& folder, const std::string& key, const StoredFile& file);
  // From wherever it is.
  void to_aside(const Folder& folder, const std::string& key, const StoredFile& file);
  // A new file takes the name of this one, whose bytes are not needed any more.
  void replace(const Folder& folder, const std::string& key, const StoredFile& file);
  // Takes it to tmp now, and removes it at the end.
  void remove(const Folder& folder, const std::string& key, const StoredFile& file);
  // Takes it to tmp now; to_plain() or to_aside() says where it goes.
  // False: it was not there.
  bool take(const Folder& folder, const std::string& key, const StoredFile& file);

  // The folder of a bucket that goes: what is ours in it, and itself if it is empty then.
  void remove_folder(const Folder& folder) { gone_folders_.push_back(folder); }
  bool removes_folder(const std::filesystem::path& path) const;

  void on_committed() override;
  void on_rolled_back() override;

 private:
  enum class Target { kPlain, kAside, kGone };
  struct Move {
    Folder folder;
    std::string key;
    StoredFile file;
    Target target = Target::kGone;
  };
  void note(Move move);
  void forget();

  std::unordered_set<std::uint64_t> new_;  // in tmp all the time
  std::set<std::pair<const BucketFolder*, std::string>> new_names_;
  std::vector<Move> kept_;
  std::vector<Folder> gone_folders_;
  std::vector<Move> taken_;  // as they were
  std::vector<std::uint64_t> order_;
  std::unordered_map<std::uint64_t, Move> ends_;  // by file: where each will be
  // What lies under a key until a new file replaces it.
  std::map<std::pair<const BucketFolder*, std::string>, StoredFile> replaced_;
};

}  // namespace brume::emulator::storage

// BucketFolder: the files of one bucket. An object whose key is a plain path (key_path.h) lies
// there; all others, and versions that are no longer the latest, lie aside:
//
//   photos/cat.jpg            the object of that key
//   .brume/aside/4f/<id>      what cannot have its name, and older versions
//   .brume/tmp/<id>           what is being written or is on the move
//
// Whatever is on the move lies in tmp, so that a death at any instant leaves each file where its
// row in the table says or in tmp, from where recovery takes it there.
//
// A person may change plain files at any time: such a file counts as an object's only with the
// identity that its row has. No symbolic link below the folder is ever followed.
//
// Any thread: only system calls. Errors name the file: kUnavailable.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/base/result.h"
#include "runtime/wire/fd.h"

namespace brume::emulator::storage {

using wire::UniqueFd;

struct FileIdentity {
  std::uint64_t inode = 0;
  std::uint64_t size = 0;
  std::int64_t mtime_ns = 0;
  bool operator==(const FileIdentity&) const = default;
};

// Where the bytes of a version are.
struct StoredFile {
  std::uint64_t id = 0;
  bool plain = false;  // under its key; else aside
  FileIdentity identity = {};
};

class BucketFolder {
 public:
  // Makes the folder, and those inside it, when they are not there.
  static Result<std::shared_ptr<BucketFolder>> open(const std::filesystem::path& folder);

  const std::filesystem::path& path() const { return path_; }

  // --- a file of its own in tmp ---
  Result<UniqueFd> create(std::uint64_t id) const;
  // From tmp, and its second name.
  void discard(std::uint64_t id) const;
  // From tmp alone.
  void discard_replaced(std::uint64_t id) const;
  std::vector<std::uint64_t> on_the_move() const;
  // Whether what lies in tmp under its id is this file: it may have changed places with another.
  bool is_on_the_move(const StoredFile& file) const;

  // --- the file of a version ---
  // For reading. No descriptor: it is gone, or no longer what it was.
  UniqueFd open_file(const std::string& key, const StoredFile& file) const;
  // What a person has put there under that name, if it is a file.
  UniqueFd open_plain(const std::string& path) const;
  static std::optional<FileIdentity> identity_of(const UniqueFd& file);

  // Whether a file can have this name now; makes the folders above it.
  bool has_room(const std::string& key) const;
  // From wherever it is to tmp. False: it is gone.
  bool take(const std::string& key, const StoredFile& file) const;
  // From tmp to its name, taking the place of what is there. When that fails, aside: it is found
  // there, too.
  Status settle_plain(const std::string& key, std::uint64_t id) const;
  // From tmp, or from under its name if it has that identity.
  Status settle_aside(const std::string& key, const StoredFile& file) const;
  // Gives the file under this name a second one aside, if it has that identity.
  void keep(const std::string& key, const StoredFile& file) const;
  // Removes the empty folders above a key that has no file any more.
  void prune(const std::string& key) const;

  // Removes what is ours, and the folder itself if it is empty then.
  void remove() const;

 private:
  // The folder that a name is in: `fd` of `own`, or of the root.
  struct Parent {
    UniqueFd own;
    int fd = -1;
    std::string name;
  };
  Parent parent_of(const std::string& key, bool make) const;
  bool is_plain_file(const std::string& key, const FileIdentity& identity) const;
  Status to_aside(std::uint64_t id, int from, const std::string& name, bool keep_name) const;
  Error error(const std::string& doing, std::string_view name) const;

  explicit BucketFolder(std::filesystem::path path) : path_(std::move(path)) {}

  std::filesystem::path path_;
  UniqueFd root_, own_, tmp_, aside_;
};

}  // namespace brume::emulator::storage

// ObjectWriter: applies object changes, a new version or a removal, on the store's thread. Each
// writes its rows, notes its files' moves and puts its notifications into the outbox, in one
// transaction.
//
// An Error with a reason is S3's answer and has changed nothing; one without means that the
// transaction must not be kept. The store's thread.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "emulator/base/result.h"
#include "emulator/services/s3/model/bucket.h"
#include "emulator/services/s3/objects/file_transaction.h"
#include "emulator/services/s3/objects/object_table.h"
#include "emulator/services/s3/objects/storage_types.h"
#include "emulator/store/database.h"

namespace brume::emulator::storage {

// A bucket as it was when work on it was handed over. Any thread.
struct OpenBucket {
  std::int64_t id = 0;
  std::shared_ptr<const Bucket> settings;
  Folder folder;
  // It is being removed: a change checks whether it still exists.
  std::shared_ptr<std::atomic<bool>> going;
};

// Who changes, and when.
struct ChangeNote {
  Cause cause;
  WallTime at{};
  std::string version_id;  // of a version that is made, if it gets one of its own
  bool tell = true;
  std::string removals = "ObjectRemoved";  // what an event of one begins with
};

class ObjectWriter {
 public:
  // `first_sequence`: greater than all there have been.
  static Result<std::shared_ptr<ObjectWriter>> open(Database& database,
                                                    std::shared_ptr<Moves> moves,
                                                    std::int64_t first_sequence);

  // NoSuchBucket, PreconditionFailed, NoSuchKey.
  Status check(const OpenBucket& bucket, const std::string& key, const Condition& condition);
  // A new version: `object` without version and sequence, its bytes in tmp under `file.id`.
  Result<ObjectRow> add(Database& database, const OpenBucket& bucket, ObjectRow row,
                        const ChangeNote& note);
  // The same of a file that a person has put under its name.
  Result<ObjectRow> adopt(Database& database, const OpenBucket& bucket, ObjectRow row,
                          const ChangeNote& note);
  // `version` empty: the latest goes, or gets a marker, as versioning has it.
  Result<RemoveResult> remove(Database& database, const OpenBucket& bucket, const std::string& key,
                              const std::string& version, const ChangeNote& note);
  Status tell(Database& database, const OpenBucket& bucket, const ObjectRow& row,
              const std::string& event, const ChangeNote& note);

  ObjectTable& objects() { return *objects_; }
  Moves& moves() { return *moves_; }
  // Greater than all before.
  std::int64_t next_sequence() { return next_sequence_++; }
  // Something has been left in the outbox since it was asked last.
  bool take_told() { return told_.exchange(false); }

 private:
  ObjectWriter(std::unique_ptr<ObjectTable> objects, std::shared_ptr<Moves> moves,
               std::int64_t first)
      : objects_(std::move(objects)), moves_(std::move(moves)), next_sequence_(first) {}

  // What becomes of the file that has the key's name.
  enum class Name { kFreed, kReplaced, kTaken };
  Status enter(Database& database, const OpenBucket& bucket, const ObjectRow& row,
               const ChangeNote& note);
  Status make_way(const OpenBucket& bucket, const ObjectRow& next, Name name);
  Status retire(const OpenBucket& bucket, const ObjectRow& row, Name name);
  Status erase(const OpenBucket& bucket, const ObjectRow& row, Name name);
  Status promote(const OpenBucket& bucket, const std::string& key);
  Result<RemoveResult> remove_version(Database& database, const OpenBucket& bucket,
                                      const std::string& key, const std::string& version,
                                      const ChangeNote& note);
  Result<RemoveResult> add_marker(Database& database, const OpenBucket& bucket,
                                  const std::string& key, const ChangeNote& note);

  std::unique_ptr<ObjectTable> objects_;
  std::shared_ptr<Moves> moves_;
  std::int64_t next_sequence_;
  std::atomic<bool> told_ = false;
};

}  // namespace brume::emulator::storage

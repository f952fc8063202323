// Storage: buckets and their objects. An object's bytes lie in a file of its bucket's folder, named
// as its key is where a file can be (key_path.h); what is known of it lies in SQLite.
//
// A change is committed, and its file in place, before `done` runs: readers find the old object or
// the new one, whole, also after kill -9. Writers of one key take turns. There is no fsync: a power
// cut may take the last changes.
//
// Errors carry S3's code as Error::reason: NoSuchBucket, NoSuchKey, NoSuchVersion, NoSuchUpload,
// BucketNotEmpty, InvalidBucketName, InvalidArgument, KeyTooLongError, PreconditionFailed,
// BadDigest, InvalidDigest, EntityTooLarge, EntityTooSmall, InvalidPart, InvalidPartOrder,
// InvalidRange, MethodNotAllowed (of a delete marker); without a reason: the disk is full or
// failing, or a person is changing the file.
//
// Loop thread. Callbacks run exactly once, on the loop thread, perhaps from inside the call. The
// loop, clock and timers outlive it; the destructor waits for queued work.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "emulator/base/callback.h"
#include "emulator/base/clock.h"
#include "emulator/base/ids.h"
#include "emulator/base/result.h"
#include "emulator/loop/loop.h"
#include "emulator/services/s3/model/bucket.h"
#include "emulator/services/s3/model/object.h"
#include "emulator/services/s3/objects/storage_types.h"
#include "emulator/store/store.h"

namespace brume::emulator::storage {

struct StorageState;  // storage_state.h

class Storage {
 public:
  // Reads the buckets and finishes what a crash has interrupted; blocks meanwhile.
  static Result<std::unique_ptr<Storage>> open(Loop& loop, const Clock& clock, Ids& ids,
                                               StorageOptions options);
  ~Storage();
  Storage(const Storage&) = delete;
  Storage& operator=(const Storage&) = delete;

  // --- buckets ---
  // Null when there is none. Valid until the next step of the loop.
  const Bucket* bucket(const std::string& name) const;
  std::vector<const Bucket*> buckets() const;  // by name
  // An empty `folder`: one of its own. A bucket that is there already gets the settings and the
  // folder of this one; the folder cannot change while there are objects (InvalidArgument).
  void create_bucket(Bucket bucket, Callback<void(Status)> done);
  void remove_bucket(const std::string& name, Callback<void(Status)> done);
  void configure(const std::string& bucket, BucketConfig config, Callback<void(Status)> done);

  // --- objects ---
  // `checksum`: what is worked out beside MD5 while the bytes come. `size`: how much is expected,
  // when known, so that a small body needs no file of its own on the way.
  std::unique_ptr<Body> new_body(const std::string& bucket,
                                 std::optional<Checksum::Algorithm> checksum,
                                 std::optional<std::uint64_t> size);
  // REQUIRES: no version is named
  void put(const ObjectRef& to, std::unique_ptr<Body> body, PutOptions options,
           Callback<void(Result<Object>)> done);
  // A delete marker is found, too: `object.delete_marker`.
  void get(const ObjectRef& ref, Callback<void(Result<ObjectLookup>)> done);
  void head(const ObjectRef& ref, Callback<void(Result<ObjectLookup>)> done);
  // What is not there is removed with success, as S3 has it. `condition.absent` is not looked at.
  void remove(const ObjectRef& ref, Condition condition, Cause cause,
              Callback<void(Result<RemoveResult>)> done);
  // Another object of the same bytes. Attributes and tags are those of `options`, the checksum is
  // of `algorithm` or, without one, the source's. REQUIRES: `source` was found a moment ago
  void copy(const ObjectSource& source, const ObjectRef& to, PutOptions options,
            Callback<void(Result<Object>)> done);
  void set_tags(const ObjectRef& ref, std::vector<std::pair<std::string, std::string>> tags,
                Cause cause, Callback<void(Result<Object>)> done);
  void list(const std::string& bucket, ListQuery query, Callback<void(Result<Listing>)> done);

  // Removes versions that are due by the bucket's lifecycle rules (lifecycle_rules.h); their
  // number.
  void expire(const std::string& bucket, Callback<void(Result<std::size_t>)> done);

  // --- multipart uploads ---
  void create_upload(const std::string& bucket, Upload upload, Callback<void(Result<Upload>)> done);
  // The parts in order, and the upload itself. NoSuchUpload.
  struct UploadState {
    Upload upload;
    std::vector<Part> parts = {};
  };
  void upload_state(const UploadRef& ref, Callback<void(Result<UploadState>)> done);
  void put_part(const UploadRef& ref, int number, std::unique_ptr<Body> body,
                ExpectedDigest expected, Callback<void(Result<Part>)> done);
  // `range`: absent: all of it.
  void copy_part(const ObjectSource& source, std::optional<ByteRange> range, const UploadRef& to,
                 int number, Callback<void(Result<Part>)> done);
  // `expected.checksum`: of the whole.
  void complete_upload(const UploadRef& ref, std::vector<CompletedPart> parts, PutOptions options,
                       Callback<void(Result<Object>)> done);
  void abort_upload(const UploadRef& ref, Callback<void(Status)> done);
  // All that are under way, by key and then by time.
  void list_uploads(const std::string& bucket, Callback<void(Result<std::vector<Upload>>)> done);

  // --- files that people drop; `path` relative to the bucket's folder ---
  // Makes the file the object of its name, if it is not that already: absent then, and when it has
  // gone or is being written again.
  void adopt(const std::string& bucket, const std::filesystem::path& path, NotifyMode tell,
             Cause cause, Callback<void(Result<std::optional<Object>>)> done);
  // Removes the object whose file that was, if the file is no longer there. False: nothing to do.
  // `tell`: whether notifications go out.
  void disown(const std::string& bucket, const std::filesystem::path& path, bool tell, Cause cause,
              Callback<void(Result<bool>)> done);
  // The bucket's folder was moved away or removed: goes on with the one that has its path now, made
  // anew if there is none. What lay aside in the old one is lost.
  void reopen(const std::string& bucket, Callback<void(Status)> done);
  // The paths of all files that are objects, relative, in order; for a scan.
  void files(const std::string& bucket,
             Callback<void(Result<std::vector<std::filesystem::path>>)> done);

  // Called when a change has put notifications into the outbox (delivery/outbox_table.h).
  void on_told(std::function<void()> callback);
  // Called when there is another bucket, or one fewer, or one has other settings.
  void on_buckets_changed(std::function<void()> callback);
  // Of the database: for the outbox, which rides in it.
  Store& store();

 private:
  explicit Storage(std::unique_ptr<StorageState> state);
  std::unique_ptr<StorageState> state_;
};

}  // namespace brume::emulator::storage

// Storage: buckets and their objects. An object's bytes lie in a file of its bucket's folder, named
// as its key is where a file can be (key_path.h); what is known of it lies in SQLite.
//
// A change is committed, and its file in place, before `done` says so: readers, and whoever comes
// after kill -9, find the old object or the new, whole. Writers of one key are put in an order. The
// disk is not waited for: a power cut may take the last changes.
//
// Errors carry S3's code as Error::reason: NoSuchBucket, NoSuchKey, NoSuchVersion, NoSuchUpload,
// BucketNotEmpty, InvalidBucketName, InvalidArgument, KeyTooLongError, PreconditionFailed,
// BadDigest, InvalidDigest, EntityTooLarge, EntityTooSmall, InvalidPart, InvalidPartOrder,
// InvalidRange, MethodNotAllowed (of a delete marker); without a reason: the disk is full or
// failing, or a person is changing the file.
//
// Loop thread. Callbacks run exactly once, on the loop thread, perhaps from inside the call. The
// loop, clock and timers outlive it; destroying it waits until what was handed over is done.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/base/callback.h"
#include "emulator/base/ids.h"
#include "emulator/base/result.h"
#include "emulator/base/timers.h"
#include "emulator/loop/loop.h"
#include "emulator/services/s3/model/bucket.h"
#include "emulator/services/s3/model/object.h"
#include "emulator/store/store.h"

namespace brume::emulator::storage {

// Who changed something, for the records that tell of it.
struct Cause {
  std::string event;  // what follows the colon: "Put", "Post", "Copy", "CompleteMultipartUpload"
  std::string source_ip = "127.0.0.1";
  std::string request_id = {};
  std::string host_id = {};       // x-amz-id-2
  std::string trace_header = {};  // of the caller, so that a loop of functions is found out
};

// The bytes of an object or a part on their way to the disk; constant memory. Dropping it drops
// what has arrived.
class Body {
 public:
  virtual ~Body() = default;
  // Taken in any case; false when so much waits for the disk that the writer should pause until
  // on_drained.
  virtual bool append(std::string_view data) = 0;
  virtual void on_drained(std::function<void()> callback) = 0;
  virtual std::uint64_t size() const = 0;
};

// What a body must be, else BadDigest and nothing is changed.
struct Expected {
  std::string md5 = {};                   // base64, of Content-MD5; empty: not said
  std::optional<Checksum> checksum = {};  // REQUIRES: of the algorithm the body was made for
};

// Looked at in the transaction of the change. Source: S3, conditional writes.
struct Condition {
  bool absent = false;                   // If-None-Match: *
  std::optional<std::string> etag = {};  // If-Match, without quotes; NoSuchKey when there is none
};

struct PutOptions {
  Attributes attributes = {};
  Expected expected = {};
  Condition condition = {};
  Cause cause = {};
};

// The bytes of one version, however its key changes meanwhile.
class Reader {
 public:
  virtual ~Reader() = default;
  // At most kMaxReadBytes of them; fewer only at the end.
  virtual void read(std::uint64_t offset, std::size_t size,
                    Callback<void(Result<std::string>)> done) = 0;
};
inline constexpr std::size_t kMaxReadBytes = 1 << 20;

struct Found {
  Object object;
  std::shared_ptr<Reader> reader;  // null for head() and for a delete marker
};

struct Removed {
  bool delete_marker = false;  // one was made, or was what went
  std::string version_id;      // of the marker made or of what went; empty without versioning
};

struct ListQuery {
  std::string prefix = {};
  std::string delimiter = {};
  // Begins behind this key; behind all that begin with it when it is a common prefix of this query.
  std::string after = {};
  std::string after_version = {};  // versions: behind this one of the key `after`
  std::size_t max = 1000;          // objects and common prefixes together
  bool versions = false;           // all versions and delete markers, newest first; else the latest
};

struct Listing {
  std::vector<Object> objects = {};  // by key in the order of its bytes; attributes without headers
  std::vector<std::string> common_prefixes = {};
  bool truncated = false;
  std::string next_after = {};  // for the next query, when truncated
  std::string next_after_version = {};
};

// A multipart upload under way.
struct Upload {
  std::string id;
  std::string key;
  WallTime initiated{};
  Attributes attributes = {};
  std::optional<Checksum::Algorithm> algorithm = {};
  bool composite = true;  // the kind of checksum that the whole gets
};

struct CompletedPart {
  int number = 0;
  std::string etag;
  std::optional<Checksum> checksum = {};
};

// Whether notifications go out of a file that becomes an object.
enum class Telling {
  kNobody,
  kOfNewBytes,  // only if it is not the same bytes once more: those make no new object
  kAlways,      // somebody has just written it
};

struct StorageOptions {
  std::filesystem::path folder;         // ".brume/buckets": of buckets without another folder
  std::filesystem::path database_file;  // ".brume/storage.db"
  std::string region = "us-east-1";
};

class Storage {
 public:
  // Reads the buckets there are and ends what a death has interrupted; blocks meanwhile.
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

  // --- objects; `version` empty: the latest ---
  // `checksum`: what is worked out beside MD5 while the bytes come. `size`: how much is expected,
  // when known, so that a small body needs no file of its own on the way.
  std::unique_ptr<Body> new_body(const std::string& bucket,
                                 std::optional<Checksum::Algorithm> checksum,
                                 std::optional<std::uint64_t> size);
  void put(const std::string& bucket, const std::string& key, std::unique_ptr<Body> body,
           PutOptions options, Callback<void(Result<Object>)> done);
  // A delete marker is found, too: `object.delete_marker`.
  void get(const std::string& bucket, const std::string& key, const std::string& version,
           Callback<void(Result<Found>)> done);
  void head(const std::string& bucket, const std::string& key, const std::string& version,
            Callback<void(Result<Found>)> done);
  // What is not there is removed with success, as S3 has it. `condition.absent` is not looked at.
  void remove(const std::string& bucket, const std::string& key, const std::string& version,
              Condition condition, Cause cause, Callback<void(Result<Removed>)> done);
  // Another object of the same bytes. Attributes and tags are those of `options`, the checksum is
  // of `algorithm` or, without one, the source's. REQUIRES: `source` was found a moment ago
  struct Source {
    std::string bucket, key, version_id;
    std::optional<Checksum::Algorithm> algorithm = {};
  };
  void copy(const Source& source, const std::string& bucket, const std::string& key,
            PutOptions options, Callback<void(Result<Object>)> done);
  void set_tags(const std::string& bucket, const std::string& key, const std::string& version,
                std::vector<std::pair<std::string, std::string>> tags, Cause cause,
                Callback<void(Result<Object>)> done);
  void list(const std::string& bucket, ListQuery query, Callback<void(Result<Listing>)> done);

  // Removes what is due by the bucket's lifecycle rules (expiry.h); how many versions that were.
  void expire(const std::string& bucket, Callback<void(Result<std::size_t>)> done);

  // --- multipart uploads ---
  void create_upload(const std::string& bucket, Upload upload, Callback<void(Result<Upload>)> done);
  // The parts in order, and the upload itself. NoSuchUpload.
  struct UploadState {
    Upload upload;
    std::vector<Part> parts = {};
  };
  void upload_state(const std::string& bucket, const std::string& key, const std::string& id,
                    Callback<void(Result<UploadState>)> done);
  void put_part(const std::string& bucket, const std::string& key, const std::string& id,
                int number, std::unique_ptr<Body> body, Expected expected,
                Callback<void(Result<Part>)> done);
  // `range`: first and last byte; absent: all of it.
  void copy_part(const Source& source, std::optional<std::pair<std::uint64_t, std::uint64_t>> range,
                 const std::string& bucket, const std::string& key, const std::string& id,
                 int number, Callback<void(Result<Part>)> done);
  // `expected.checksum`: of the whole.
  void complete_upload(const std::string& bucket, const std::string& key, const std::string& id,
                       std::vector<CompletedPart> parts, PutOptions options,
                       Callback<void(Result<Object>)> done);
  void abort_upload(const std::string& bucket, const std::string& key, const std::string& id,
                    Callback<void(Status)> done);
  // All that are under way, by key and then by time.
  void list_uploads(const std::string& bucket, Callback<void(Result<std::vector<Upload>>)> done);

  // --- files that people drop; `path` relative to the bucket's folder ---
  // Makes the file the object of its name, if it is not that already: absent then, and when it has
  // gone or is being written again.
  void adopt(const std::string& bucket, const std::filesystem::path& path, Telling tell,
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

  // Called when a change has left something to tell in the outbox (delivery/outbox_table.h).
  void on_told(std::function<void()> callback);
  // Called when there is another bucket, or one fewer, or one has other settings.
  void on_buckets_changed(std::function<void()> callback);
  // Of the database: for the outbox, which rides in it.
  Store& store();

  struct State;  // storage_state.h

 private:
  explicit Storage(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace brume::emulator::storage

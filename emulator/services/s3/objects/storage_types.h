// What Storage takes and gives: conditions and options of changes, queries and their results,
// bodies and readers.
//
// Plain data, but for Body and Reader, which are the loop thread's.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "emulator/base/callback.h"
#include "emulator/base/clock.h"
#include "emulator/base/result.h"
#include "emulator/services/s3/model/object.h"

namespace brume::emulator::storage {

// Who changed something, for the notifications of the change.
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
struct ExpectedDigest {
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
  ExpectedDigest expected = {};
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

struct ObjectLookup {
  Object object;
  std::shared_ptr<Reader> reader;  // null for head() and for a delete marker
};

struct RemoveResult {
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

// Whether adopting a file sends notifications.
enum class NotifyMode {
  kNobody,
  kOfNewBytes,  // only if it is not the same bytes once more: those make no new object
  kAlways,      // it has just been written
};

struct StorageOptions {
  std::filesystem::path folder;         // ".brume/buckets": of buckets without another folder
  std::filesystem::path database_file;  // ".brume/storage.db"
  std::string region = "us-east-1";
};

// An object, or one version of it.
struct ObjectRef {
  std::string bucket, key;
  std::string version_id = {};  // empty: the latest
};

// A multipart upload under way.
struct UploadRef {
  std::string bucket, key, upload_id;
};

// Bytes of an object: the first and the last.
using ByteRange = std::pair<std::uint64_t, std::uint64_t>;

// An object that was found a moment ago, to be copied.
struct ObjectSource {
  std::string bucket, key, version_id;
  std::optional<Checksum::Algorithm> algorithm = {};
};

}  // namespace brume::emulator::storage

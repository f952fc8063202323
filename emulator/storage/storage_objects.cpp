#include <utility>

#include "emulator/base/base64.h"
#include "emulator/storage/key_path.h"
#include "emulator/storage/listing.h"
#include "emulator/storage/object_reader.h"
#include "emulator/storage/storage_state.h"

namespace brume::emulator::storage {
namespace {

constexpr std::size_t kMd5Bytes = 16;
constexpr int kVersionWords = 3;  // of 8 bytes: 32 characters
// A file that is moved while it is looked for is found the next time.
constexpr int kMaxLooks = 5;

Error wrong_digest(const std::string& what) {
  return Error{Error::Code::kInvalidArgument,
               "The " + what + " you specified did not match what we received.", "BadDigest"};
}

std::string name_of(Checksum::Algorithm algorithm) {
  switch (algorithm) {
    case Checksum::Algorithm::kCrc32:
      return "CRC32";
    case Checksum::Algorithm::kCrc32c:
      return "CRC32C";
    case Checksum::Algorithm::kCrc64Nvme:
      return "CRC64NVME";
    case Checksum::Algorithm::kSha1:
      return "SHA1";
    case Checksum::Algorithm::kSha256:
      return "SHA256";
  }
  return "checksum";
}

Status check_expected(const Expected& expected, const Digests& found) {
  if (!expected.md5.empty()) {
    const auto md5 = base64_decode_padded(expected.md5);
    if (!md5 || md5->size() != kMd5Bytes) {
      return Error{Error::Code::kInvalidArgument, "The Content-MD5 you specified is not valid.",
                   "InvalidDigest"};
    }
    if (*md5 != found.md5()) return wrong_digest("Content-MD5");
  }
  if (!expected.checksum) return Done{};
  const auto& checksum = found.checksum();
  if (!checksum || checksum->algorithm != expected.checksum->algorithm ||
      checksum->value != expected.checksum->value) {
    return wrong_digest(name_of(expected.checksum->algorithm));
  }
  return Done{};
}

// A body on its way to become an object.
struct Putting {
  OpenBucket bucket;
  std::string key;
  std::shared_ptr<Content> content;
  PutOptions options;
  ChangeNote note;

  Result<Object> run(Database& database, Ledger& ledger) const {
    Status good = ledger.check(bucket, key, options.condition);
    if (good) good = content->finish();
    if (good) good = check_expected(options.expected, content->digests());
    if (good) good = content->store();
    if (!good) return std::move(good).error();
    ObjectRow row;
    row.object.key = key;
    row.object.size = content->size();
    row.object.etag = hex(content->digests().md5());
    row.object.last_modified = note.at;
    row.object.attributes = options.attributes;
    row.object.checksum = content->digests().checksum();
    row.file = content->file();
    auto added = ledger.add(database, bucket, std::move(row), note);
    if (!added) return std::move(added).error();
    return std::move(added->object);
  }
};

class Finding final : public ReadThread::Reading {
 public:
  Finding(Loop& loop, OpenBucket bucket, std::string key, std::string version)
      : loop_(loop),
        bucket_(std::move(bucket)),
        key_(std::move(key)),
        version_(std::move(version)) {}

  bool with_bytes = true;
  Callback<void(Result<Found>)> whom;

  void read(ReadThread::Tables tables) override {
    for (int look = 0; look < kMaxLooks; ++look) {
      result_ = find(tables.objects);
      if (!result_ || !with_bytes || result_->object.delete_marker || result_->reader) return;
    }
    if (bucket_.folder->open_plain(key_)) {
      result_ = Error{Error::Code::kUnavailable,
                      (bucket_.folder->path() / key_).string() + ": it is being changed"};
    } else {
      result_ = no_such_key(key_);
    }
  }

  void done() override { whom(std::move(result_)); }

 private:
  Result<Found> find(ObjectTable& objects) {
    auto row = objects.latest(bucket_.id, key_);
    const std::int64_t latest = row && row.value() ? row.value()->sequence : 0;
    if (row && !version_.empty()) row = objects.version(bucket_.id, key_, version_);
    if (!row) return std::move(row).error();
    if (!row.value()) {
      if (version_.empty()) return no_such_key(key_);
      return Error{Error::Code::kNotFound,
                   "The specified version does not exist: " + key_ + ", " + version_,
                   "NoSuchVersion"};
    }
    Found found{std::move(row.value()->object), nullptr};
    found.object.latest = row.value()->sequence == latest;
    if (found.object.etag.find('-') != std::string::npos) {
      auto parts = objects.parts(row.value()->sequence);
      if (!parts) return std::move(parts).error();
      found.object.parts = std::move(*parts);
    }
    if (with_bytes && !found.object.delete_marker) {
      found.reader = open_object(loop_, *bucket_.folder, key_, row.value()->file);
    }
    return found;
  }

  Loop& loop_;
  const OpenBucket bucket_;
  const std::string key_, version_;
  Result<Found> result_ = Found{};
};

class Listed final : public ReadThread::Reading {
 public:
  Listed(std::int64_t bucket, ListQuery query, Callback<void(Result<Listing>)> whom)
      : bucket_(bucket), query_(std::move(query)), whom_(std::move(whom)) {}

  void read(ReadThread::Tables tables) override {
    result_ = list_objects(tables.objects, bucket_, query_);
  }
  void done() override { whom_(std::move(result_)); }

 private:
  const std::int64_t bucket_;
  const ListQuery query_;
  Callback<void(Result<Listing>)> whom_;
  Result<Listing> result_ = Listing{};
};

}  // namespace

Result<OpenBucket> Storage::State::find(const std::string& bucket, const std::string& key) const {
  const OpenBucket* const found = find(bucket);
  if (found == nullptr) return no_such_bucket(bucket);
  if (Status good = check_key(key); !good) return std::move(good).error();
  return *found;
}

ChangeNote Storage::State::note(const OpenBucket& bucket, Cause cause) const {
  ChangeNote note{std::move(cause), clock.wall(), {}};
  if (bucket.settings->config.versioning != Versioning::kEnabled) return note;
  std::string bytes;
  for (int word = 0; word < kVersionWords; ++word) {
    std::uint64_t bits = ids.next();
    for (int byte = 0; byte < 8; ++byte, bits >>= 8) bytes += static_cast<char>(bits & 0xFF);
  }
  note.version_id = base64url_encode(bytes);
  return note;
}

std::unique_ptr<Body> Storage::new_body(const std::string& bucket,
                                        std::optional<Checksum::Algorithm> checksum,
                                        std::optional<std::uint64_t> size) {
  const OpenBucket* const found = state_->find(bucket);
  auto content = std::make_shared<Content>(found == nullptr ? nullptr : found->folder,
                                           state_->next_file++, checksum);
  return std::make_unique<StreamedBody>(state_->loop, std::move(content), size);
}

namespace {

void submit(Storage::State& state, const std::shared_ptr<Putting>& putting,
            Callback<void(Result<Object>)> done) {
  putting->note = state.note(putting->bucket, putting->options.cause);
  state.change<Object>(
      [putting](Database& database, Ledger& ledger) { return putting->run(database, ledger); },
      [putting, done = std::move(done)](Result<Object> added) mutable {
        if (added) putting->content->keep();
        done(std::move(added));
      });
}

}  // namespace

void Storage::put(const std::string& bucket, const std::string& key, std::unique_ptr<Body> body,
                  PutOptions options, Callback<void(Result<Object>)> done) {
  auto found = state_->find(bucket, key);
  if (!found) return done(std::move(found).error());
  auto putting = std::make_shared<Putting>();
  putting->bucket = std::move(*found);
  putting->key = key;
  putting->options = std::move(options);
  auto whole = [alive = std::weak_ptr<State*>(state_->alive), putting,
                done = std::move(done)](auto content) mutable {
    const auto state = alive.lock();
    if (!state) return;
    if (!content) return done(std::move(content).error());
    putting->content = std::move(*content);
    submit(**state, putting, std::move(done));
  };
  std::unique_ptr<StreamedBody> streamed(static_cast<StreamedBody*>(body.release()));
  StreamedBody::end(std::move(streamed), std::move(whole));
}

void Storage::get(const std::string& bucket, const std::string& key, const std::string& version,
                  Callback<void(Result<Found>)> done) {
  auto found = state_->find(bucket, key);
  if (!found) return done(std::move(found).error());
  auto finding = std::make_unique<Finding>(state_->loop, std::move(*found), key, version);
  finding->whom = std::move(done);
  state_->reads->ask(std::move(finding));
}

void Storage::head(const std::string& bucket, const std::string& key, const std::string& version,
                   Callback<void(Result<Found>)> done) {
  auto found = state_->find(bucket, key);
  if (!found) return done(std::move(found).error());
  auto finding = std::make_unique<Finding>(state_->loop, std::move(*found), key, version);
  finding->with_bytes = false;
  finding->whom = std::move(done);
  state_->reads->ask(std::move(finding));
}

void Storage::remove(const std::string& bucket, const std::string& key, const std::string& version,
                     Condition condition, Cause cause, Callback<void(Result<Removed>)> done) {
  auto found = state_->find(bucket, key);
  if (!found) return done(std::move(found).error());
  ChangeNote note = state_->note(*found, std::move(cause));
  condition.absent = false;
  state_->change<Removed>(
      [bucket = std::move(*found), key, version, condition = std::move(condition),
       note = std::move(note)](Database& database, Ledger& ledger) -> Result<Removed> {
        if (Status good = ledger.check(bucket, key, condition); !good) {
          return std::move(good).error();
        }
        return ledger.remove(database, bucket, key, version, note);
      },
      std::move(done));
}

void Storage::list(const std::string& bucket, ListQuery query,
                   Callback<void(Result<Listing>)> done) {
  const OpenBucket* const found = state_->find(bucket);
  if (found == nullptr) return done(no_such_bucket(bucket));
  state_->reads->ask(std::make_unique<Listed>(found->id, std::move(query), std::move(done)));
}

}  // namespace brume::emulator::storage

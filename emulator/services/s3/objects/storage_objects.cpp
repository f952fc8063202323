#include <utility>

#include "emulator/services/s3/objects/listing.h"
#include "emulator/services/s3/objects/object_reader.h"
#include "emulator/services/s3/objects/storage.h"
#include "emulator/services/s3/objects/storage_state.h"
#include "emulator/text/hex.h"

namespace brume::emulator::storage {
namespace {

// A file that is moved while it is looked for is found the next time.
constexpr int kMaxLooks = 5;

// A body on its way to become an object.
struct ObjectPut {
  OpenBucket bucket;
  std::string key;
  std::shared_ptr<Content> content;
  PutOptions options;
  ChangeNote note;

  Result<Object> run(Database& database, ObjectWriter& object_writer) const {
    Status good = object_writer.check(bucket, key, options.condition);
    if (good) good = content->finish();
    if (good) good = check_content(options.expected, *content);
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
    auto added = object_writer.add(database, bucket, std::move(row), note);
    if (!added) return std::move(added).error();
    return std::move(added->object);
  }
};

class FindObject final : public ReadThread::Task {
 public:
  FindObject(Loop& loop, OpenBucket bucket, std::string key, std::string version)
      : loop_(loop),
        bucket_(std::move(bucket)),
        key_(std::move(key)),
        version_(std::move(version)) {}

  bool with_bytes = true;
  Callback<void(Result<ObjectLookup>)> whom;

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
  Result<ObjectLookup> find(ObjectTable& objects) {
    auto row = objects.latest(bucket_.id, key_);
    const std::int64_t latest = row && row.value() ? row.value()->sequence : 0;
    if (row && !version_.empty()) row = objects.version(bucket_.id, key_, version_);
    if (!row) return std::move(row).error();
    if (!row.value()) {
      return version_.empty() ? no_such_key(key_) : no_such_version(key_, version_);
    }
    ObjectLookup found{std::move(row.value()->object), nullptr};
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
  Result<ObjectLookup> result_ = ObjectLookup{};
};

}  // namespace

std::unique_ptr<Body> Storage::new_body(const std::string& bucket,
                                        std::optional<Checksum::Algorithm> checksum,
                                        std::optional<std::uint64_t> size) {
  const OpenBucket* const found = state_->find(bucket);
  auto content = state_->new_content(found == nullptr ? OpenBucket{} : *found, checksum);
  return std::make_unique<StreamedBody>(state_->loop, std::move(content), size);
}

namespace {

void submit_object(StorageState& state, const std::shared_ptr<ObjectPut>& putting,
                   Callback<void(Result<Object>)> done) {
  putting->note = state.note(putting->bucket, putting->options.cause);
  state.change<Object>(
      [putting](Database& database, ObjectWriter& object_writer) {
        return putting->run(database, object_writer);
      },
      [putting, done = std::move(done)](Result<Object> added) mutable {
        if (added) putting->content->keep();
        done(std::move(added));
      });
}

}  // namespace

void Storage::put(const ObjectRef& to, std::unique_ptr<Body> body, PutOptions options,
                  Callback<void(Result<Object>)> done) {
  auto found = state_->find(to.bucket, to.key);
  if (!found) return done(std::move(found).error());
  auto putting = std::make_shared<ObjectPut>();
  putting->bucket = std::move(*found);
  putting->key = to.key;
  putting->options = std::move(options);
  auto whole = [alive = std::weak_ptr<StorageState*>(state_->alive), putting,
                done = std::move(done)](auto content) mutable {
    const auto state = alive.lock();
    if (!state) return;
    if (!content) return done(std::move(content).error());
    putting->content = std::move(*content);
    submit_object(**state, putting, std::move(done));
  };
  std::unique_ptr<StreamedBody> streamed(static_cast<StreamedBody*>(body.release()));
  StreamedBody::end(std::move(streamed), std::move(whole));
}

void Storage::get(const ObjectRef& ref, Callback<void(Result<ObjectLookup>)> done) {
  auto found = state_->find(ref.bucket, ref.key);
  if (!found) return done(std::move(found).error());
  auto finding =
      std::make_unique<FindObject>(state_->loop, std::move(*found), ref.key, ref.version_id);
  finding->whom = std::move(done);
  state_->reads->ask(std::move(finding));
}

void Storage::head(const ObjectRef& ref, Callback<void(Result<ObjectLookup>)> done) {
  auto found = state_->find(ref.bucket, ref.key);
  if (!found) return done(std::move(found).error());
  auto finding =
      std::make_unique<FindObject>(state_->loop, std::move(*found), ref.key, ref.version_id);
  finding->with_bytes = false;
  finding->whom = std::move(done);
  state_->reads->ask(std::move(finding));
}

void Storage::remove(const ObjectRef& ref, Condition condition, Cause cause,
                     Callback<void(Result<RemoveResult>)> done) {
  auto found = state_->find(ref.bucket, ref.key);
  if (!found) return done(std::move(found).error());
  ChangeNote note = state_->note(*found, std::move(cause));
  condition.absent = false;
  state_->change<RemoveResult>(
      [bucket = std::move(*found), key = ref.key, version = ref.version_id,
       condition = std::move(condition), note = std::move(note)](
          Database& database, ObjectWriter& object_writer) -> Result<RemoveResult> {
        if (Status good = object_writer.check(bucket, key, condition); !good) {
          return std::move(good).error();
        }
        return object_writer.remove(database, bucket, key, version, note);
      },
      std::move(done));
}

void Storage::list(const std::string& bucket, ListQuery query,
                   Callback<void(Result<Listing>)> done) {
  const OpenBucket* const found = state_->find(bucket);
  if (found == nullptr) return done(no_such_bucket(bucket));
  state_->read<Listing>(
      [id = found->id, query = std::move(query)](ReadThread::Tables tables) {
        return list_objects(tables.objects, id, query);
      },
      std::move(done));
}

}  // namespace brume::emulator::storage

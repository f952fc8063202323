#include <utility>

#include "emulator/services/s3/model/content_type.h"
#include "emulator/services/s3/model/key_path.h"
#include "emulator/services/s3/objects/copy_bytes.h"
#include "emulator/services/s3/objects/storage.h"
#include "emulator/services/s3/objects/storage_state.h"
#include "emulator/text/hex.h"

namespace brume::emulator::storage {
namespace {

using Adopted = std::optional<Object>;

// A file under its name that is perhaps no object yet: looked at, read, looked at again where
// nothing moves, and taken.
struct AdoptFile {
  OpenBucket bucket;
  std::string key;
  NotifyMode tell = NotifyMode::kAlways;
  Cause cause;
  ChangeNote note;
  std::shared_ptr<const UniqueFd> file;
  FileIdentity identity;
  std::shared_ptr<Digests> digests;
  std::uint64_t id = 0;

  // --- the reading thread. False: it is none, or the object's own ---
  Result<bool> look(ObjectTable& objects) {
    UniqueFd found = bucket.folder->open_plain(key);
    const auto found_identity = found ? BucketFolder::identity_of(found) : std::nullopt;
    if (!found_identity) return false;
    const auto row = objects.latest(bucket.id, key);
    if (!row) return row.error();
    if (row.value() && is_object(*row.value(), *found_identity)) return false;
    file = std::make_shared<const UniqueFd>(std::move(found));
    identity = *found_identity;
    return true;
  }

  static bool is_object(const ObjectRow& row, const FileIdentity& found) {
    return !row.object.delete_marker && row.file.plain && row.file.identity == found;
  }

  // --- the store's thread ---
  Result<Adopted> run(Database& database, ObjectWriter& object_writer) const {
    if (Status there = object_writer.check(bucket, key, {}); !there)
      return std::move(there).error();
    // What this transaction puts there will replace it.
    if (object_writer.moves().concern(bucket.folder, key)) return Adopted();
    UniqueFd now = bucket.folder->open_plain(key);
    if (!now || BucketFolder::identity_of(now) != identity) return Adopted();
    auto before = object_writer.objects().latest(bucket.id, key);
    if (!before) return std::move(before).error();
    if (before.value() && is_object(*before.value(), identity)) return Adopted();
    if (before.value() && is_copy_of(*before.value())) {
      StoredFile same = before.value()->file;
      same.identity = identity;
      Status set = object_writer.objects().set_file(before.value()->sequence, same);
      if (!set) return std::move(set).error();
      return Adopted();
    }
    ObjectRow row;
    row.object.key = key;
    row.object.size = identity.size;
    row.object.etag = hex(digests->md5());
    row.object.checksum = digests->checksum();
    row.object.last_modified = note.at;
    row.object.attributes.headers = {{"content-type", std::string(content_type_of(key))}};
    row.file = {id, true, identity};
    auto added = object_writer.adopt(database, bucket, std::move(row), note);
    if (!added) return std::move(added).error();
    return Adopted(std::move(added->object));
  }

  // The folder was copied or restored: the same bytes of the same time, in another inode. Or only
  // the time was set.
  bool is_copy_of(const ObjectRow& row) const {
    const bool same_time = row.file.identity.mtime_ns == identity.mtime_ns;
    return !row.object.delete_marker && row.file.plain && row.file.identity.size == identity.size &&
           (same_time || tell != NotifyMode::kAlways) && row.object.etag == hex(digests->md5());
  }
};

using AdoptedDone = Callback<void(Result<Adopted>)>;

void on_digested(StorageState& state, const std::shared_ptr<AdoptFile>& adopting,
                 const Status& digested, AdoptedDone done) {
  adopting->file.reset();
  // Written again meanwhile: whoever writes is told of when he ends.
  if (!digested) return done(Adopted());
  adopting->note = state.note(adopting->bucket, adopting->cause);
  adopting->note.tell = adopting->tell != NotifyMode::kNobody;
  adopting->id = state.next_file++;
  state.change<Adopted>(
      [adopting](Database& database, ObjectWriter& object_writer) {
        return adopting->run(database, object_writer);
      },
      std::move(done));
}

void on_looked(StorageState& state, const std::shared_ptr<AdoptFile>& adopting, Result<bool> looked,
               AdoptedDone done) {
  if (!looked) return done(std::move(looked).error());
  if (!looked.value()) return done(Adopted());
  adopting->digests = std::make_shared<Digests>(Checksum::Algorithm::kCrc64Nvme);
  auto digested = state.guarded<Status>(
      [adopting, done = std::move(done)](StorageState& its, Status status) mutable {
        on_digested(its, adopting, status, std::move(done));
      });
  digest(state.loop, {adopting->file, adopting->identity, 0, adopting->identity.size},
         adopting->digests, std::move(digested));
}

// Whether the object of that name has lost its file to a person.
Result<bool> has_lost_file(ObjectTable& objects, const OpenBucket& bucket, const std::string& key) {
  const auto row = objects.latest(bucket.id, key);
  if (!row) return row.error();
  if (!row.value() || row.value()->object.delete_marker || !row.value()->file.plain) return false;
  if (bucket.folder->open_plain(key)) return false;
  // It may never have got its name.
  return row.value()->object.version_id != kNullVersion ||
         !bucket.folder->open_file(key, row.value()->file);
}

}  // namespace

void Storage::adopt(const std::string& bucket, const std::filesystem::path& path, NotifyMode tell,
                    Cause cause, Callback<void(Result<std::optional<Object>>)> done) {
  const OpenBucket* const found = state_->find(bucket);
  if (found == nullptr) return done(no_such_bucket(bucket));
  if (!is_plain_path(path.string())) return done(Adopted());
  auto adopting = std::make_shared<AdoptFile>();
  adopting->bucket = *found;
  adopting->key = path.string();
  adopting->tell = tell;
  adopting->cause = std::move(cause);
  state_->read<bool>(
      [adopting](ReadThread::Tables tables) { return adopting->look(tables.objects); },
      [&state = *state_, adopting, done = std::move(done)](Result<bool> looked) mutable {
        on_looked(state, adopting, std::move(looked), std::move(done));
      });
}

void Storage::disown(const std::string& bucket, const std::filesystem::path& path, bool tell,
                     Cause cause, Callback<void(Result<bool>)> done) {
  const OpenBucket* const found = state_->find(bucket);
  if (found == nullptr) return done(no_such_bucket(bucket));
  ChangeNote note = state_->note(*found, std::move(cause));
  note.tell = tell;
  state_->change<bool>(
      [bucket = *found, key = path.string(), note = std::move(note)](
          Database& database, ObjectWriter& object_writer) -> Result<bool> {
        auto lost = has_lost_file(object_writer.objects(), bucket, key);
        if (!lost || !lost.value()) return lost;
        // Another change of this transaction has it on the move.
        if (object_writer.moves().concern(bucket.folder, key)) return false;
        auto removed = object_writer.remove(database, bucket, key, {}, note);
        if (!removed) return std::move(removed).error();
        return true;
      },
      std::move(done));
}

void Storage::files(const std::string& bucket,
                    Callback<void(Result<std::vector<std::filesystem::path>>)> done) {
  const OpenBucket* const found = state_->find(bucket);
  if (found == nullptr) return done(no_such_bucket(bucket));
  state_->read<std::vector<std::filesystem::path>>(
      [id = found->id](ReadThread::Tables tables) -> Result<std::vector<std::filesystem::path>> {
        std::vector<std::filesystem::path> paths;
        Status status = tables.objects.seek(id, "");
        while (status) {
          const auto row = tables.objects.next();
          if (!row) return row.error();
          if (!row.value()) return paths;
          if (tables.objects.is_plain()) paths.emplace_back(std::string(tables.objects.key()));
        }
        return std::move(status).error();
      },
      std::move(done));
}

}  // namespace brume::emulator::storage

#include <utility>

#include "emulator/services/s3/objects/lifecycle_rules.h"
#include "emulator/services/s3/objects/storage.h"
#include "emulator/services/s3/objects/storage_state.h"
#include "emulator/services/s3/objects/upload_table.h"

namespace brume::emulator::storage {
namespace {

constexpr int kRowsAtOnce = 500;  // in one transaction, so that nobody waits long

// Where a walk over a bucket is: behind this version, among those of its key.
struct VersionCursor {
  std::string key = {};
  std::int64_t sequence = ObjectTable::kBehindAll;
  std::optional<WallTime> successor = {};  // when the version before it came
  int newer_noncurrent = 0;
  std::size_t expired = 0;
};

// A walk over a bucket that removes what is due, a page in a transaction.
struct ExpireObjects {
  OpenBucket bucket;
  WallTime now{};
  Callback<void(Result<std::size_t>)> done;
  VersionCursor place;  // of what is committed
  VersionCursor next;
  std::vector<std::string> version_ids;  // for markers, one a row

  struct Due {
    std::string key, version;
    bool latest = false;
    bool marker = false;
  };

  const std::vector<LifecycleRule>& rules() const { return bucket.settings->config.lifecycle; }

  // --- the store's thread; perhaps twice. False: that was all ---
  Result<bool> run(Database& database, ObjectWriter& object_writer) {
    if (Status there = object_writer.check(bucket, {}, {}); !there) return std::move(there).error();
    next = place;
    if (place.key.empty()) {
      if (Status gone = end_uploads(database, object_writer); !gone) return std::move(gone).error();
    }
    std::vector<Due> due;
    auto more = collect(object_writer.objects(), due);
    if (!more) return more;
    ChangeNote note{Cause{"Delete"}, now, {}};
    note.removals = "LifecycleExpiration";
    for (std::size_t at = 0; at < due.size(); ++at) {
      if (!version_ids.empty()) note.version_id = version_ids[at];
      // A marker is made of the latest, if versions are kept; a marker itself goes for good.
      const bool by_key = due[at].latest && !due[at].marker;
      auto removed = object_writer.remove(database, bucket, due[at].key,
                                          by_key ? std::string() : due[at].version, note);
      if (!removed) return std::move(removed).error();
    }
    next.expired += due.size();
    return more;
  }

  Status end_uploads(Database& database, ObjectWriter& object_writer) const {
    const auto uploads = read_uploads(database, bucket.id);
    if (!uploads) return uploads.error();
    for (const UploadRow& row : uploads.value()) {
      if (!is_abandoned(rules(), row.upload.key, row.upload.initiated, now)) continue;
      const auto parts = read_parts(database, row.number);
      if (!parts) return parts.error();
      for (const StoredPart& part : parts.value()) {
        object_writer.moves().remove(bucket.folder, row.upload.key, part.file);
      }
      if (Status erased = erase_upload(database, row.number); !erased) return erased;
    }
    return Done{};
  }

  Result<bool> collect(ObjectTable& objects, std::vector<Due>& due) {
    std::vector<ObjectRow> rows;
    Status status = next.key.empty() ? objects.seek(bucket.id, "")
                                     : objects.seek_behind(bucket.id, next.key, next.sequence);
    while (status && rows.size() <= kRowsAtOnce) {  // one more, to know whether a key goes on
      const auto found = objects.next();
      if (!found) return found.error();
      if (!found.value()) break;
      rows.push_back(objects.row());
    }
    objects.stop();
    if (!status) return std::move(status).error();
    const bool more = rows.size() > kRowsAtOnce;
    for (std::size_t at = 0; at < rows.size() - (more ? 1 : 0); ++at) {
      const bool last_of_key =
          at + 1 == rows.size() || rows[at + 1].object.key != rows[at].object.key;
      Status judged = judge(objects, std::move(rows[at]), last_of_key, due);
      if (!judged) return std::move(judged).error();
    }
    return more;
  }

  Status judge(ObjectTable& objects, ObjectRow row, bool last_of_key, std::vector<Due>& due) {
    Object& object = row.object;
    const bool latest = object.key != next.key;
    VersionRank standing;
    if (latest) {
      next.newer_noncurrent = 0;
      standing.only = last_of_key;
    } else {
      standing = {next.successor, next.newer_noncurrent++, false};
    }
    next.key = object.key;
    next.sequence = row.sequence;
    next.successor = object.last_modified;
    for (const LifecycleRule& rule : rules()) {
      if (rule.tags.empty()) continue;
      auto tagged = objects.version(bucket.id, object.key, object.version_id);
      if (!tagged) return std::move(tagged).error();
      if (tagged.value()) object.attributes = std::move(tagged.value()->object.attributes);
      break;
    }
    if (is_expired(rules(), object, standing, now)) {
      due.push_back({object.key, object.version_id, latest, object.delete_marker});
    }
    return Done{};
  }
};

void go_on(StorageState& state, const std::shared_ptr<ExpireObjects>& expiring);

void on_page(StorageState& state, const std::shared_ptr<ExpireObjects>& expiring,
             const Result<bool>& more) {
  if (!more) return expiring->done(more.error());
  expiring->place = expiring->next;
  if (more.value()) return go_on(state, expiring);
  expiring->done(expiring->place.expired);
}

void go_on(StorageState& state, const std::shared_ptr<ExpireObjects>& expiring) {
  expiring->version_ids.clear();
  if (expiring->bucket.settings->config.versioning == Versioning::kEnabled) {
    for (int row = 0; row < kRowsAtOnce; ++row) {
      expiring->version_ids.push_back(state.note(expiring->bucket, {}).version_id);
    }
  }
  state.change<bool>(
      [expiring](Database& database, ObjectWriter& object_writer) {
        return expiring->run(database, object_writer);
      },
      [&state, expiring](const Result<bool>& more) { on_page(state, expiring, more); });
}

}  // namespace

void Storage::expire(const std::string& bucket, Callback<void(Result<std::size_t>)> done) {
  const OpenBucket* const found = state_->find(bucket);
  if (found == nullptr) return done(no_such_bucket(bucket));
  auto expiring = std::make_shared<ExpireObjects>();
  expiring->bucket = *found;
  expiring->now = state_->clock.wall();
  expiring->done = std::move(done);
  go_on(*state_, expiring);
}

}  // namespace brume::emulator::storage

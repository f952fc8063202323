#include "emulator/services/s3/objects/storage.h"

#include <filesystem>
#include <system_error>
#include <utility>

#include "emulator/delivery/outbox_table.h"
#include "emulator/services/s3/model/bucket_rules.h"
#include "emulator/services/s3/objects/bucket_table.h"
#include "emulator/services/s3/objects/notifications.h"
#include "emulator/services/s3/objects/recovery.h"
#include "emulator/services/s3/objects/storage_state.h"
#include "emulator/services/s3/objects/upload_table.h"

namespace brume::emulator::storage {
namespace {

// So many changes, and files, may there be in the life of one process: then numbers of the next
// one are greater, without each having been written down.
constexpr int kSequenceBits = 40;

// The outbox as it was at first, for functions only.
constexpr const char* kFirstOutbox =
    "CREATE TABLE outbox (id INTEGER PRIMARY KEY AUTOINCREMENT, target INTEGER NOT NULL,"
    " arn TEXT NOT NULL, payload TEXT NOT NULL, trace TEXT NOT NULL);";

// What waits in it moves over, with the policy of notifications.
std::string move_first_outbox() {
  const delivery::RetryPolicy& policy = kNotificationRetries;
  return std::string("ALTER TABLE outbox RENAME TO first_outbox;") + delivery::kOutboxTable +
         "INSERT INTO outbox (id, due, attempts, accepted, attempts_max, age_max, back_off_first,"
         " back_off_longest, waits, target, payload, trace, source, source_arn, subject,"
         " dead_letter, attributes) SELECT id, 0, 0, 0, " +
         std::to_string(policy.attempts_max) + ", " + std::to_string(policy.age_max.count()) +
         ", " + std::to_string(policy.back_off_first.count()) + ", " +
         std::to_string(policy.back_off_longest.count()) +
         ", 1, arn, CAST(payload AS BLOB), trace, 'aws.s3', '', 'a notification of a bucket', '',"
         " '' FROM first_outbox;"
         "DROP TABLE first_outbox;";
}

std::vector<std::string> migrations() {
  return {std::string(kBucketTable) + kObjectTable + kUploadTables + kFirstOutbox +
              "CREATE TABLE lives (count INTEGER NOT NULL); INSERT INTO lives VALUES (0);",
          move_first_outbox()};
}

Result<std::int64_t> begin_life(Database& database) {
  auto count = database.prepare("UPDATE lives SET count = count + 1 RETURNING count");
  if (!count) return std::move(count).error();
  const auto found = count->next();
  if (!found) return found.error();
  const std::int64_t life = count->integer(0);
  const auto end = count->next();
  if (!end) return end.error();
  return life;
}

Result<Folder> open_bucket_folder(Database& database, ObjectTable& table, const BucketRow& row) {
  auto folder = BucketFolder::open(row.bucket.folder);
  if (!folder) return std::move(folder).error();
  if (Status done = recover(database, table, row.id, **folder); !done)
    return std::move(done).error();
  return std::move(*folder);
}

OpenBucket opened(std::int64_t id, Bucket bucket, Folder folder) {
  return {id, std::make_shared<const Bucket>(std::move(bucket)), std::move(folder),
          std::make_shared<std::atomic<bool>>(false)};
}

}  // namespace

Result<std::unique_ptr<Storage>> Storage::open(Loop& loop, const Clock& clock, Ids& ids,
                                               StorageOptions options) {
  auto database = Database::open(options.database_file);
  if (!database) return std::move(database).error();
  if (Status migrated = database->migrate(migrations()); !migrated) {
    return std::move(migrated).error();
  }
  const auto life = begin_life(*database);
  if (!life) return life.error();
  auto rows = read_buckets(*database);
  if (!rows) return std::move(rows).error();
  const auto moves = std::make_shared<Moves>();
  auto object_writer = ObjectWriter::open(*database, moves, life.value() << kSequenceBits);
  if (!object_writer) return std::move(object_writer).error();
  auto reading = Database::open(options.database_file);
  if (!reading) return std::move(reading).error();
  auto readable = ObjectTable::open(*reading);
  if (!readable) return std::move(readable).error();

  auto state = std::make_unique<StorageState>(loop, clock, ids, std::move(options));
  state->next_file = static_cast<std::uint64_t>(life.value()) << kSequenceBits;
  for (BucketRow& row : rows.value()) {
    auto folder = open_bucket_folder(*database, (*object_writer)->objects(), row);
    if (!folder) return std::move(folder).error();
    const std::string name = row.bucket.name;
    state->buckets.emplace(name, opened(row.id, std::move(row.bucket), std::move(*folder)));
  }
  state->object_writer = std::move(*object_writer);
  state->reads = std::make_unique<ReadThread>(loop, std::move(*reading), std::move(*readable));
  state->store = std::make_unique<WorkerStore>(loop, std::move(*database), moves);
  return std::unique_ptr<Storage>(new Storage(std::move(state)));
}

Storage::Storage(std::unique_ptr<StorageState> state) : state_(std::move(state)) {}
Storage::~Storage() = default;

const Bucket* Storage::bucket(const std::string& name) const {
  const OpenBucket* found = state_->find(name);
  return found == nullptr ? nullptr : found->settings.get();
}

std::vector<const Bucket*> Storage::buckets() const {
  std::vector<const Bucket*> all;
  for (const auto& [name, bucket] : state_->buckets) all.push_back(bucket.settings.get());
  return all;
}

void Storage::on_told(std::function<void()> callback) {
  state_->on_told = std::move(callback);
}

void Storage::on_buckets_changed(std::function<void()> callback) {
  state_->on_buckets_changed = std::move(callback);
}

Store& Storage::store() {
  return *state_->store;
}

void Storage::create_bucket(Bucket bucket, Callback<void(Status)> done) {
  StorageState& state = *state_;
  if (Status good = check_bucket_name(bucket.name); !good) return done(std::move(good));
  const OpenBucket* const before = state.find(bucket.name);
  if (bucket.folder.empty()) {
    bucket.folder =
        before == nullptr ? state.options.folder / bucket.name : before->settings->folder;
  }
  if (bucket.created == WallTime{}) {
    bucket.created = before == nullptr ? state.clock.wall() : before->settings->created;
  }
  const bool moves = before != nullptr && before->settings->folder != bucket.folder;
  const std::int64_t moved_id = moves ? before->id : 0;
  state.change<OpenBucket>(
      [bucket, moves, moved_id](Database& database,
                                ObjectWriter& object_writer) -> Result<OpenBucket> {
        const auto any = moves ? object_writer.objects().any(moved_id) : Result<bool>(false);
        if (!any) return any.error();
        if (any.value()) {
          return Error{Error::Code::kInvalidArgument,
                       "the bucket " + bucket.name + " has objects in another folder than " +
                           bucket.folder.string(),
                       "InvalidArgument"};
        }
        if (object_writer.moves().removes_folder(bucket.folder)) {
          // Not in one transaction with that: it goes when that is committed. Alone, this succeeds.
          return Error{Error::Code::kUnavailable, bucket.folder.string() + ": it is being removed"};
        }
        auto folder = BucketFolder::open(bucket.folder);
        if (!folder) return std::move(folder).error();
        const auto id = write_bucket(database, bucket);
        if (!id) return id.error();
        return opened(id.value(), bucket, std::move(*folder));
      },
      [&state, done = std::move(done)](Result<OpenBucket> made) mutable {
        if (!made) return done(std::move(made).error());
        const std::string name = made->settings->name;
        state.buckets.insert_or_assign(name, std::move(*made));
        state.on_buckets_changed();
        done(Done{});
      });
}

void Storage::remove_bucket(const std::string& name, Callback<void(Status)> done) {
  StorageState& state = *state_;
  const OpenBucket* const found = state.find(name);
  if (found == nullptr) return done(no_such_bucket(name));
  const OpenBucket bucket = *found;
  bucket.going->store(true);
  state.change<Done>(
      [bucket](Database& database, ObjectWriter& object_writer) -> Result<Done> {
        if (Status there = object_writer.check(bucket, {}, {}); !there) return there;
        const auto any = object_writer.objects().any(bucket.id);
        if (!any) return any.error();
        if (any.value()) {
          return Error{Error::Code::kInvalidArgument,
                       "The bucket you tried to delete is not empty: " + bucket.settings->name,
                       "BucketNotEmpty"};
        }
        // As S3, it does not wait for uploads under way.
        const auto uploads = read_uploads(database, bucket.id);
        if (!uploads) return uploads.error();
        for (const UploadRow& upload : uploads.value()) {
          if (Status erased = erase_upload(database, upload.number); !erased) return erased;
        }
        object_writer.moves().remove_folder(bucket.folder);
        return erase_bucket(database, bucket.id);
      },
      [&state, bucket, done = std::move(done)](Status erased) mutable {
        if (!erased) {
          if (erased.error().reason != "NoSuchBucket") bucket.going->store(false);
          return done(std::move(erased));
        }
        const auto still = state.buckets.find(bucket.settings->name);
        if (still != state.buckets.end() && still->second.id == bucket.id) {
          state.buckets.erase(still);
          state.on_buckets_changed();
        }
        done(Done{});
      });
}

void Storage::reopen(const std::string& name, Callback<void(Status)> done) {
  StorageState& state = *state_;
  const OpenBucket* const found = state.find(name);
  if (found == nullptr) return done(no_such_bucket(name));
  state.change<Folder>([path = found->settings->folder](
                           Database&, ObjectWriter&) { return BucketFolder::open(path); },
                       [&state, name, done = std::move(done)](Result<Folder> opened) mutable {
                         const auto still = state.buckets.find(name);
                         if (opened && still != state.buckets.end())
                           still->second.folder = std::move(*opened);
                         done(opened ? Status(Done{}) : Status(opened.error()));
                       });
}

void Storage::configure(const std::string& name, BucketConfig config, Callback<void(Status)> done) {
  StorageState& state = *state_;
  const OpenBucket* const found = state.find(name);
  if (found == nullptr) return done(no_such_bucket(name));
  OpenBucket bucket = *found;
  Bucket settings = *found->settings;
  settings.config = std::move(config);
  bucket.settings = std::make_shared<const Bucket>(std::move(settings));
  state.change<Done>(
      [bucket](Database& database, ObjectWriter& object_writer) -> Result<Done> {
        if (Status there = object_writer.check(bucket, {}, {}); !there) return there;
        const auto id = write_bucket(database, *bucket.settings);
        if (!id) return id.error();
        return Done{};
      },
      [&state, bucket, done = std::move(done)](Status written) mutable {
        const auto still = state.buckets.find(bucket.settings->name);
        if (written && still != state.buckets.end()) {
          still->second = bucket;
          state.on_buckets_changed();
        }
        done(std::move(written));
      });
}

}  // namespace brume::emulator::storage

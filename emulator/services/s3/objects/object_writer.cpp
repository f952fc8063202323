#include "emulator/services/s3/objects/object_writer.h"

#include <utility>

#include "emulator/delivery/outbox_table.h"
#include "emulator/services/s3/model/key_path.h"
#include "emulator/services/s3/objects/notifications.h"

namespace brume::emulator::storage {
namespace {

constexpr int kSequencerDigits = 18;

std::string sequencer_of(std::int64_t sequence) {
  std::string text(kSequencerDigits, '0');
  for (std::size_t at = kSequencerDigits; at > 0; sequence >>= 4) {
    text[--at] = "0123456789ABCDEF"[sequence & 0xF];
  }
  return text;
}

Error precondition_failed(const std::string& key) {
  return Error{Error::Code::kInvalidArgument,
               "At least one of the pre-conditions you specified did not hold: " + key,
               "PreconditionFailed"};
}

}  // namespace

Result<std::shared_ptr<ObjectWriter>> ObjectWriter::open(Database& database,
                                                         std::shared_ptr<Moves> moves,
                                                         std::int64_t first_sequence) {
  auto objects = ObjectTable::open(database);
  if (!objects) return std::move(objects).error();
  return std::shared_ptr<ObjectWriter>(
      new ObjectWriter(std::move(*objects), std::move(moves), first_sequence));
}

Status ObjectWriter::check(const OpenBucket& bucket, const std::string& key,
                           const Condition& condition) {
  if (bucket.going->load()) {
    auto exists = objects_->bucket_exists(bucket.id);
    if (!exists) return std::move(exists).error();
    if (!exists.value()) {
      return Error{Error::Code::kNotFound,
                   "The specified bucket does not exist: " + bucket.settings->name, "NoSuchBucket"};
    }
  }
  if (!condition.absent && !condition.etag) return Done{};
  const auto latest = objects_->latest(bucket.id, key);
  if (!latest) return latest.error();
  const bool there = latest.value() && !latest.value()->object.delete_marker;
  if (condition.absent && there) return precondition_failed(key);
  if (!condition.etag) return Done{};
  if (!there) {
    return Error{Error::Code::kNotFound, "The specified key does not exist: " + key, "NoSuchKey"};
  }
  if (*condition.etag != "*" && *condition.etag != latest.value()->object.etag) {
    return precondition_failed(key);
  }
  return Done{};
}

Status ObjectWriter::tell(Database& database, const OpenBucket& bucket, const ObjectRow& row,
                          const std::string& event, const ChangeNote& note) {
  if (!note.tell || bucket.settings->config.notifications.targets.empty()) return Done{};
  const Change change{event, row.object, note.cause, note.at, sequencer_of(row.sequence)};
  for (const delivery::Message& message : messages_of(*bucket.settings, change)) {
    Status put = delivery::put_in_outbox(database, message, kNotificationRetries, note.at);
    if (!put) return put;
    told_.store(true);
  }
  return Done{};
}

// The row goes, and its bytes.
Status ObjectWriter::erase(const OpenBucket& bucket, const ObjectRow& row, Name name) {
  if (!row.object.delete_marker) {
    if (name == Name::kReplaced && row.file.plain) {
      moves_->replace(bucket.folder, row.object.key, row.file);
    } else {
      moves_->remove(bucket.folder, row.object.key, row.file);
    }
  }
  return objects_->remove(row.sequence);
}

// No longer the latest: its name is free for the next.
Status ObjectWriter::retire(const OpenBucket& bucket, const ObjectRow& row, Name name) {
  if (row.object.delete_marker || !row.file.plain) return Done{};
  const std::string& key = row.object.key;
  StoredFile aside = row.file;
  aside.plain = false;
  // Who overwrote the file in place has overwritten the bytes of this version.
  if (name == Name::kTaken && !bucket.folder->open_file(key, aside)) {
    return erase(bucket, row, name);
  }
  if (name == Name::kFreed) moves_->take(bucket.folder, key, row.file);
  moves_->to_aside(bucket.folder, key, row.file);
  return objects_->set_file(row.sequence, aside);
}

// Before `next` enters: what it replaces goes, what it follows is kept.
Status ObjectWriter::make_way(const OpenBucket& bucket, const ObjectRow& next, Name name) {
  const std::string& key = next.object.key;
  auto latest = objects_->latest(bucket.id, key);
  if (!latest) return std::move(latest).error();
  if (!latest.value()) return Done{};
  const bool is_null = latest.value()->object.version_id == kNullVersion;
  if (next.object.version_id == kNullVersion && is_null) {
    return erase(bucket, *latest.value(), name);
  }
  Status retired = retire(bucket, *latest.value(), name);
  if (!retired || next.object.version_id != kNullVersion) return retired;
  auto null = objects_->version(bucket.id, key, kNullVersion);
  if (!null) return std::move(null).error();
  return null.value() ? erase(bucket, *null.value(), Name::kFreed) : Status(Done{});
}

Status ObjectWriter::enter(Database& database, const OpenBucket& bucket, const ObjectRow& row,
                           const ChangeNote& note) {
  if (Status added = objects_->add(bucket.id, row); !added) return added;
  return tell(database, bucket, row, "ObjectCreated:" + note.cause.event, note);
}

Result<ObjectRow> ObjectWriter::add(Database& database, const OpenBucket& bucket, ObjectRow row,
                                    const ChangeNote& note) {
  const std::string& key = row.object.key;
  const bool versioned = bucket.settings->config.versioning == Versioning::kEnabled;
  row.object.version_id = versioned ? note.version_id : kNullVersion;
  row.object.latest = true;
  row.sequence = next_sequence();
  row.file.plain =
      is_plain_path(key) && !moves_->in_the_way(bucket.folder, key) && bucket.folder->has_room(key);
  const Name name = row.file.plain ? Name::kReplaced : Name::kFreed;
  if (Status free = make_way(bucket, row, name); !free) return std::move(free).error();
  moves_->add(bucket.folder, key, row.file, versioned);
  if (Status entered = enter(database, bucket, row, note); !entered) {
    return std::move(entered).error();
  }
  return row;
}

Result<ObjectRow> ObjectWriter::adopt(Database& database, const OpenBucket& bucket, ObjectRow row,
                                      const ChangeNote& note) {
  const bool versioned = bucket.settings->config.versioning == Versioning::kEnabled;
  row.object.version_id = versioned ? note.version_id : kNullVersion;
  row.object.latest = true;
  row.sequence = next_sequence();
  if (Status free = make_way(bucket, row, Name::kTaken); !free) return std::move(free).error();
  if (versioned) moves_->keep(bucket.folder, row.object.key, row.file);
  if (Status entered = enter(database, bucket, row, note); !entered) {
    return std::move(entered).error();
  }
  return row;
}

Result<RemoveResult> ObjectWriter::add_marker(Database& database, const OpenBucket& bucket,
                                              const std::string& key, const ChangeNote& note) {
  ObjectRow marker;
  marker.sequence = next_sequence();
  marker.object.key = key;
  marker.object.delete_marker = true;
  marker.object.last_modified = note.at;
  const bool versioned = bucket.settings->config.versioning == Versioning::kEnabled;
  marker.object.version_id = versioned ? note.version_id : kNullVersion;
  if (Status free = make_way(bucket, marker, Name::kFreed); !free) return std::move(free).error();
  if (Status added = objects_->add(bucket.id, marker); !added) return std::move(added).error();
  Status told = tell(database, bucket, marker, note.removals + ":DeleteMarkerCreated", note);
  if (!told) return std::move(told).error();
  return RemoveResult{true, marker.object.version_id};
}

Result<RemoveResult> ObjectWriter::remove(Database& database, const OpenBucket& bucket,
                                          const std::string& key, const std::string& version,
                                          const ChangeNote& note) {
  if (!version.empty()) return remove_version(database, bucket, key, version, note);
  if (bucket.settings->config.versioning != Versioning::kNever) {
    return add_marker(database, bucket, key, note);
  }
  auto latest = objects_->latest(bucket.id, key);
  if (!latest) return std::move(latest).error();
  if (!latest.value()) return RemoveResult{};
  ObjectRow& row = *latest.value();
  if (Status erased = erase(bucket, row, Name::kFreed); !erased) return std::move(erased).error();
  row.sequence = next_sequence();
  Status told = tell(database, bucket, row, note.removals + ":Delete", note);
  if (!told) return std::move(told).error();
  return RemoveResult{};
}

Result<RemoveResult> ObjectWriter::remove_version(Database& database, const OpenBucket& bucket,
                                                  const std::string& key,
                                                  const std::string& version,
                                                  const ChangeNote& note) {
  auto found = objects_->version(bucket.id, key, version);
  if (!found) return std::move(found).error();
  if (!found.value()) return RemoveResult{false, version};
  auto latest = objects_->latest(bucket.id, key);
  if (!latest) return std::move(latest).error();
  ObjectRow& row = *found.value();
  const bool was_latest = latest.value() && latest.value()->sequence == row.sequence;
  if (Status erased = erase(bucket, row, Name::kFreed); !erased) return std::move(erased).error();
  if (was_latest) {
    if (Status next = promote(bucket, key); !next) return std::move(next).error();
  }
  row.sequence = next_sequence();
  Status told = tell(database, bucket, row, note.removals + ":Delete", note);
  if (!told) return std::move(told).error();
  return RemoveResult{row.object.delete_marker, version};
}

// What has become the latest gets its name.
Status ObjectWriter::promote(const OpenBucket& bucket, const std::string& key) {
  auto latest = objects_->latest(bucket.id, key);
  if (!latest) return std::move(latest).error();
  if (!latest.value() || latest.value()->object.delete_marker) return Done{};
  ObjectRow& row = *latest.value();
  if (!is_plain_path(key) || !bucket.folder->has_room(key)) return Done{};
  moves_->take(bucket.folder, key, row.file);
  row.file.plain = true;
  moves_->to_plain(bucket.folder, key, row.file);
  if (row.object.version_id != kNullVersion) moves_->keep(bucket.folder, key, row.file);
  return objects_->set_file(row.sequence, row.file);
}

}  // namespace brume::emulator::storage

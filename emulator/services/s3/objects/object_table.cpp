#include "emulator/services/s3/objects/object_table.h"

#include <limits>
#include <utility>

#include "emulator/services/s3/objects/row_codec.h"

namespace brume::emulator::storage {
namespace {

#define BRUME_OBJECT_COLUMNS                                                                     \
  "sequence, key, version, marker, size, etag, modified, algorithm, checksum, composite, plain," \
  " file, inode, mtime, attributes"

constexpr const char* kLatest =
    "SELECT " BRUME_OBJECT_COLUMNS
    " FROM objects WHERE bucket = ?1 AND key = ?2 ORDER BY sequence DESC LIMIT 1";
constexpr const char* kVersion = "SELECT " BRUME_OBJECT_COLUMNS
                                 " FROM objects WHERE bucket = ?1 AND key = ?2 AND version = ?3"
                                 " ORDER BY sequence DESC LIMIT 1";
constexpr const char* kBefore = "SELECT " BRUME_OBJECT_COLUMNS
                                " FROM objects WHERE bucket = ?1 AND key = ?2 AND sequence < ?3"
                                " ORDER BY sequence DESC LIMIT 1";
// Twice, so that each is one seek: the rest of the key's versions, then the keys behind it.
constexpr const char* kRestOfKey = "SELECT " BRUME_OBJECT_COLUMNS
                                   " FROM objects WHERE bucket = ?1 AND key = ?2 AND sequence < ?3"
                                   " ORDER BY sequence DESC";
constexpr const char* kKeysBehind =
    "SELECT " BRUME_OBJECT_COLUMNS
    " FROM objects WHERE bucket = ?1 AND key > ?2 ORDER BY key, sequence DESC";

constexpr std::int64_t kNoObjectChecksum = -1;

ObjectRow object_row(const Statement& row) {
  ObjectRow found;
  found.sequence = row.integer(0);
  Object& object = found.object;
  object.key = row.copy(1);
  object.version_id = row.copy(2);
  object.delete_marker = row.integer(3) != 0;
  object.size = static_cast<std::uint64_t>(row.integer(4));
  object.etag = row.copy(5);
  object.last_modified = WallTime(Duration(row.integer(6)));
  if (const std::int64_t algorithm = row.integer(7); algorithm != kNoObjectChecksum) {
    object.checksum =
        Checksum{static_cast<Checksum::Algorithm>(algorithm), row.copy(8), row.integer(9) != 0};
  }
  found.file = {static_cast<std::uint64_t>(row.integer(11)),
                row.integer(10) != 0,
                {static_cast<std::uint64_t>(row.integer(12)), object.size, row.integer(13)}};
  return found;
}

}  // namespace

const char* const kObjectTable =
    "CREATE TABLE objects ("
    "  sequence INTEGER PRIMARY KEY, bucket INTEGER NOT NULL, key BLOB NOT NULL,"
    "  version TEXT NOT NULL, marker INTEGER NOT NULL, size INTEGER NOT NULL, etag TEXT NOT NULL,"
    "  modified INTEGER NOT NULL, algorithm INTEGER NOT NULL, checksum TEXT NOT NULL,"
    "  composite INTEGER NOT NULL, plain INTEGER NOT NULL, file INTEGER NOT NULL,"
    "  inode INTEGER NOT NULL, mtime INTEGER NOT NULL, attributes BLOB NOT NULL,"
    "  parts BLOB NOT NULL);"
    "CREATE UNIQUE INDEX objects_by_key ON objects (bucket, key, sequence DESC);";

struct ObjectTable::Statements {
  Statement latest, version, before, rest_of_key, keys_behind, parts, any, bucket_exists;
  Statement add, remove, set_file, set_attributes;
};

ObjectTable::ObjectTable(std::unique_ptr<Statements> statements)
    : statements_(std::move(statements)) {}
ObjectTable::~ObjectTable() = default;

Result<std::unique_ptr<ObjectTable>> ObjectTable::open(Database& database) {
  std::optional<Error> failed;
  const auto prepared = [&database, &failed](const char* sql) -> std::optional<Statement> {
    auto statement = database.prepare(sql);
    if (statement) return std::move(*statement);
    if (!failed) failed = statement.error();
    return std::nullopt;
  };
  auto latest = prepared(kLatest);
  auto version = prepared(kVersion);
  auto before = prepared(kBefore);
  auto rest = prepared(kRestOfKey);
  auto behind = prepared(kKeysBehind);
  auto parts = prepared("SELECT parts FROM objects WHERE sequence = ?1");
  auto any = prepared("SELECT 1 FROM objects WHERE bucket = ?1 LIMIT 1");
  auto exists = prepared("SELECT 1 FROM buckets WHERE id = ?1");
  auto add = prepared(
      "INSERT INTO objects VALUES"
      " (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)");
  auto remove = prepared("DELETE FROM objects WHERE sequence = ?1");
  auto set_file = prepared(
      "UPDATE objects SET plain = ?2, file = ?3, inode = ?4, mtime = ?5 WHERE sequence = ?1");
  auto set_attributes = prepared("UPDATE objects SET attributes = ?2 WHERE sequence = ?1");
  if (failed) return std::move(*failed);
  return std::unique_ptr<ObjectTable>(new ObjectTable(std::make_unique<Statements>(Statements{
      std::move(*latest), std::move(*version), std::move(*before), std::move(*rest),
      std::move(*behind), std::move(*parts), std::move(*any), std::move(*exists), std::move(*add),
      std::move(*remove), std::move(*set_file), std::move(*set_attributes)})));
}

Result<std::optional<ObjectRow>> ObjectTable::one(Statement& select) {
  const auto found = select.next();
  if (!found) return found.error();
  if (!found.value()) return std::optional<ObjectRow>();
  ObjectRow row = object_row(select);
  row.object.attributes = unpacked_attributes(select.text(14));
  select.stop();
  return std::optional<ObjectRow>(std::move(row));
}

Result<std::optional<ObjectRow>> ObjectTable::latest(std::int64_t bucket, std::string_view key) {
  Status started = statements_->latest.start(bucket, Blob{key});
  if (!started) return std::move(started).error();
  return one(statements_->latest);
}

Result<std::optional<ObjectRow>> ObjectTable::version(std::int64_t bucket, std::string_view key,
                                                      std::string_view version) {
  Status started = statements_->version.start(bucket, Blob{key}, version);
  if (!started) return std::move(started).error();
  return one(statements_->version);
}

Result<std::optional<ObjectRow>> ObjectTable::before(std::int64_t bucket, std::string_view key,
                                                     std::int64_t sequence) {
  Status started = statements_->before.start(bucket, Blob{key}, sequence);
  if (!started) return std::move(started).error();
  return one(statements_->before);
}

Status ObjectTable::seek(std::int64_t bucket, std::string_view key) {
  return seek_behind(bucket, key, std::numeric_limits<std::int64_t>::max());
}

Status ObjectTable::seek_behind(std::int64_t bucket, std::string_view key, std::int64_t sequence) {
  std::string copied(key);  // it may be of the row that goes now
  stop();
  walked_bucket_ = bucket;
  walked_key_ = std::move(copied);
  walked_ = &statements_->rest_of_key;
  return walked_->start(bucket, Blob{walked_key_}, sequence);
}

Result<bool> ObjectTable::next() {
  auto found = walked_->next();
  if (!found || found.value() || walked_ == &statements_->keys_behind) return found;
  walked_ = &statements_->keys_behind;
  Status started = walked_->start(walked_bucket_, Blob{walked_key_});
  if (!started) return std::move(started).error();
  return walked_->next();
}

std::string_view ObjectTable::key() const {
  return walked_->text(1);
}

bool ObjectTable::is_marker() const {
  return walked_->integer(3) != 0;
}

bool ObjectTable::is_plain() const {
  return walked_->integer(10) != 0;
}

ObjectRow ObjectTable::row() const {
  ObjectRow row = object_row(*walked_);
  row.object.attributes.storage_class = Unpacker(walked_->text(14)).text();
  return row;
}

void ObjectTable::stop() {
  if (walked_ != nullptr) walked_->stop();
}

Result<std::vector<Part>> ObjectTable::parts(std::int64_t sequence) {
  Status started = statements_->parts.start(sequence);
  if (!started) return std::move(started).error();
  const auto found = statements_->parts.next();
  if (!found) return found.error();
  std::vector<Part> parts;
  if (found.value()) parts = unpacked_parts(statements_->parts.text(0));
  statements_->parts.stop();
  return parts;
}

namespace {

Result<bool> has_row(Statement& select, std::int64_t bucket) {
  Status started = select.start(bucket);
  if (!started) return std::move(started).error();
  auto found = select.next();
  select.stop();
  return found;
}

}  // namespace

Result<bool> ObjectTable::any(std::int64_t bucket) {
  return has_row(statements_->any, bucket);
}

Result<bool> ObjectTable::bucket_exists(std::int64_t bucket) {
  return has_row(statements_->bucket_exists, bucket);
}

Status ObjectTable::add(std::int64_t bucket, const ObjectRow& row) {
  const Object& object = row.object;
  const std::int64_t algorithm =
      object.checksum ? static_cast<std::int64_t>(object.checksum->algorithm) : kNoObjectChecksum;
  const std::string_view checksum =
      object.checksum ? std::string_view(object.checksum->value) : std::string_view();
  return statements_->add.run(
      row.sequence, bucket, Blob{object.key}, object.version_id, object.delete_marker ? 1 : 0,
      static_cast<std::int64_t>(object.size), object.etag,
      object.last_modified.time_since_epoch().count(), algorithm, checksum,
      object.checksum && object.checksum->composite ? 1 : 0, row.file.plain ? 1 : 0,
      static_cast<std::int64_t>(row.file.id), static_cast<std::int64_t>(row.file.identity.inode),
      row.file.identity.mtime_ns, Blob{packed(object.attributes)}, Blob{packed(object.parts)});
}

Status ObjectTable::remove(std::int64_t sequence) {
  return statements_->remove.run(sequence);
}

Status ObjectTable::set_file(std::int64_t sequence, const StoredFile& file) {
  return statements_->set_file.run(sequence, file.plain ? 1 : 0, static_cast<std::int64_t>(file.id),
                                   static_cast<std::int64_t>(file.identity.inode),
                                   file.identity.mtime_ns);
}

Status ObjectTable::set_attributes(std::int64_t sequence, const Attributes& attributes) {
  return statements_->set_attributes.run(sequence, Blob{packed(attributes)});
}

}  // namespace brume::emulator::storage

#include "emulator/services/s3/objects/upload_table.h"

#include <utility>

#include "emulator/services/s3/objects/row_codec.h"

namespace brume::emulator::storage {
namespace {

constexpr std::int64_t kNoUploadChecksum = -1;

std::optional<Checksum::Algorithm> algorithm_of(std::int64_t column) {
  if (column == kNoUploadChecksum) return std::nullopt;
  return static_cast<Checksum::Algorithm>(column);
}

UploadRow upload_row(const Statement& row) {
  UploadRow found;
  found.number = row.integer(0);
  found.upload.id = row.copy(1);
  found.upload.key = row.copy(2);
  found.upload.initiated = WallTime(Duration(row.integer(3)));
  found.upload.attributes = unpacked_attributes(row.text(4));
  found.upload.algorithm = algorithm_of(row.integer(5));
  found.upload.composite = row.integer(6) != 0;
  return found;
}

StoredPart part_of(const Statement& row) {
  StoredPart found;
  found.part.number = static_cast<int>(row.integer(0));
  found.part.size = static_cast<std::uint64_t>(row.integer(1));
  found.part.etag = row.copy(2);
  found.part.last_modified = WallTime(Duration(row.integer(3)));
  if (const auto algorithm = algorithm_of(row.integer(4))) {
    found.part.checksum = Checksum{*algorithm, row.copy(5)};
  }
  found.file = {static_cast<std::uint64_t>(row.integer(6)),
                false,
                {static_cast<std::uint64_t>(row.integer(7)), found.part.size, row.integer(8)}};
  return found;
}

template <typename Row, typename Read>
Result<std::vector<Row>> all_rows(Statement& select, Read read) {
  std::vector<Row> rows;
  while (true) {
    const auto found = select.next();
    if (!found) return found.error();
    if (!found.value()) return rows;
    rows.push_back(read(select));
  }
}

#define BRUME_UPLOAD_COLUMNS "number, id, key, initiated, attributes, algorithm, composite"

}  // namespace

const char* const kUploadTables =
    "CREATE TABLE uploads ("
    "  number INTEGER PRIMARY KEY, bucket INTEGER NOT NULL, id TEXT NOT NULL, key BLOB NOT NULL,"
    "  initiated INTEGER NOT NULL, attributes BLOB NOT NULL, algorithm INTEGER NOT NULL,"
    "  composite INTEGER NOT NULL);"
    "CREATE UNIQUE INDEX uploads_by_key ON uploads (bucket, key, id);"
    "CREATE TABLE parts ("
    "  upload INTEGER NOT NULL, number INTEGER NOT NULL, size INTEGER NOT NULL,"
    "  etag TEXT NOT NULL, modified INTEGER NOT NULL, algorithm INTEGER NOT NULL,"
    "  checksum TEXT NOT NULL, file INTEGER NOT NULL, inode INTEGER NOT NULL,"
    "  mtime INTEGER NOT NULL, PRIMARY KEY (upload, number)) WITHOUT ROWID;";

Status add_upload(Database& database, std::int64_t bucket, const UploadRow& row) {
  auto insert = database.prepare("INSERT INTO uploads VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)");
  if (!insert) return std::move(insert).error();
  const Upload& upload = row.upload;
  const std::int64_t algorithm =
      upload.algorithm ? static_cast<std::int64_t>(*upload.algorithm) : kNoUploadChecksum;
  return insert->run(row.number, bucket, upload.id, Blob{upload.key},
                     upload.initiated.time_since_epoch().count(), Blob{packed(upload.attributes)},
                     algorithm, upload.composite ? 1 : 0);
}

Result<std::optional<UploadRow>> find_upload(Database& database, std::int64_t bucket,
                                             const std::string& key, const std::string& id) {
  auto select = database.prepare("SELECT " BRUME_UPLOAD_COLUMNS
                                 " FROM uploads WHERE bucket = ?1 AND key = ?2 AND id = ?3");
  if (!select) return std::move(select).error();
  Status started = select->start(bucket, Blob{key}, id);
  if (!started) return std::move(started).error();
  const auto found = select->next();
  if (!found) return found.error();
  if (!found.value()) return std::optional<UploadRow>();
  UploadRow row = upload_row(*select);
  auto parts = read_parts(database, row.number);
  if (!parts) return std::move(parts).error();
  row.parts = std::move(*parts);
  return std::optional<UploadRow>(std::move(row));
}

Result<std::vector<UploadRow>> read_uploads(Database& database, std::int64_t bucket) {
  auto select = database.prepare("SELECT " BRUME_UPLOAD_COLUMNS
                                 " FROM uploads WHERE bucket = ?1 ORDER BY key, initiated, number");
  if (!select) return std::move(select).error();
  if (Status started = select->start(bucket); !started) return std::move(started).error();
  return all_rows<UploadRow>(*select, upload_row);
}

Result<std::vector<StoredPart>> read_parts(Database& database, std::int64_t upload) {
  auto select = database.prepare(
      "SELECT number, size, etag, modified, algorithm, checksum, file, inode, mtime"
      " FROM parts WHERE upload = ?1 ORDER BY number");
  if (!select) return std::move(select).error();
  if (Status started = select->start(upload); !started) return std::move(started).error();
  return all_rows<StoredPart>(*select, part_of);
}

Status put_stored_part(Database& database, std::int64_t upload, const StoredPart& stored) {
  auto insert = database.prepare(
      "INSERT OR REPLACE INTO parts VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)");
  if (!insert) return std::move(insert).error();
  const Part& part = stored.part;
  const std::int64_t algorithm =
      part.checksum ? static_cast<std::int64_t>(part.checksum->algorithm) : kNoUploadChecksum;
  const std::string checksum = part.checksum ? part.checksum->value : std::string();
  return insert->run(upload, part.number, static_cast<std::int64_t>(part.size), part.etag,
                     part.last_modified.time_since_epoch().count(), algorithm, checksum,
                     static_cast<std::int64_t>(stored.file.id),
                     static_cast<std::int64_t>(stored.file.identity.inode),
                     stored.file.identity.mtime_ns);
}

Status erase_upload(Database& database, std::int64_t number) {
  auto parts = database.prepare("DELETE FROM parts WHERE upload = ?1");
  if (!parts) return std::move(parts).error();
  if (Status erased = parts->run(number); !erased) return erased;
  auto upload = database.prepare("DELETE FROM uploads WHERE number = ?1");
  if (!upload) return std::move(upload).error();
  return upload->run(number);
}

}  // namespace brume::emulator::storage

#include "emulator/services/s3/objects/recovery.h"

#include <unordered_set>
#include <vector>

#include "emulator/services/s3/objects/upload_table.h"

namespace brume::emulator::storage {
namespace {

Result<std::vector<ObjectRow>> rows_of(ObjectTable& table, std::int64_t bucket,
                                       const std::unordered_set<std::uint64_t>& files) {
  std::vector<ObjectRow> rows;
  Status status = table.seek(bucket, "");
  while (status) {
    const auto found = table.next();
    if (!found) return found.error();
    if (!found.value()) return rows;
    if (table.is_marker()) continue;
    ObjectRow row = table.row();
    if (files.count(row.file.id) != 0) rows.push_back(std::move(row));
  }
  return std::move(status).error();
}

Status put_in_place(ObjectTable& table, std::int64_t bucket, const BucketFolder& folder,
                    const ObjectRow& row) {
  const std::string& key = row.object.key;
  if (!folder.is_on_the_move(row.file)) {  // but what it has replaced
    folder.discard_replaced(row.file.id);
    return Done{};
  }
  if (!row.file.plain) return folder.settle_aside(key, row.file);
  // Its predecessor may still have the name.
  const auto before = table.before(bucket, key, row.sequence);
  if (!before) return before.error();
  if (before.value() && !before.value()->object.delete_marker) {
    StoredFile file = before.value()->file;
    file.plain = true;
    // Fails when it is where it belongs.
    if (Status moved = folder.settle_aside(key, file); !moved) file.plain = false;
  }
  return folder.settle_plain(key, row.file.id);
}

Result<std::vector<StoredPart>> parts_of(Database& database, std::int64_t bucket) {
  const auto uploads = read_uploads(database, bucket);
  if (!uploads) return uploads.error();
  std::vector<StoredPart> all;
  for (const UploadRow& upload : uploads.value()) {
    auto parts = read_parts(database, upload.number);
    if (!parts) return std::move(parts).error();
    all.insert(all.end(), parts->begin(), parts->end());
  }
  return all;
}

}  // namespace

Status recover(Database& database, ObjectTable& table, std::int64_t bucket,
               const BucketFolder& folder) {
  const std::vector<std::uint64_t> moving = folder.on_the_move();
  if (moving.empty()) return Done{};
  std::unordered_set<std::uint64_t> unknown(moving.begin(), moving.end());
  const auto rows = rows_of(table, bucket, unknown);
  if (!rows) return rows.error();
  for (const ObjectRow& row : rows.value()) {
    unknown.erase(row.file.id);
    Status placed = put_in_place(table, bucket, folder, row);
    if (!placed) return placed;
  }
  const auto parts = parts_of(database, bucket);
  if (!parts) return parts.error();
  for (const StoredPart& part : parts.value()) {
    if (unknown.erase(part.file.id) == 0) continue;
    if (Status placed = folder.settle_aside({}, part.file); !placed) return placed;
  }
  for (const std::uint64_t id : unknown) folder.discard(id);
  return Done{};
}

}  // namespace brume::emulator::storage

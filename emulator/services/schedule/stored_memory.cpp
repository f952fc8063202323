#include "emulator/services/schedule/stored_memory.h"

#include "emulator/delivery/outbox_table.h"
#include "emulator/store/worker_store.h"

namespace brume::emulator::schedule {
namespace {

const std::vector<std::string> kSteps = {
    "CREATE TABLE schedules (arn TEXT PRIMARY KEY, fingerprint TEXT NOT NULL, "
    "created_us INTEGER NOT NULL, seen_us INTEGER NOT NULL) WITHOUT ROWID",
    delivery::kOutboxTable};

std::int64_t microseconds(WallTime at) {
  return at.time_since_epoch().count();
}

Result<std::map<std::string, StoredSchedule>> read_all(Database& database) {
  auto select = database.prepare("SELECT arn, fingerprint, created_us, seen_us FROM schedules");
  if (!select) return std::move(select).error();
  if (Status started = select->start(); !started) return std::move(started).error();
  std::map<std::string, StoredSchedule> all;
  while (true) {
    const auto row = select->next();
    if (!row) return row.error();
    if (!row.value()) return all;
    all.emplace(select->copy(0),
                StoredSchedule{select->copy(1), WallTime(Duration(select->integer(2))),
                               WallTime(Duration(select->integer(3)))});
  }
}

Status write(Database& database, const std::string& arn, const StoredSchedule& remembered) {
  auto insert = database.prepare("INSERT OR REPLACE INTO schedules VALUES (?1, ?2, ?3, ?4)");
  if (!insert) return std::move(insert).error();
  return insert->run(arn, remembered.fingerprint, microseconds(remembered.created),
                     microseconds(remembered.seen));
}

Status erase(Database& database, const std::string& arn) {
  auto remove = database.prepare("DELETE FROM schedules WHERE arn = ?1");
  if (!remove) return std::move(remove).error();
  return remove->run(arn);
}

}  // namespace

Result<std::unique_ptr<StoredMemory>> StoredMemory::open(Loop& loop, LogSink& log,
                                                         const std::filesystem::path& file) {
  auto database = Database::open(file);
  if (!database) return std::move(database).error();
  if (Status migrated = database->migrate(kSteps); !migrated) return std::move(migrated).error();
  auto all = read_all(database.value());
  if (!all) return std::move(all).error();
  return std::unique_ptr<StoredMemory>(
      new StoredMemory(loop, log, std::move(*database), std::move(*all)));
}

StoredMemory::StoredMemory(Loop& loop, LogSink& log, Database database,
                           std::map<std::string, StoredSchedule> all)
    : all_(std::move(all)),
      store_(std::make_unique<WorkerStore>(loop, std::move(database))),
      complaints_(std::make_shared<Complaints>(Complaints{loop, log})) {}

void StoredMemory::remember(const std::string& arn, StoredSchedule remembered) {
  submit([arn, remembered](Database& database) { return write(database, arn, remembered); });
  all_.insert_or_assign(arn, std::move(remembered));
}

void StoredMemory::forget(const std::string& arn) {
  all_.erase(arn);
  submit([arn](Database& database) { return erase(database, arn); });
}

void StoredMemory::submit(Store::Work work) {
  store_->submit(std::move(work), [complaints = complaints_](Status stored) {
    if (stored) {
      complaints->said = false;
    } else if (!std::exchange(complaints->said, true)) {
      log_notice(complaints->log, complaints->clock,
                 "schedules are not remembered: " + stored.error().message);
    }
  });
}

}  // namespace brume::emulator::schedule

#include "emulator/services/lambda/state/documents.h"

#include <utility>
#include <vector>

#include "emulator/store/worker_store.h"

namespace brume::emulator::aws::lambda {
namespace {

const std::vector<std::string> kDocumentSteps = {
    "CREATE TABLE documents (kind TEXT NOT NULL, key TEXT NOT NULL, text TEXT NOT NULL, "
    "PRIMARY KEY (kind, key)) WITHOUT ROWID"};

Status write_document(Database& database, const std::string& kind, const std::string& key,
                      const std::optional<std::string>& text) {
  auto statement = database.prepare(text ? "INSERT OR REPLACE INTO documents VALUES (?1, ?2, ?3)"
                                         : "DELETE FROM documents WHERE kind = ?1 AND key = ?2");
  if (!statement) return std::move(statement).error();
  return text ? statement->run(kind, key, *text) : statement->run(kind, key);
}

}  // namespace

Status Documents::open(Loop& loop, const std::filesystem::path& file) {
  BRUME_CHECK(kinds_.empty());
  auto database = Database::open(file);
  if (!database) return std::move(database).error();
  if (Status migrated = database->migrate(kDocumentSteps); !migrated) return migrated;
  {
    auto select = database->prepare("SELECT kind, key, text FROM documents");
    if (!select) return std::move(select).error();
    if (Status started = select->start(); !started) return started;
    while (true) {
      const auto row = select->next();
      if (!row) return row.error();
      if (!row.value()) break;
      kinds_[select->copy(0)][select->copy(1)] = select->copy(2);
    }
  }
  store_ = std::make_unique<WorkerStore>(loop, std::move(*database));
  return Done{};
}

const std::string* Documents::find(std::string_view kind, std::string_view key) const {
  const ByKey& documents = all(kind);
  const auto found = documents.find(key);
  return found == documents.end() ? nullptr : &found->second;
}

const Documents::ByKey& Documents::all(std::string_view kind) const {
  static const ByKey kNone;
  const auto found = kinds_.find(kind);
  return found == kinds_.end() ? kNone : found->second;
}

void Documents::put(const std::string& kind, const std::string& key, std::string text,
                    Stored done) {
  change(kind, key, std::move(text), std::move(done));
}

void Documents::erase(const std::string& kind, const std::string& key, Stored done) {
  change(kind, key, std::nullopt, std::move(done));
}

void Documents::erase_all(const std::string& kind, std::string_view prefix) {
  std::vector<std::string> keys;
  for (const auto& [key, text] : all(kind)) {
    if (key.starts_with(prefix)) keys.push_back(key);
  }
  for (const std::string& key : keys) erase(kind, key, [](Status) {});
}

void Documents::set(const std::string& kind, const std::string& key, const Text& text) {
  if (text) {
    kinds_[kind].insert_or_assign(key, *text);
  } else {
    kinds_[kind].erase(key);
  }
}

void Documents::change(const std::string& kind, const std::string& key, Text text, Stored done) {
  const std::string* const before = find(kind, key);
  Text old = before == nullptr ? Text() : Text(*before);
  set(kind, key, text);
  if (store_ == nullptr) return done(Done{});
  auto work = [kind, key, text](Database& database) {
    return write_document(database, kind, key, text);
  };
  store_->submit(std::move(work), [this, kind, key, text, old = std::move(old),
                                   done = std::move(done)](Status stored) mutable {
    const std::string* const now = find(kind, key);
    const bool unchanged = text ? now != nullptr && *now == *text : now == nullptr;
    if (!stored && unchanged) set(kind, key, old);
    done(std::move(stored));
  });
}

}  // namespace brume::emulator::aws::lambda

#include "emulator/services/s3/objects/file_transaction.h"

#include <algorithm>

namespace brume::emulator::storage {

void Moves::note(Move move) {
  const std::uint64_t id = move.file.id;
  if (ends_.count(id) == 0) order_.push_back(id);
  ends_.insert_or_assign(id, std::move(move));
}

void Moves::add(const Folder& folder, const std::string& key, const StoredFile& file,
                bool keep_it) {
  new_.insert(file.id);
  note({folder, key, file, file.plain ? Target::kPlain : Target::kAside});
  if (!file.plain) return;
  new_names_.emplace(folder.get(), key);
  if (keep_it) keep(folder, key, file);
}

void Moves::keep(const Folder& folder, const std::string& key, const StoredFile& file) {
  kept_.push_back({folder, key, file, Target::kPlain});
}

bool Moves::concern(const Folder& folder, const std::string& key) const {
  return std::any_of(ends_.begin(), ends_.end(), [&](const auto& end) {
    return end.second.folder == folder && end.second.key == key;
  });
}

bool Moves::in_the_way(const Folder& folder, const std::string& key) const {
  if (new_names_.empty()) return false;
  for (std::size_t slash = key.find('/'); slash != std::string::npos;
       slash = key.find('/', slash + 1)) {
    if (new_names_.count({folder.get(), key.substr(0, slash)}) != 0) return true;
  }
  const std::string below = key + "/";
  const auto next = new_names_.lower_bound({folder.get(), below});
  return next != new_names_.end() && next->first == folder.get() &&
         next->second.compare(0, below.size(), below) == 0;
}

void Moves::to_plain(const Folder& folder, const std::string& key, const StoredFile& file) {
  note({folder, key, file, Target::kPlain});
}

void Moves::to_aside(const Folder& folder, const std::string& key, const StoredFile& file) {
  note({folder, key, file, Target::kAside});
}

void Moves::replace(const Folder& folder, const std::string& key, const StoredFile& file) {
  if (new_.count(file.id) != 0) {  // it never gets there
    note({folder, key, file, Target::kGone});
  } else {
    replaced_.insert_or_assign({folder.get(), key}, file);
  }
}

bool Moves::take(const Folder& folder, const std::string& key, const StoredFile& file) {
  const auto replaced = replaced_.find({folder.get(), key});
  if (replaced != replaced_.end()) {  // its successor will not come
    const StoredFile before = replaced->second;
    replaced_.erase(replaced);
    remove(folder, key, before);
  }
  if (new_.count(file.id) != 0) return true;
  // What is to go aside may still have its name.
  const auto end = ends_.find(file.id);
  const StoredFile& where = end == ends_.end() ? file : end->second.file;
  if (!folder->take(key, where)) return false;
  taken_.push_back({folder, key, where, Target::kGone});
  return true;
}

void Moves::remove(const Folder& folder, const std::string& key, const StoredFile& file) {
  StoredFile gone = file;
  // Where a person has taken the file away, its folder stays: he may be about to use it.
  gone.plain = take(folder, key, file) && file.plain;
  note({folder, key, gone, Target::kGone});
}

bool Moves::removes_folder(const std::filesystem::path& path) const {
  return std::any_of(gone_folders_.begin(), gone_folders_.end(),
                     [&path](const Folder& folder) { return folder->path() == path; });
}

// First what gives its name away, then who gets it. A file that cannot go where it should is still
// found aside or in tmp, by its id.
void Moves::on_committed() {
  for (const std::uint64_t id : order_) {
    const Move& move = ends_.at(id);
    if (move.target != Target::kAside) continue;
    if (Status moved = move.folder->settle_aside(move.key, move.file); !moved) continue;
  }
  for (const std::uint64_t id : order_) {
    const Move& move = ends_.at(id);
    if (move.target == Target::kPlain) {
      if (Status moved = move.folder->settle_plain(move.key, id); !moved) continue;
    } else if (move.target == Target::kGone) {
      move.folder->discard(id);
      if (move.file.plain) move.folder->prune(move.key);
    }
  }
  for (const Move& move : kept_) move.folder->keep(move.key, move.file);
  for (const Folder& folder : gone_folders_) folder->remove();
  forget();
}

void Moves::on_rolled_back() {
  for (const Move& move : taken_) {
    Status back = move.file.plain ? move.folder->settle_plain(move.key, move.file.id)
                                  : move.folder->settle_aside(move.key, move.file);
    if (!back) continue;  // it is found in tmp
  }
  forget();
}

void Moves::forget() {
  new_.clear();
  new_names_.clear();
  kept_.clear();
  gone_folders_.clear();
  taken_.clear();
  order_.clear();
  ends_.clear();
  replaced_.clear();
}

}  // namespace brume::emulator::storage

// A Storage in a folder of a test's own, asked as if it answered at once.
#pragma once

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <memory>
#include <optional>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "emulator/loop/loop.h"
#include "emulator/services/s3/objects/storage.h"
#include "tests/unit/store/temporary_folder.h"

namespace brume::emulator::storage::testing {

class StorageWorld {
 public:
  StorageWorld() { open(); }

  void open() {
    storage.reset();
    auto opened = Storage::open(loop, loop, ids, {folder.path / "buckets", folder.path / "s.db"});
    if (!opened) FAIL(opened.error().message);
    storage = std::move(*opened);
  }

  // Runs `ask(done)` until it has been answered.
  template <typename T, typename Ask>
  Result<T> wait(Ask ask) {
    std::optional<Result<T>> result;
    ask([&result](Result<T> answer) { result.emplace(std::move(answer)); });
    until([&result] { return result.has_value(); });
    return std::move(*result);
  }
  template <typename Condition>
  void until(Condition condition) {
    const Timer give_up = loop.start(std::chrono::seconds(60), [] { BRUME_CHECK(!"in time"); });
    while (!condition()) loop.run_once(true);
  }

  Status create(const std::string& name, Versioning versioning = Versioning::kNever) {
    Bucket bucket;
    bucket.name = name;
    bucket.config.versioning = versioning;
    return create(std::move(bucket));
  }
  Status create(Bucket bucket) {
    return wait<Done>(
        [&](auto done) { storage->create_bucket(std::move(bucket), std::move(done)); });
  }
  Status remove_bucket(const std::string& name) {
    return wait<Done>([&](auto done) { storage->remove_bucket(name, std::move(done)); });
  }
  Status configure(const std::string& name, BucketConfig config) {
    return wait<Done>(
        [&](auto done) { storage->configure(name, std::move(config), std::move(done)); });
  }

  std::unique_ptr<Body> body(const std::string& bucket, const std::string& bytes,
                             std::optional<Checksum::Algorithm> checksum = {}) {
    auto made = storage->new_body(bucket, checksum, std::nullopt);
    constexpr std::size_t kPiece = 100'000;
    for (std::size_t at = 0; at < bytes.size(); at += kPiece) {
      made->append(std::string_view(bytes).substr(at, kPiece));
    }
    return made;
  }
  Result<Object> put(const std::string& bucket, const std::string& key, const std::string& bytes,
                     PutOptions options = {}) {
    if (options.cause.event.empty()) options.cause.event = "Put";
    std::optional<Checksum::Algorithm> algorithm;
    if (options.expected.checksum) algorithm = options.expected.checksum->algorithm;
    return wait<Object>([&](auto done) {
      storage->put({bucket, key}, body(bucket, bytes, algorithm), std::move(options),
                   std::move(done));
    });
  }
  Result<ObjectLookup> get(const std::string& bucket, const std::string& key,
                           const std::string& version = {}) {
    return wait<ObjectLookup>([&](auto done) {
      storage->get({bucket, key, version}, std::move(done));
    });
  }
  // The bytes, or the error's reason.
  std::string bytes(const std::string& bucket, const std::string& key,
                    const std::string& version = {}) {
    auto found = get(bucket, key, version);
    if (!found) return found.error().reason;
    if (!found->reader) return "(marker)";
    std::string all;
    while (all.size() < found->object.size) {
      auto piece = wait<std::string>(
          [&](auto done) { found->reader->read(all.size(), kMaxReadBytes, std::move(done)); });
      if (!piece || piece->empty()) return "(cut off)";
      all += *piece;
    }
    return all;
  }
  Result<RemoveResult> remove(const std::string& bucket, const std::string& key,
                              const std::string& version = {}, Condition condition = {}) {
    return wait<RemoveResult>([&](auto done) {
      storage->remove({bucket, key, version}, condition, Cause{"Delete"}, std::move(done));
    });
  }
  Listing list(const std::string& bucket, ListQuery query = {}) {
    auto listing =
        wait<Listing>([&](auto done) { storage->list(bucket, std::move(query), std::move(done)); });
    if (!listing) FAIL(listing.error().message);
    return std::move(*listing);
  }
  std::vector<std::string> keys(const std::string& bucket, ListQuery query = {}) {
    std::vector<std::string> keys;
    for (const Object& object : list(bucket, std::move(query)).objects) keys.push_back(object.key);
    return keys;
  }

  std::filesystem::path path_of(const std::string& bucket) const {
    return folder.path / "buckets" / bucket;
  }
  // What a person sees there, or nothing.
  std::optional<std::string> file(const std::string& bucket, const std::string& path) const {
    std::ifstream in(path_of(bucket) / path, std::ios::binary);
    if (!in || !std::filesystem::is_regular_file(path_of(bucket) / path)) return std::nullopt;
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
  }
  // Files below the bucket's hidden folder.
  std::size_t hidden_files(const std::string& bucket, const std::string& sub) const {
    std::size_t count = 0;
    const auto below = path_of(bucket) / ".brume" / sub;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(below)) {
      if (entry.is_regular_file()) ++count;
    }
    return count;
  }

  emulator::testing::TemporaryFolder folder;
  Loop loop;
  SequentialIds ids;
  std::unique_ptr<Storage> storage;
};

}  // namespace brume::emulator::storage::testing

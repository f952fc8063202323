#include "emulator/services/s3/objects/listing.h"

#include <string>
#include <string_view>
#include <utility>

namespace brume::emulator::storage {
namespace {

// The first text behind all that begin with `prefix`. REQUIRES: it is UTF-8, so without 0xFF
std::string behind(std::string prefix) {
  prefix.back() = static_cast<char>(static_cast<unsigned char>(prefix.back()) + 1);
  return prefix;
}

class Walk {
 public:
  Walk(ObjectTable& table, std::int64_t bucket, const ListQuery& query)
      : table_(table), bucket_(bucket), query_(query) {}

  Result<Listing> run() {
    if (query_.max == 0) return Listing{};
    Status status = begin();
    while (status && !ended_) status = step();
    table_.stop();
    if (!status) return std::move(status).error();
    return std::move(listing_);
  }

 private:
  Status begin() {
    if (query_.after.empty() || query_.after < query_.prefix) {
      return table_.seek(bucket_, query_.prefix);
    }
    if (common_prefix_of(query_.after) == query_.after) {
      return table_.seek(bucket_, behind(query_.after));
    }
    if (query_.after_version.empty()) {
      return table_.seek_behind(bucket_, query_.after, ObjectTable::kBehindAll);
    }
    const auto last = table_.version(bucket_, query_.after, query_.after_version);
    if (!last) return last.error();
    seen_ = query_.after;
    return table_.seek_behind(bucket_, query_.after,
                              last.value() ? last.value()->sequence : ObjectTable::kBehindAll);
  }

  // Empty when it is none's.
  std::string_view common_prefix_of(std::string_view key) const {
    if (query_.delimiter.empty() || !key.starts_with(query_.prefix)) return {};
    const std::size_t at = key.find(query_.delimiter, query_.prefix.size());
    if (at == std::string_view::npos) return {};
    return key.substr(0, at + query_.delimiter.size());
  }

  // One row, or all that a seek can skip.
  Status step() {
    auto found = table_.next();
    if (!found) return std::move(found).error();
    const std::string_view key = found.value() ? table_.key() : std::string_view();
    if (!found.value() || !key.starts_with(query_.prefix)) {
      ended_ = true;
      return Done{};
    }
    const bool latest = key != seen_;
    if (latest) seen_ = key;
    if (!query_.versions && !latest) {
      return table_.seek_behind(bucket_, key, ObjectTable::kBehindAll);
    }
    if (!query_.versions && table_.is_marker()) return Done{};
    if (full()) return Done{};
    if (const std::string_view common = common_prefix_of(key); !common.empty()) {
      std::string prefix(common);
      listing_.next_after = prefix;
      listing_.next_after_version.clear();
      listing_.common_prefixes.push_back(prefix);
      return table_.seek(bucket_, behind(std::move(prefix)));
    }
    Object object = table_.row().object;
    object.latest = latest;
    listing_.next_after = object.key;
    if (query_.versions) listing_.next_after_version = object.version_id;
    listing_.objects.push_back(std::move(object));
    return Done{};
  }

  // Then there is more, which is all that was still to be found out.
  bool full() {
    if (listing_.objects.size() + listing_.common_prefixes.size() < query_.max) return false;
    listing_.truncated = true;
    ended_ = true;
    return true;
  }

  ObjectTable& table_;
  const std::int64_t bucket_;
  const ListQuery& query_;
  Listing listing_;
  std::string seen_;  // the key of the last row
  bool ended_ = false;
};

}  // namespace

Result<Listing> list_objects(ObjectTable& table, std::int64_t bucket, const ListQuery& query) {
  Result<Listing> listing = Walk(table, bucket, query).run();
  if (listing && !listing->truncated) {
    listing->next_after.clear();
    listing->next_after_version.clear();
  }
  return listing;
}

}  // namespace brume::emulator::storage

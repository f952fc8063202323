#include <doctest/doctest.h>

#include <map>
#include <random>
#include <set>

#include "tests/unit/services/s3/storage_world.h"

namespace brume::emulator::storage {
namespace {

using testing::StorageWorld;

// What a listing is, worked out from all keys.
struct Reckoned {
  std::vector<std::string> keys, prefixes;
};

Reckoned expected(const std::set<std::string>& keys, const ListQuery& query) {
  Reckoned all;
  std::set<std::string> prefixes;
  for (const std::string& key : keys) {
    if (key.compare(0, query.prefix.size(), query.prefix) != 0) continue;
    const std::size_t at = query.delimiter.empty() ? std::string::npos
                                                   : key.find(query.delimiter, query.prefix.size());
    if (at == std::string::npos) {
      if (key > query.after) all.keys.push_back(key);
    } else {
      prefixes.insert(key.substr(0, at + query.delimiter.size()));
    }
  }
  all.prefixes.assign(prefixes.begin(), prefixes.end());
  return all;
}

// Page by page.
Reckoned listed(StorageWorld& world, ListQuery query) {
  Reckoned all;
  while (true) {
    const Listing page = world.list("bucket", query);
    CHECK(page.objects.size() + page.common_prefixes.size() <= query.max);
    for (const Object& object : page.objects) all.keys.push_back(object.key);
    all.prefixes.insert(all.prefixes.end(), page.common_prefixes.begin(),
                        page.common_prefixes.end());
    if (!page.truncated) return all;
    CHECK(page.objects.size() + page.common_prefixes.size() == query.max);
    CHECK(page.next_after > query.after);
    query.after = page.next_after;
    query.after_version = page.next_after_version;
  }
}

std::string random_key(std::mt19937& random) {
  static const std::vector<std::string> pieces = {"a", "b", "/", "a/", "ü", "-", "0", "z/y"};
  std::string key = "a";
  for (auto left = random() % 6; left > 0; --left) key += pieces[random() % pieces.size()];
  return key;
}

}  // namespace

TEST_CASE("listings are what the set of keys says, whatever the query and the page") {
  StorageWorld world;
  REQUIRE(world.create("bucket", Versioning::kEnabled).ok());
  std::mt19937 random(7);
  std::set<std::string> keys;
  for (int i = 0; i < 250; ++i) {
    const std::string key = random_key(random);
    if (random() % 4 == 0) {
      REQUIRE(world.remove("bucket", key).ok());  // leaves a marker
      keys.erase(key);
    } else {
      REQUIRE(world.put("bucket", key, "x").ok());
      keys.insert(key);
    }
  }
  for (const char* prefix : {"", "a", "a/", "aa", "aa/a", "ü", "nothing"}) {
    for (const char* delimiter : {"", "/", "a", "-0"}) {
      for (const std::size_t max : {1u, 2u, 7u, 1000u}) {
        CAPTURE(prefix);
        CAPTURE(delimiter);
        CAPTURE(max);
        ListQuery query;
        query.prefix = prefix;
        query.delimiter = delimiter;
        query.max = max;
        const Reckoned all = expected(keys, query);
        const Reckoned found = listed(world, query);
        CHECK(found.keys == all.keys);
        CHECK(found.prefixes == all.prefixes);
      }
    }
  }
  ListQuery after;
  after.after = "aa";
  CHECK(listed(world, after).keys == expected(keys, after).keys);
  after.after = "aa/a";
  after.prefix = "a";
  CHECK(listed(world, after).keys == expected(keys, after).keys);
}

TEST_CASE("all versions, page by page, each once and the newest first") {
  StorageWorld world;
  REQUIRE(world.create("bucket", Versioning::kEnabled).ok());
  std::vector<std::string> written;
  std::map<std::string, std::vector<std::string>> by_key;
  for (int i = 0; i < 40; ++i) {
    const std::string key = std::string("k") + static_cast<char>('a' + i % 3);
    if (i % 5 == 4) {
      const auto removed = world.remove("bucket", key);
      by_key[key].push_back(removed.value().version_id);
    } else {
      by_key[key].push_back(world.put("bucket", key, "x").value().version_id);
    }
  }
  std::vector<std::string> expected;
  for (const auto& [key, versions] : by_key) {
    expected.insert(expected.end(), versions.rbegin(), versions.rend());
  }
  for (const std::size_t max : {1u, 3u, 13u, 14u, 100u}) {
    ListQuery query;
    query.versions = true;
    query.max = max;
    std::vector<std::string> found;
    int latest = 0;
    while (true) {
      const Listing page = world.list("bucket", query);
      for (const Object& object : page.objects) {
        found.push_back(object.version_id);
        latest += object.latest ? 1 : 0;
      }
      if (!page.truncated) break;
      query.after = page.next_after;
      query.after_version = page.next_after_version;
    }
    CHECK(found == expected);
    CHECK(latest == 3);
  }
}

TEST_CASE("what a listing tells of an object") {
  StorageWorld world;
  REQUIRE(world.create("bucket").ok());
  PutOptions options;
  options.attributes.storage_class = "ONEZONE_IA";
  options.attributes.headers = {{"content-type", "text/plain"}};
  REQUIRE(world.put("bucket", "a", "12345", options).ok());
  const Listing listing = world.list("bucket");
  REQUIRE(listing.objects.size() == 1);
  const Object& object = listing.objects.front();
  CHECK(object.size == 5);
  CHECK(object.etag == "827ccb0eea8a706c4c34a16891f84e7b");
  CHECK(object.attributes.storage_class == "ONEZONE_IA");
  CHECK(object.attributes.headers.empty());
  CHECK_FALSE(listing.truncated);
  CHECK(listing.next_after.empty());
  ListQuery none;
  none.max = 0;
  CHECK(world.list("bucket", none).objects.empty());
  CHECK_FALSE(world.list("bucket", none).truncated);
}

}  // namespace brume::emulator::storage

#include <doctest/doctest.h>

#include "tests/unit/services/s3/storage_world.h"

namespace brume::emulator::storage {
namespace {

using testing::StorageWorld;

std::string put(StorageWorld& world, const std::string& key, const std::string& bytes) {
  const auto object = world.put("bucket", key, bytes);
  REQUIRE(object.ok());
  return object.value().version_id;
}

void set(StorageWorld& world, Versioning versioning) {
  BucketConfig config;
  config.versioning = versioning;
  REQUIRE(world.configure("bucket", config).ok());
}

// "key=version" of all, markers with a "!", the latest with a "*".
std::vector<std::string> all(StorageWorld& world, ListQuery query = {}) {
  query.versions = true;
  std::vector<std::string> texts;
  for (const Object& object : world.list("bucket", std::move(query)).objects) {
    texts.push_back(object.key + "=" + object.version_id + (object.delete_marker ? "!" : "") +
                    (object.latest ? "*" : ""));
  }
  return texts;
}

}  // namespace

TEST_CASE("versions are kept, and each is found by its id") {
  for (const std::string key : {"docs/a.txt", "aside//"}) {
    StorageWorld world;
    REQUIRE(world.create("bucket", Versioning::kEnabled).ok());
    const std::string one = put(world, key, "1");
    const std::string two = put(world, key, "22");
    const std::string three = put(world, key, "333");
    CHECK(one.size() == 32);
    CHECK(one != two);
    for (int process = 0; process < 2; ++process) {
      CHECK(world.bytes("bucket", key) == "333");
      CHECK(world.bytes("bucket", key, one) == "1");
      CHECK(world.bytes("bucket", key, two) == "22");
      CHECK(world.bytes("bucket", key, three) == "333");
      CHECK(world.bytes("bucket", key, "none") == "NoSuchVersion");
      CHECK(all(world) ==
            std::vector<std::string>{key + "=" + three + "*", key + "=" + two, key + "=" + one});
      world.open();
    }
    CHECK_FALSE(world.get("bucket", key, one)->object.latest);
    CHECK(world.get("bucket", key, three)->object.latest);
    // The latest goes: the one before is the latest again, under its name.
    const auto removed = world.remove("bucket", key, three);
    REQUIRE(removed.ok());
    CHECK(removed.value().version_id == three);
    CHECK(world.bytes("bucket", key) == "22");
    if (key == "docs/a.txt") CHECK(world.file("bucket", key) == "22");
    REQUIRE(world.remove("bucket", key, one).ok());
    REQUIRE(world.remove("bucket", key, two).ok());
    CHECK(world.remove("bucket", key, two).ok());
    CHECK(all(world).empty());
    CHECK(world.hidden_files("bucket", "") == 0);
    CHECK(world.remove_bucket("bucket").ok());
  }
}

TEST_CASE("a delete marker hides, and restores when it goes") {
  StorageWorld world;
  REQUIRE(world.create("bucket", Versioning::kEnabled).ok());
  const std::string one = put(world, "a", "1");
  const auto marked = world.remove("bucket", "a");
  REQUIRE(marked.ok());
  CHECK(marked.value().delete_marker);
  const std::string marker = marked.value().version_id;
  CHECK(marker.size() == 32);
  CHECK_FALSE(world.file("bucket", "a"));
  CHECK(world.keys("bucket").empty());
  CHECK(world.bytes("bucket", "a") == "(marker)");
  CHECK(world.bytes("bucket", "a", marker) == "(marker)");
  CHECK(world.bytes("bucket", "a", one) == "1");
  CHECK(all(world) == std::vector<std::string>{"a=" + marker + "!*", "a=" + one});
  CHECK(world.remove_bucket("bucket").error().reason == "BucketNotEmpty");
  PutOptions absent;
  absent.condition.absent = true;
  const auto removed = world.remove("bucket", "a", marker);
  REQUIRE(removed.ok());
  CHECK(removed.value().delete_marker);
  CHECK(world.bytes("bucket", "a") == "1");
  CHECK(world.file("bucket", "a") == "1");
  REQUIRE(world.remove("bucket", "a").ok());
  // Behind a marker there is no object.
  CHECK(world.put("bucket", "a", "2", absent).ok());
  CHECK(world.bytes("bucket", "a") == "2");
  // Of what never was, there is one, too.
  CHECK(world.remove("bucket", "never").value().delete_marker);
}

TEST_CASE("suspended, there is one null version, and the others stay") {
  StorageWorld world;
  REQUIRE(world.create("bucket").ok());
  CHECK(put(world, "a", "null 1") == kNullVersion);
  set(world, Versioning::kEnabled);
  const std::string one = put(world, "a", "1");
  CHECK(world.bytes("bucket", "a", "null") == "null 1");
  set(world, Versioning::kSuspended);
  CHECK(put(world, "a", "null 2") == kNullVersion);
  CHECK(all(world) == std::vector<std::string>{"a=null*", "a=" + one});
  CHECK(world.bytes("bucket", "a") == "null 2");
  CHECK(world.bytes("bucket", "a", one) == "1");
  CHECK(put(world, "a", "null 3") == kNullVersion);
  CHECK(world.file("bucket", "a") == "null 3");
  const auto removed = world.remove("bucket", "a");
  REQUIRE(removed.ok());
  CHECK(removed.value().delete_marker);
  CHECK(removed.value().version_id == kNullVersion);
  CHECK(all(world) == std::vector<std::string>{"a=null!*", "a=" + one});
  REQUIRE(world.remove("bucket", "a", "null").ok());
  CHECK(world.bytes("bucket", "a") == "1");
  set(world, Versioning::kEnabled);
  const std::string two = put(world, "a", "2");
  CHECK(all(world) == std::vector<std::string>{"a=" + two + "*", "a=" + one});
  CHECK(world.hidden_files("bucket", "tmp") == 0);
  CHECK(world.hidden_files("bucket", "aside") == 2);  // the latest has a second name there
}

TEST_CASE("a null version below others is replaced where it is") {
  StorageWorld world;
  REQUIRE(world.create("bucket").ok());
  put(world, "a", "null");
  set(world, Versioning::kEnabled);
  put(world, "a", "1");
  put(world, "a", "2");
  set(world, Versioning::kSuspended);
  put(world, "a", "null again");
  CHECK(all(world).size() == 3);
  CHECK(world.bytes("bucket", "a") == "null again");
  CHECK(world.bytes("bucket", "a", "null") == "null again");
  CHECK(world.hidden_files("bucket", "aside") == 2);
}

TEST_CASE("many versions at once") {
  StorageWorld world;
  REQUIRE(world.create("bucket", Versioning::kEnabled).ok());
  int answered = 0;
  std::vector<std::string> ids(100);
  for (std::size_t i = 0; i < ids.size(); ++i) {
    world.storage->put({"bucket", "d/k"}, world.body("bucket", std::to_string(i)), {},
                       [&, i](Result<Object> result) {
                         REQUIRE(result.ok());
                         ids[i] = result.value().version_id;
                         ++answered;
                       });
  }
  world.until([&] { return answered == 100; });
  for (std::size_t i = 0; i < ids.size(); ++i) {
    CHECK(world.bytes("bucket", "d/k", ids[i]) == std::to_string(i));
  }
  CHECK(world.file("bucket", "d/k") == "99");
  answered = 0;
  for (const std::string& id : ids) {
    world.storage->remove({"bucket", "d/k", id}, {}, Cause{"Delete"},
                          [&](Result<RemoveResult> result) {
                            REQUIRE(result.ok());
                            ++answered;
                          });
  }
  world.until([&] { return answered == 100; });
  CHECK(world.hidden_files("bucket", "") == 0);
  CHECK_FALSE(world.file("bucket", "d/k"));
}

// "-" at the beginning of one is an option to the programs it is given to.
TEST_CASE("ids of versions and uploads have no hyphen") {
  StorageWorld world;
  REQUIRE(world.create("bucket", Versioning::kEnabled).ok());
  std::string ids;
  for (int i = 0; i < 30; ++i) {
    ids += put(world, "k", "x");
    const auto upload = world.wait<Upload>([&](auto done) {
      world.storage->create_upload("bucket", {.id = {}, .key = "k"}, std::move(done));
    });
    REQUIRE(upload.ok());
    ids += upload.value().id;
  }
  CHECK(ids.size() > 30 * 64);
  CHECK(ids.find('-') == std::string::npos);
}

}  // namespace brume::emulator::storage

#include <doctest/doctest.h>

#include "emulator/services/s3/objects/bucket_json.h"
#include "tests/unit/services/s3/storage_world.h"

namespace brume::emulator::storage {
namespace {

using testing::StorageWorld;

BucketConfig every_setting() {
  BucketConfig config;
  config.versioning = Versioning::kSuspended;
  config.notifications.targets.push_back(
      {"id", Notification::Target::kQueue, "arn:q", {"s3:ObjectCreated:*"}, "in/", ".jpg"});
  config.notifications.event_bridge = true;
  config.cors.push_back({"c", {"*"}, {"GET"}, {"x"}, {"etag"}, 60});
  LifecycleRule rule;
  rule.id = "old";
  rule.enabled = false;
  rule.prefix = "tmp/";
  rule.tags = {{"a", "b"}};
  rule.size_greater_than = 5;
  rule.size_less_than = std::uint64_t{1} << 40;
  rule.expire_after_days = 30;
  rule.expire_at = WallTime(std::chrono::hours(24));
  rule.expire_delete_markers = true;
  rule.expire_noncurrent_after_days = 7;
  rule.newer_noncurrent_versions = 3;
  rule.abort_uploads_after_days = 1;
  config.lifecycle.push_back(rule);
  config.tags = {{"team", "grün"}};
  config.documents = {{"policy", "{\"a\":1}"}, {"lifecycle", "<x/>"}};
  return config;
}

}  // namespace

TEST_CASE("a bucket is there until it is removed, with its settings, also for the next process") {
  StorageWorld world;
  REQUIRE(world.create("pictures").ok());
  REQUIRE(world.configure("pictures", every_setting()).ok());
  const Bucket* bucket = world.storage->bucket("pictures");
  REQUIRE(bucket != nullptr);
  const std::string settings = json_of_bucket(*bucket);
  CHECK(bucket->config.lifecycle.front().newer_noncurrent_versions == 3);
  CHECK(std::filesystem::is_directory(world.path_of("pictures")));

  world.open();
  bucket = world.storage->bucket("pictures");
  REQUIRE(bucket != nullptr);
  CHECK(json_of_bucket(*bucket) == settings);
  CHECK(world.storage->buckets().size() == 1);

  REQUIRE(world.remove_bucket("pictures").ok());
  CHECK(world.storage->bucket("pictures") == nullptr);
  CHECK_FALSE(std::filesystem::exists(world.path_of("pictures")));
  CHECK(world.remove_bucket("pictures").error().reason == "NoSuchBucket");
  CHECK(world.configure("pictures", {}).error().reason == "NoSuchBucket");
  world.open();
  CHECK(world.storage->buckets().empty());
}

TEST_CASE("a bucket with objects is not removed, one with files that are none keeps them") {
  StorageWorld world;
  REQUIRE(world.create("full").ok());
  REQUIRE(world.put("full", "a", "1").ok());
  CHECK(world.remove_bucket("full").error().reason == "BucketNotEmpty");
  CHECK(world.bytes("full", "a") == "1");
  REQUIRE(world.put("full", "b", "still there").ok());
  REQUIRE(world.remove("full", "a").ok());
  REQUIRE(world.remove("full", "b").ok());
  std::ofstream(world.path_of("full") / "mine") << "x";
  REQUIRE(world.remove_bucket("full").ok());
  CHECK(world.file("full", "mine") == "x");
}

TEST_CASE("a bucket may have any folder, and keeps it while it has objects") {
  StorageWorld world;
  Bucket bucket;
  bucket.name = "uploads";
  bucket.folder = world.folder.path / "in" / "coming";
  REQUIRE(world.create(bucket).ok());
  REQUIRE(world.put("uploads", "a", "1").ok());
  CHECK(std::filesystem::exists(bucket.folder / "a"));
  Bucket moved = bucket;
  moved.folder = world.folder.path / "elsewhere";
  CHECK(world.create(moved).error().reason == "InvalidArgument");
  REQUIRE(world.remove("uploads", "a").ok());
  REQUIRE(world.create(moved).ok());
  REQUIRE(world.put("uploads", "a", "2").ok());
  CHECK(std::filesystem::exists(moved.folder / "a"));
  // Without a folder: where it is.
  Bucket again;
  again.name = "uploads";
  again.of_template = true;
  REQUIRE(world.create(again).ok());
  CHECK(world.bytes("uploads", "a") == "2");
  CHECK(world.storage->bucket("uploads")->of_template);
}

TEST_CASE("what is no bucket's name, and what is no bucket") {
  StorageWorld world;
  CHECK(world.create("No").error().reason == "InvalidBucketName");
  CHECK(world.put("none", "a", "1").error().reason == "NoSuchBucket");
  CHECK(world.put("none", "a", std::string(1'000'000, 'x')).error().reason == "NoSuchBucket");
  CHECK(world.bytes("none", "a") == "NoSuchBucket");
  CHECK(world.remove("none", "a").error().reason == "NoSuchBucket");
}

TEST_CASE("whatever overtakes the removal of a bucket leaves nothing behind") {
  StorageWorld world;
  REQUIRE(world.create("going").ok());
  std::optional<Status> removed;
  std::optional<Result<Object>> put;
  world.storage->remove_bucket("going", [&](Status status) { removed = std::move(status); });
  world.storage->put({"going", "a"}, world.body("going", "1"), {},
                     [&](Result<Object> result) { put = std::move(result); });
  world.until([&] { return removed && put; });
  CHECK(removed->ok());
  REQUIRE_FALSE(put->ok());
  CHECK(put->error().reason == "NoSuchBucket");
  REQUIRE(world.create("going").ok());
  CHECK(world.keys("going").empty());
}

TEST_CASE("a bucket that is removed and made again in one breath is a new one") {
  StorageWorld world;
  for (int round = 0; round < 20; ++round) {
    REQUIRE(world.create("again").ok());
    REQUIRE(world.put("again", "a", "1").ok());
    REQUIRE(world.remove("again", "a").ok());
    std::vector<std::string> ends;
    const auto note = [&ends](const Status& status) {
      ends.push_back(status ? "done" : status.error().reason);
    };
    Bucket bucket;
    bucket.name = "again";
    world.storage->remove_bucket("again", note);
    world.storage->remove_bucket("again", note);
    world.storage->create_bucket(bucket, note);
    world.until([&] { return ends.size() == 3; });
    CHECK(ends == std::vector<std::string>{"done", "NoSuchBucket", "done"});
    REQUIRE(world.put("again", "x//", "2").ok());
    REQUIRE(world.put("again", "b", "2").ok());
    CHECK(world.bytes("again", "x//") == "2");
    world.open();
    CHECK(world.keys("again") == std::vector<std::string>{"b", "x//"});
    REQUIRE(world.remove("again", "b").ok());
    REQUIRE(world.remove("again", "x//").ok());
    REQUIRE(world.remove_bucket("again").ok());
  }
}

TEST_CASE("a folder that cannot be is a clear error") {
  StorageWorld world;
  std::ofstream(world.folder.path / "file") << "x";
  Bucket bucket;
  bucket.name = "uploads";
  bucket.folder = world.folder.path / "file" / "sub";
  const Status made = world.create(bucket);
  REQUIRE_FALSE(made.ok());
  CHECK(made.error().code == Error::Code::kUnavailable);
  CHECK(made.error().message.find("file/sub") != std::string::npos);
  CHECK(world.storage->bucket("uploads") == nullptr);
}

}  // namespace brume::emulator::storage

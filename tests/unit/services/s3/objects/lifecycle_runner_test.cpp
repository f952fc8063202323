#include "emulator/services/s3/objects/lifecycle_runner.h"

#include <doctest/doctest.h>

#include "emulator/base/virtual_time.h"
#include "emulator/delivery/outbox_table.h"
#include "tests/unit/services/s3/storage_world.h"

namespace brume::emulator::storage {
namespace {

using namespace std::chrono_literals;
using std::chrono::days;
using testing::StorageWorld;

struct LifecycleWorld : StorageWorld {
  explicit LifecycleWorld(Versioning versioning, LifecycleRule rule) {
    auto opened = Storage::open(loop, time, ids, {folder.path / "buckets", folder.path / "s.db"});
    REQUIRE(opened.ok());
    storage = std::move(*opened);
    Bucket bucket;
    bucket.name = "bucket";
    bucket.config.versioning = versioning;
    rule.id = "rule";
    bucket.config.lifecycle = {std::move(rule)};
    bucket.config.notifications.targets = {{"n",
                                            Notification::Target::kFunction,
                                            "arn:f",
                                            {"s3:LifecycleExpiration:*", "s3:ObjectRemoved:*"}}};
    REQUIRE(create(std::move(bucket)).ok());
    lifecycle.emplace(LifecycleServices{*storage, time, time, pending_work,
                                        [](std::string_view) { CHECK(false); }});
    settle();
  }

  void settle() {
    until([this] { return pending_work.idle(); });
  }
  // Day by day, as the users' clock does it.
  void pass(int count) {
    for (int day = 0; day < count; ++day) {
      time.advance(days(1));
      settle();
    }
  }
  std::string told() {
    auto rows = std::make_shared<std::string>();
    const Status read = wait<Done>([&](auto done) {
      storage->store().submit(
          [rows](Database& database) -> Status {
            auto found =
                delivery::read_outbox(database, {.now = WallTime(days(30000)), .count_max = 100});
            for (const delivery::OutboxRow& row : found.value().rows) {
              const std::string& text = row.message.payload;
              const std::size_t at = text.find("\"eventName\":\"") + 13;
              *rows += text.substr(at, text.find('"', at) - at) + " ";
            }
            return Done{};
          },
          std::move(done));
    });
    REQUIRE(read.ok());
    return *rows;
  }
  std::size_t versions() {
    ListQuery query;
    query.versions = true;
    return list("bucket", query).objects.size();
  }

  VirtualTime time{WallTime(days(20000)) + 12h};
  PendingWork pending_work;
  std::optional<Lifecycle> lifecycle;
};

LifecycleRule rule_of(int expire_after_days) {
  LifecycleRule rule;
  rule.prefix = "tmp/";
  rule.expire_after_days = expire_after_days;
  return rule;
}

}  // namespace

TEST_CASE("objects expire when their days have passed") {
  LifecycleWorld world(Versioning::kNever, rule_of(30));
  REQUIRE(world.put("bucket", "tmp/a", "1").ok());
  REQUIRE(world.put("bucket", "kept", "1").ok());
  world.pass(10);
  REQUIRE(world.put("bucket", "tmp/b", "1").ok());
  world.pass(20);
  CHECK(world.keys("bucket") == std::vector<std::string>{"kept", "tmp/a", "tmp/b"});
  world.pass(1);
  CHECK(world.keys("bucket") == std::vector<std::string>{"kept", "tmp/b"});
  CHECK_FALSE(world.file("bucket", "tmp/a"));
  world.pass(10);
  CHECK(world.keys("bucket") == std::vector<std::string>{"kept"});
  CHECK(world.told() == "LifecycleExpiration:Delete LifecycleExpiration:Delete ");
}

TEST_CASE("without a rule nothing is waited for; a rule that comes later counts") {
  LifecycleRule off = rule_of(30);
  off.enabled = false;
  LifecycleWorld world(Versioning::kNever, off);
  REQUIRE(world.put("bucket", "tmp/a", "1").ok());
  CHECK_FALSE(world.time.next_due().has_value());
  BucketConfig config = world.storage->bucket("bucket")->config;
  config.lifecycle = {rule_of(1)};
  world.storage->on_buckets_changed([&] { world.lifecycle->on_buckets_changed(); });
  const Status configured = world.wait<Done>(
      [&](auto done) { world.storage->configure("bucket", config, std::move(done)); });
  REQUIRE(configured.ok());
  CHECK(world.time.next_due().has_value());
  world.pass(3);
  CHECK(world.keys("bucket").empty());
}

TEST_CASE("many objects expire, in several pages") {
  LifecycleWorld world(Versioning::kEnabled, rule_of(1));
  int answered = 0;
  for (int i = 0; i < 1200; ++i) {
    world.storage->put({"bucket", "tmp/" + std::to_string(i)}, world.body("bucket", "x"), {},
                       [&](const Result<Object>& put) { answered += put.ok() ? 1 : 0; });
  }
  world.until([&] { return answered == 1200; });
  const auto expired =
      world.wait<std::size_t>([&](auto done) { world.storage->expire("bucket", std::move(done)); });
  CHECK(expired.value() == 0);
  world.pass(2);
  CHECK(world.keys("bucket").empty());
  ListQuery query;
  query.versions = true;
  query.max = 10'000;
  CHECK(world.list("bucket", query).objects.size() == 2400);
}

TEST_CASE("with versions, expiry hides, then removes, then tidies up") {
  LifecycleRule rule = rule_of(5);
  rule.expire_noncurrent_after_days = 3;
  LifecycleWorld world(Versioning::kEnabled, rule);
  REQUIRE(world.put("bucket", "tmp/a", "1").ok());
  REQUIRE(world.put("bucket", "tmp/a", "2").ok());
  world.pass(4);
  CHECK(world.versions() == 1);  // the first is noncurrent for three days
  world.pass(2);
  CHECK(world.versions() == 2);  // a marker on top
  CHECK(world.bytes("bucket", "tmp/a") == "(marker)");
  CHECK(world.told() == "LifecycleExpiration:Delete LifecycleExpiration:DeleteMarkerCreated ");
  world.pass(4);
  CHECK(world.versions() == 1);  // the marker alone, for the rule's days
  world.pass(4);
  CHECK(world.versions() == 0);
  CHECK(world.hidden_files("bucket", "") == 0);
}

TEST_CASE("uploads that nobody completes are aborted") {
  LifecycleRule rule;
  rule.abort_uploads_after_days = 2;
  LifecycleWorld world(Versioning::kNever, rule);
  Upload upload;
  upload.key = "big";
  const auto begun = world.wait<Upload>(
      [&](auto done) { world.storage->create_upload("bucket", upload, std::move(done)); });
  const auto part = world.wait<Part>([&](auto done) {
    world.storage->put_part({"bucket", "big", begun.value().id}, 1, world.body("bucket", "x"), {},
                            std::move(done));
  });
  REQUIRE(part.ok());
  world.pass(2);
  CHECK(world.hidden_files("bucket", "aside") == 1);
  world.pass(1);
  CHECK(world.hidden_files("bucket", "") == 0);
  const auto none = world.wait<std::vector<Upload>>(
      [&](auto done) { world.storage->list_uploads("bucket", std::move(done)); });
  CHECK(none.value().empty());
}

}  // namespace brume::emulator::storage

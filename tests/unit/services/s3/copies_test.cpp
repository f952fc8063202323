#include <doctest/doctest.h>

#include "emulator/crypto/digest.h"
#include "emulator/services/s3/objects/checksum.h"
#include "emulator/text/hex.h"
#include "tests/unit/services/s3/storage_world.h"

namespace brume::emulator::storage {
namespace {

using testing::StorageWorld;

Result<Object> copy(StorageWorld& world, const ObjectSource& source, const std::string& bucket,
                    const std::string& key, PutOptions options = {}) {
  options.cause.event = "Copy";
  return world.wait<Object>([&](auto done) {
    world.storage->copy(source, {bucket, key}, std::move(options), std::move(done));
  });
}

Result<Object> tag(StorageWorld& world, const std::string& key, const std::string& version,
                   std::vector<std::pair<std::string, std::string>> tags) {
  return world.wait<Object>([&](auto done) {
    world.storage->set_tags({"one", key, version}, std::move(tags), {}, std::move(done));
  });
}

}  // namespace

TEST_CASE("a copy has the bytes of its source, and what its writer says of it") {
  StorageWorld world;
  REQUIRE(world.create("one").ok());
  REQUIRE(world.create("two").ok());
  for (const std::size_t size : {0u, 100u, 1'000'000u}) {
    const std::string text(size, 'x');
    PutOptions put;
    put.expected.checksum =
        Checksum{Checksum::Algorithm::kSha1, checksum_of(Checksum::Algorithm::kSha1, text)};
    REQUIRE(world.put("one", "a", text, put).ok());
    PutOptions options;
    options.attributes.headers = {{"content-type", "text/copy"}};
    const auto same = copy(world, {"one", "a", "null"}, "two", "deep/b", options);
    REQUIRE(same.ok());
    CHECK(same.value().etag == hex(md5(text)));
    CHECK(same.value().checksum->value == put.expected.checksum->value);
    CHECK(same.value().attributes.headers == options.attributes.headers);
    CHECK(world.file("two", "deep/b") == text);
    const auto other =
        copy(world, {"one", "a", "", Checksum::Algorithm::kCrc64Nvme}, "two", "c//", options);
    REQUIRE(other.ok());
    CHECK(other.value().checksum->value == checksum_of(Checksum::Algorithm::kCrc64Nvme, text));
    CHECK(world.bytes("two", "c//") == text);
    // Onto itself, to say something else of it.
    REQUIRE(copy(world, {"one", "a", "null"}, "one", "a", options).ok());
    CHECK(world.bytes("one", "a") == text);
  }
  CHECK(copy(world, {"one", "none", ""}, "two", "x").error().reason == "NoSuchKey");
  CHECK(copy(world, {"none", "a", ""}, "two", "x").error().reason == "NoSuchBucket");
  CHECK(copy(world, {"one", "a", ""}, "none", "x").error().reason == "NoSuchBucket");
  PutOptions absent;
  absent.condition.absent = true;
  CHECK(copy(world, {"one", "a", ""}, "two", "deep/b", absent).error().reason ==
        "PreconditionFailed");
  CHECK(world.hidden_files("two", "tmp") == 0);
}

TEST_CASE("an older version is restored by copying it") {
  StorageWorld world;
  REQUIRE(world.create("one", Versioning::kEnabled).ok());
  const std::string first = world.put("one", "a", "first").value().version_id;
  REQUIRE(world.put("one", "a", "second").ok());
  REQUIRE(copy(world, {"one", "a", first}, "one", "a").ok());
  CHECK(world.bytes("one", "a") == "first");
  CHECK(world.file("one", "a") == "first");
  ListQuery query;
  query.versions = true;
  CHECK(world.list("one", query).objects.size() == 3);
}

TEST_CASE("tags are set and taken away, of a version, too") {
  StorageWorld world;
  REQUIRE(world.create("one", Versioning::kEnabled).ok());
  PutOptions options;
  options.attributes.headers = {{"content-type", "text/plain"}};
  const std::string first = world.put("one", "a", "first", options).value().version_id;
  REQUIRE(world.put("one", "a", "second").ok());
  REQUIRE(tag(world, "a", first, {{"k", "v"}}).ok());
  CHECK(world.get("one", "a", first)->object.attributes.tags.size() == 1);
  CHECK(world.get("one", "a", first)->object.attributes.headers == options.attributes.headers);
  CHECK(world.get("one", "a")->object.attributes.tags.empty());
  REQUIRE(tag(world, "a", first, {}).ok());
  CHECK(world.get("one", "a", first)->object.attributes.tags.empty());
  CHECK(tag(world, "none", "", {}).error().reason == "NoSuchKey");
  CHECK(tag(world, "a", "none", {}).error().reason == "NoSuchVersion");
  REQUIRE(world.remove("one", "a").ok());
  CHECK(tag(world, "a", "", {}).error().reason == "MethodNotAllowed");
}

}  // namespace brume::emulator::storage

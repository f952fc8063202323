#include <doctest/doctest.h>

#include "emulator/crypto/digest.h"
#include "emulator/services/s3/objects/checksum.h"
#include "emulator/text/base64.h"
#include "emulator/text/hex.h"
#include "tests/unit/services/s3/storage_world.h"

namespace brume::emulator::storage {
namespace {

using testing::StorageWorld;

std::string long_text(std::size_t size) {
  std::string text;
  while (text.size() < size) text += std::to_string(text.size()) + ";";
  text.resize(size);
  return text;
}

// Legal keys, each another object.
const std::vector<std::string>& strange_keys() {
  static const std::vector<std::string> keys = {"a",
                                                "a/b",
                                                "a/b/c",
                                                "a/",
                                                "a//",
                                                "a//b",
                                                "/",
                                                "//",
                                                "/a",
                                                ".",
                                                "..",
                                                "../x",
                                                "../../../../x",
                                                "a/../b",
                                                "./a",
                                                "a/.",
                                                "a/..",
                                                ".hidden",
                                                "a/.hidden/b",
                                                ".brume",
                                                ".brume/tmp/x",
                                                "x.part",
                                                "dir~/x",
                                                "line\nbreak",
                                                std::string("nul\0inside", 10),
                                                "\x01\x02\x7f",
                                                "back\\slash",
                                                "ü",
                                                "u\xcc\x88",
                                                "日本語/キー",
                                                "\xf0\x9f\x98\x80",
                                                "%2e%2e%2f",
                                                "a b+c&d=e?f#g",
                                                "-rf",
                                                std::string(255, 's'),
                                                std::string(256, 't'),
                                                std::string(1024, 'u'),
                                                std::string(200, 'v') + "/" + std::string(300, 'w'),
                                                "\"'<>&",
                                                "CON",
                                                "a\xc2\xa0"
                                                "b"};
  return keys;
}

}  // namespace

TEST_CASE("an object is what was put, whatever its size") {
  StorageWorld world;
  REQUIRE(world.create("b").error().reason == "InvalidBucketName");
  REQUIRE(world.create("bucket").ok());
  for (const std::size_t size : {0u, 1u, 65536u, 65537u, 300'000u, 3'000'000u}) {
    CAPTURE(size);
    const std::string text = long_text(size);
    PutOptions options;
    options.attributes.headers = {{"content-type", "text/plain"}, {"x-amz-meta-a", "ü"}};
    options.attributes.tags = {{"k", "v"}};
    options.attributes.storage_class = "GLACIER";
    options.expected.md5 = base64_encode(md5(text));
    options.expected.checksum =
        Checksum{Checksum::Algorithm::kSha256, checksum_of(Checksum::Algorithm::kSha256, text)};
    const auto put = world.put("bucket", "photos/cat.jpg", text, options);
    REQUIRE(put.ok());
    CHECK(put.value().etag == hex(md5(text)));
    CHECK(put.value().size == size);
    CHECK(put.value().version_id == kNullVersion);
    CHECK(world.bytes("bucket", "photos/cat.jpg") == text);
    CHECK(world.file("bucket", "photos/cat.jpg") == text);
    const auto head = world.wait<ObjectLookup>([&](auto done) {
      world.storage->head({"bucket", "photos/cat.jpg", ""}, std::move(done));
    });
    REQUIRE(head.ok());
    const Object& object = head.value().object;
    CHECK(head.value().reader == nullptr);
    CHECK(object.attributes.headers == options.attributes.headers);
    CHECK(object.attributes.tags == options.attributes.tags);
    CHECK(object.attributes.storage_class == "GLACIER");
    CHECK(object.last_modified == put.value().last_modified);
    CHECK(object.latest);
    REQUIRE(object.checksum);
    CHECK(object.checksum->value == options.expected.checksum->value);
  }
  CHECK(world.hidden_files("bucket", "tmp") == 0);
}

TEST_CASE("every legal key is an object of its own, and none leaves its bucket") {
  StorageWorld world;
  REQUIRE(world.create("bucket").ok());
  for (const std::string& key : strange_keys()) REQUIRE(world.put("bucket", key, "of " + key).ok());
  for (const std::string& key : strange_keys()) CHECK(world.bytes("bucket", key) == "of " + key);
  std::vector<std::string> sorted = strange_keys();
  std::sort(sorted.begin(), sorted.end());
  CHECK(world.keys("bucket") == sorted);
  // All there is, is in the bucket's folder or the database.
  for (const auto& entry : std::filesystem::directory_iterator(world.folder.path)) {
    const std::string name = entry.path().filename();
    CHECK((name == "buckets" || name.substr(0, 4) == "s.db"));
  }
  CHECK(std::distance(std::filesystem::directory_iterator(world.folder.path / "buckets"), {}) == 1);
  world.open();
  for (const std::string& key : strange_keys()) {
    CHECK(world.bytes("bucket", key) == "of " + key);
    CHECK(world.remove("bucket", key).ok());
    CHECK(world.bytes("bucket", key) == "NoSuchKey");
  }
  CHECK(world.keys("bucket").empty());
  REQUIRE(world.remove_bucket("bucket").ok());
  CHECK_FALSE(std::filesystem::exists(world.path_of("bucket")));
}

TEST_CASE("keys that would be each other's folder, in either order, changing places") {
  StorageWorld world;
  REQUIRE(world.create("bucket").ok());
  for (const auto& [first, second] :
       {std::pair("a", "a/b"), std::pair("x/y", "x"), std::pair("p", "p/q/r")}) {
    REQUIRE(world.put("bucket", first, "1").ok());
    REQUIRE(world.put("bucket", second, "2").ok());
    CHECK(world.bytes("bucket", first) == "1");
    CHECK(world.bytes("bucket", second) == "2");
    REQUIRE(world.remove("bucket", first).ok());
    // Now there is room for it.
    REQUIRE(world.put("bucket", second, "3").ok());
    CHECK(world.file("bucket", second) == "3");
    REQUIRE(world.put("bucket", first, "4").ok());
    CHECK(world.bytes("bucket", first) == "4");
    CHECK(world.bytes("bucket", second) == "3");
  }
  CHECK(world.hidden_files("bucket", "tmp") == 0);
  CHECK(world.hidden_files("bucket", "aside") == 3);
}

TEST_CASE("no symbolic link is followed") {
  StorageWorld world;
  REQUIRE(world.create("bucket").ok());
  std::filesystem::create_directory(world.folder.path / "outside");
  std::ofstream(world.folder.path / "outside" / "secret") << "x";
  std::filesystem::create_symlink(world.folder.path / "outside", world.path_of("bucket") / "link");
  std::filesystem::create_symlink(world.folder.path / "outside" / "secret",
                                  world.path_of("bucket") / "name");
  REQUIRE(world.put("bucket", "link/new", "1").ok());
  REQUIRE(world.put("bucket", "name", "2").ok());
  CHECK(world.bytes("bucket", "link/new") == "1");
  CHECK(world.bytes("bucket", "name") == "2");
  CHECK_FALSE(std::filesystem::exists(world.folder.path / "outside" / "new"));
  REQUIRE(world.remove("bucket", "link/new").ok());
  REQUIRE(world.remove("bucket", "name").ok());
  CHECK(std::filesystem::exists(world.folder.path / "outside" / "secret"));
  CHECK(world.bytes("bucket", "link/secret") == "NoSuchKey");
}

TEST_CASE("an object is overwritten and removed, and its file with it") {
  StorageWorld world;
  REQUIRE(world.create("bucket").ok());
  for (const char* key : {"in/a/folder", "aside//"}) {
    REQUIRE(world.put("bucket", key, "1").ok());
    REQUIRE(world.put("bucket", key, "22").ok());
    CHECK(world.bytes("bucket", key) == "22");
    CHECK(world.keys("bucket") == std::vector<std::string>{key});
    const auto removed = world.remove("bucket", key);
    REQUIRE(removed.ok());
    CHECK(removed.value().version_id.empty());
    CHECK_FALSE(removed.value().delete_marker);
    CHECK(world.bytes("bucket", key) == "NoSuchKey");
    CHECK(world.remove("bucket", key).ok());  // as S3 has it
  }
  CHECK(world.hidden_files("bucket", "") == 0);
  // Nothing but what is hidden.
  CHECK(std::distance(std::filesystem::directory_iterator(world.path_of("bucket")), {}) == 1);
}

TEST_CASE("what is not as it was said to be is not put") {
  StorageWorld world;
  REQUIRE(world.create("bucket").ok());
  REQUIRE(world.put("bucket", "a", "before").ok());
  for (const std::size_t size : {10u, 200'000u}) {
    PutOptions wrong;
    wrong.expected.md5 = base64_encode(md5("other"));
    CHECK(world.put("bucket", "a", long_text(size), wrong).error().reason == "BadDigest");
    wrong.expected.md5 = "no base64";
    CHECK(world.put("bucket", "a", long_text(size), wrong).error().reason == "InvalidDigest");
    PutOptions checked;
    checked.expected.checksum = Checksum{Checksum::Algorithm::kCrc32c, "AAAAAA=="};
    CHECK(world.put("bucket", "a", long_text(size), checked).error().reason == "BadDigest");
  }
  CHECK(world.put("bucket", std::string(1025, 'k'), "1").error().reason == "KeyTooLongError");
  CHECK(world.bytes("bucket", "a") == "before");
  CHECK(world.hidden_files("bucket", "tmp") == 0);
}

TEST_CASE("conditions are looked at where the change is made") {
  StorageWorld world;
  REQUIRE(world.create("bucket").ok());
  PutOptions absent;
  absent.condition.absent = true;
  PutOptions match;
  match.condition.etag = hex(md5("1"));
  CHECK(world.put("bucket", "a", "1", match).error().reason == "NoSuchKey");
  CHECK(world.put("bucket", "a", "1", absent).ok());
  CHECK(world.put("bucket", "a", "2", absent).error().reason == "PreconditionFailed");
  CHECK(world.put("bucket", "a", "2", match).ok());
  CHECK(world.put("bucket", "a", "3", match).error().reason == "PreconditionFailed");
  Condition old;
  old.etag = hex(md5("1"));
  CHECK(world.remove("bucket", "a", "", old).error().reason == "PreconditionFailed");
  old.etag = "*";
  CHECK(world.remove("bucket", "a", "", old).ok());
  CHECK(world.remove("bucket", "a", "", old).error().reason == "NoSuchKey");

  // Of many at once, one wins.
  int won = 0;
  int answered = 0;
  for (int i = 0; i < 20; ++i) {
    world.storage->put({"bucket", "one"}, world.body("bucket", std::to_string(i)), absent,
                       [&](Result<Object> result) {
                         won += result.ok() ? 1 : 0;
                         ++answered;
                       });
  }
  world.until([&] { return answered == 20; });
  CHECK(won == 1);
  CHECK(world.bytes("bucket", "one") == "0");
}

TEST_CASE("many changes of few keys at once: the last of each counts, and its file is there") {
  StorageWorld world;
  REQUIRE(world.create("bucket").ok());
  int answered = 0;
  for (int i = 0; i < 300; ++i) {
    const std::string key = i % 3 == 0 ? "x" : "d/y";
    if (i % 7 == 2) {
      world.storage->remove({"bucket", key, ""}, {}, Cause{"Delete"},
                            [&](Result<RemoveResult> result) { answered += result.ok() ? 1 : 0; });
    } else {
      world.storage->put({"bucket", key}, world.body("bucket", key + std::to_string(i)), {},
                         [&](Result<Object> result) { answered += result.ok() ? 1 : 0; });
    }
  }
  world.until([&] { return answered == 300; });
  CHECK(world.bytes("bucket", "x") == "x297");
  CHECK(world.file("bucket", "x") == "x297");
  CHECK(world.bytes("bucket", "d/y") == "d/y299");
  CHECK(world.file("bucket", "d/y") == "d/y299");
  CHECK(world.hidden_files("bucket", "") == 0);
}

TEST_CASE("a reader keeps the version it has found") {
  StorageWorld world;
  REQUIRE(world.create("bucket").ok());
  const std::string text = long_text(200'000);
  REQUIRE(world.put("bucket", "a", text).ok());
  auto found = world.get("bucket", "a");
  REQUIRE(found.ok());
  REQUIRE(world.put("bucket", "a", "other").ok());
  REQUIRE(world.remove("bucket", "a").ok());
  const auto piece = world.wait<std::string>(
      [&](auto done) { found->reader->read(150'000, 100'000, std::move(done)); });
  REQUIRE(piece.ok());
  CHECK(piece.value() == text.substr(150'000));
}

TEST_CASE("a body that is dropped leaves nothing") {
  StorageWorld world;
  REQUIRE(world.create("bucket").ok());
  auto body = world.body("bucket", long_text(2'000'000));
  CHECK(body->size() == 2'000'000);
  world.until([&] { return world.hidden_files("bucket", "tmp") == 1; });
  body.reset();
  world.until([&] { return world.hidden_files("bucket", "tmp") == 0; });
}

TEST_CASE("a writer is asked to pause, and told when to go on") {
  StorageWorld world;
  REQUIRE(world.create("bucket").ok());
  auto body = world.storage->new_body("bucket", std::nullopt, 50'000'000);
  const std::string piece(100'000, 'x');
  int pauses = 0;
  bool paused = false;
  body->on_drained([&] { paused = false; });
  for (int i = 0; i < 500; ++i) {
    world.until([&] { return !paused; });
    paused = !body->append(piece);
    pauses += paused ? 1 : 0;
  }
  CHECK(pauses > 5);
  PutOptions options;
  options.expected.md5 = base64_encode(md5(std::string(50'000'000, 'x')));
  const auto put = world.wait<Object>([&](auto done) {
    world.storage->put({"bucket", "a"}, std::move(body), options, std::move(done));
  });
  REQUIRE(put.ok());
  CHECK(put.value().size == 50'000'000);
}

TEST_CASE("a file that a person changes or takes away is not the object any more") {
  StorageWorld world;
  REQUIRE(world.create("bucket").ok());
  REQUIRE(world.put("bucket", "a", "object").ok());
  std::ofstream(world.path_of("bucket") / "a") << "changed";
  const auto found = world.get("bucket", "a");
  REQUIRE_FALSE(found.ok());
  CHECK(found.error().code == Error::Code::kUnavailable);
  std::filesystem::remove(world.path_of("bucket") / "a");
  CHECK(world.bytes("bucket", "a") == "NoSuchKey");
  // And may be put again.
  REQUIRE(world.put("bucket", "a", "again").ok());
  CHECK(world.bytes("bucket", "a") == "again");
}

}  // namespace brume::emulator::storage

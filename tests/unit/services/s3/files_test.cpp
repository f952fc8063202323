#include <doctest/doctest.h>

#include "emulator/crypto/digest.h"
#include "emulator/services/s3/model/content_type.h"
#include "emulator/services/s3/objects/checksum.h"
#include "emulator/text/hex.h"
#include "tests/unit/services/s3/storage_world.h"

namespace brume::emulator::storage {
namespace {

using testing::StorageWorld;

struct FileWorld : StorageWorld {
  explicit FileWorld(Versioning versioning = Versioning::kNever) {
    REQUIRE(create("bucket", versioning).ok());
  }

  void drop(const std::string& path, const std::string& bytes) {
    std::filesystem::create_directories((path_of("bucket") / path).parent_path());
    std::ofstream(path_of("bucket") / path) << bytes;
  }
  // As editors save: another file takes the name.
  void save(const std::string& path, const std::string& bytes) {
    drop(path + ".new", bytes);
    std::filesystem::rename(path_of("bucket") / (path + ".new"), path_of("bucket") / path);
  }
  std::optional<Object> adopt(const std::string& path) {
    auto adopted = wait<std::optional<Object>>([&](auto done) {
      storage->adopt("bucket", path, NotifyMode::kAlways, Cause{"Put"}, std::move(done));
    });
    REQUIRE(adopted.ok());
    return std::move(*adopted);
  }
  bool disown(const std::string& path) {
    const auto disowned = wait<bool>([&](auto done) {
      storage->disown("bucket", path, true, Cause{"Delete"}, std::move(done));
    });
    REQUIRE(disowned.ok());
    return disowned.value();
  }
  std::vector<std::filesystem::path> files() {
    auto all = wait<std::vector<std::filesystem::path>>(
        [&](auto done) { storage->files("bucket", std::move(done)); });
    REQUIRE(all.ok());
    return std::move(*all);
  }
  std::size_t versions() {
    ListQuery query;
    query.versions = true;
    return list("bucket", query).objects.size();
  }
};

}  // namespace

TEST_CASE("a dropped file is an object, once") {
  FileWorld world;
  world.drop("in/cat.JPG", "meow");
  const auto object = world.adopt("in/cat.JPG");
  REQUIRE(object);
  CHECK(object->etag == hex(md5("meow")));
  CHECK(object->attributes.headers.front().second == "image/jpeg");
  CHECK(world.bytes("bucket", "in/cat.JPG") == "meow");
  CHECK_FALSE(world.adopt("in/cat.JPG"));
  world.open();
  CHECK_FALSE(world.adopt("in/cat.JPG"));
  world.drop("in/cat.JPG", "purr");
  CHECK(world.adopt("in/cat.JPG"));
  CHECK(world.bytes("bucket", "in/cat.JPG") == "purr");
  world.save("in/cat.JPG", "hiss");
  CHECK(world.adopt("in/cat.JPG"));
  CHECK(world.bytes("bucket", "in/cat.JPG") == "hiss");
  CHECK(world.files() == std::vector<std::filesystem::path>{"in/cat.JPG"});
  const std::string large(1'000'000, 'x');
  world.drop("large", large);
  CHECK(world.adopt("large")->etag == hex(md5(large)));
  CHECK(world.bytes("bucket", "large") == large);
}

TEST_CASE("files of objects are no drops") {
  FileWorld world;
  REQUIRE(world.put("bucket", "a/b", "1").ok());
  CHECK_FALSE(world.adopt("a/b"));
  REQUIRE(world.put("bucket", "a/b", "2").ok());
  CHECK_FALSE(world.adopt("a/b"));
  CHECK_FALSE(world.disown("a/b"));
  CHECK(world.bytes("bucket", "a/b") == "2");
  REQUIRE(world.remove("bucket", "a/b").ok());
  CHECK_FALSE(world.adopt("a/b"));
  CHECK_FALSE(world.disown("a/b"));
}

TEST_CASE("what is no file with a plain name is no drop") {
  FileWorld world;
  CHECK_FALSE(world.adopt("none"));
  world.drop("a.part", "x");
  CHECK_FALSE(world.adopt("a.part"));
  CHECK_FALSE(world.adopt("../s.db"));
  CHECK_FALSE(world.adopt(".brume"));
  std::filesystem::create_directory(world.path_of("bucket") / "folder");
  CHECK_FALSE(world.adopt("folder"));
  std::filesystem::create_symlink(world.folder.path / "s.db", world.path_of("bucket") / "link");
  CHECK_FALSE(world.adopt("link"));
  std::filesystem::create_directory_symlink(world.folder.path, world.path_of("bucket") / "up");
  CHECK_FALSE(world.adopt("up/s.db"));
  CHECK(world.keys("bucket").empty());
}

TEST_CASE("a file that is taken away takes its object with it") {
  FileWorld world;
  world.drop("a", "1");
  REQUIRE(world.adopt("a"));
  CHECK_FALSE(world.disown("a"));  // it is there
  std::filesystem::remove(world.path_of("bucket") / "a");
  CHECK(world.disown("a"));
  CHECK_FALSE(world.disown("a"));
  CHECK(world.bytes("bucket", "a") == "NoSuchKey");
  CHECK(world.keys("bucket").empty());
  // What lies aside has no file to be taken away.
  REQUIRE(world.put("bucket", "aside//", "1").ok());
  CHECK_FALSE(world.disown("aside//"));
  CHECK(world.bytes("bucket", "aside//") == "1");
}

TEST_CASE("a folder that was copied holds the same objects") {
  FileWorld world;
  REQUIRE(world.put("bucket", "a", "1").ok());
  const auto path = world.path_of("bucket") / "a";
  const auto time = std::filesystem::last_write_time(path);
  world.save("a", "1");
  std::filesystem::last_write_time(path, time);
  CHECK_FALSE(world.adopt("a"));
  CHECK(world.bytes("bucket", "a") == "1");
}

TEST_CASE("with versioning, people add versions too") {
  FileWorld world(Versioning::kEnabled);
  const std::string first = world.put("bucket", "d/a", "first").value().version_id;
  world.save("d/a", "second");
  // Not yet adopted, it is not yet the object.
  CHECK(world.bytes("bucket", "d/a") == "first");
  const auto second = world.adopt("d/a");
  REQUIRE(second);
  CHECK(world.bytes("bucket", "d/a") == "second");
  CHECK(world.bytes("bucket", "d/a", first) == "first");
  std::filesystem::remove(world.path_of("bucket") / "d/a");
  CHECK(world.disown("d/a"));
  CHECK(world.bytes("bucket", "d/a") == "(marker)");
  CHECK(world.bytes("bucket", "d/a", second->version_id) == "second");
  CHECK(world.versions() == 3);
  // Back to the first.
  const std::string marker = world.list("bucket", {"", "", "", "", 1, true}).next_after_version;
  REQUIRE(world.remove("bucket", "d/a", marker).ok());
  CHECK(world.file("bucket", "d/a") == "second");
  REQUIRE(world.remove("bucket", "d/a", second->version_id).ok());
  CHECK(world.file("bucket", "d/a") == "first");
  REQUIRE(world.remove("bucket", "d/a", first).ok());
  CHECK(world.hidden_files("bucket", "") == 0);
}

TEST_CASE("a version whose file is overwritten in place is gone, the others stay") {
  FileWorld world(Versioning::kEnabled);
  const std::string first = world.put("bucket", "a", "first").value().version_id;
  const std::string second = world.put("bucket", "a", "second").value().version_id;
  world.drop("a", "third");
  CHECK(world.adopt("a"));
  CHECK(world.bytes("bucket", "a") == "third");
  CHECK(world.bytes("bucket", "a", first) == "first");
  CHECK(world.bytes("bucket", "a", second) == "NoSuchVersion");
  CHECK(world.versions() == 2);
}

TEST_CASE("suspended, what people drop is the null version") {
  FileWorld world(Versioning::kEnabled);
  const std::string first = world.put("bucket", "a", "first").value().version_id;
  BucketConfig config;
  config.versioning = Versioning::kSuspended;
  REQUIRE(world.configure("bucket", config).ok());
  world.save("a", "null");
  CHECK(world.adopt("a")->version_id == kNullVersion);
  world.save("a", "null again");
  CHECK(world.adopt("a"));
  CHECK(world.bytes("bucket", "a") == "null again");
  CHECK(world.bytes("bucket", "a", first) == "first");
  CHECK(world.versions() == 2);
}

TEST_CASE("a drop and a put at once: one wins whole") {
  FileWorld world;
  for (int i = 0; i < 50; ++i) {
    world.drop("a", "dropped " + std::to_string(i));
    int answered = 0;
    world.storage->adopt("bucket", "a", NotifyMode::kAlways, Cause{"Put"},
                         [&](auto) { ++answered; });
    world.storage->put({"bucket", "a"}, world.body("bucket", "put " + std::to_string(i)), {},
                       [&](auto) { ++answered; });
    world.storage->disown("bucket", "a", true, Cause{"Delete"}, [&](auto) { ++answered; });
    world.until([&] { return answered == 3; });
    world.adopt("a");
    const std::string bytes = world.bytes("bucket", "a");
    CHECK((bytes == "dropped " + std::to_string(i) || bytes == "put " + std::to_string(i)));
    CHECK(world.file("bucket", "a") == bytes);
  }
  CHECK(world.hidden_files("bucket", "") == 0);
}

TEST_CASE("content types are guessed from endings") {
  CHECK(content_type_of("a/b.json") == "application/json");
  CHECK(content_type_of("a.PDF") == "application/pdf");
  CHECK(content_type_of("a.unknown") == "binary/octet-stream");
  CHECK(content_type_of("none") == "binary/octet-stream");
  CHECK(content_type_of("") == "binary/octet-stream");
}

}  // namespace brume::emulator::storage

// Each state that a death can leave behind, made by hand.
#include <doctest/doctest.h>

#include "emulator/store/database.h"
#include "tests/unit/services/s3/storage_world.h"

namespace brume::emulator::storage {
namespace {

using testing::StorageWorld;
namespace fs = std::filesystem;

struct Interrupted : StorageWorld {
  explicit Interrupted(Versioning versioning = Versioning::kNever) {
    REQUIRE(create("bucket", versioning).ok());
  }

  // The name of the file of the newest row but `back`, of a table.
  std::string file_name(int back = 0, const std::string& table = "objects",
                        const std::string& order = "sequence") const {
    auto database = Database::open(folder.path / "s.db");
    auto select = database->prepare("SELECT printf('%016x', file) FROM " + table + " ORDER BY " +
                                    order + " DESC LIMIT 1 OFFSET " + std::to_string(back));
    REQUIRE(select->next().value());
    return select->copy(0);
  }
  fs::path tmp(const std::string& name) const { return path_of("bucket") / ".brume/tmp" / name; }
  fs::path aside(const std::string& name) const {
    return path_of("bucket") / ".brume/aside" / name.substr(14) / name;
  }
  fs::path plain(const std::string& path) const { return path_of("bucket") / path; }

  void check_tidy() const { CHECK(hidden_files("bucket", "tmp") == 0); }
};

}  // namespace

TEST_CASE("a put that was committed, its file not yet in place") {
  for (const std::string key : {"d/a", "aside//"}) {
    Interrupted world;
    REQUIRE(world.put("bucket", key, "old").ok());
    const std::string old = world.file_name();
    REQUIRE(world.put("bucket", key, "new").ok());
    const std::string name = world.file_name();
    world.storage.reset();
    if (key == "d/a") {
      fs::rename(world.plain(key), world.tmp(name));
      std::ofstream(world.plain(key)) << "old";
    } else {
      fs::rename(world.aside(name), world.tmp(name));
      std::ofstream(world.tmp(old)) << "old";
    }
    world.open();
    CHECK(world.bytes("bucket", key) == "new");
    world.check_tidy();
  }
}

TEST_CASE("a put that was not committed leaves the old object") {
  Interrupted world;
  REQUIRE(world.put("bucket", "a", "old").ok());
  world.storage.reset();
  std::ofstream(world.tmp("00000000deadbeef")) << "new";
  world.open();
  CHECK(world.bytes("bucket", "a") == "old");
  world.check_tidy();
}

TEST_CASE("a removal that was not committed gives the file back") {
  Interrupted world;
  REQUIRE(world.put("bucket", "d/a", "old").ok());
  const std::string name = world.file_name();
  world.storage.reset();
  fs::rename(world.plain("d/a"), world.tmp(name));
  world.open();
  CHECK(world.bytes("bucket", "d/a") == "old");
  CHECK(world.file("bucket", "d/a") == "old");
  world.check_tidy();
}

TEST_CASE("a removal that was committed takes the file") {
  Interrupted world;
  REQUIRE(world.put("bucket", "a", "old").ok());
  const std::string name = world.file_name();
  REQUIRE(world.remove("bucket", "a").ok());
  world.storage.reset();
  std::ofstream(world.tmp(name)) << "old";
  world.open();
  CHECK(world.bytes("bucket", "a") == "NoSuchKey");
  CHECK_FALSE(world.file("bucket", "a"));
  world.check_tidy();
}

TEST_CASE("a new version that was committed, neither file in its place") {
  for (const bool linked : {false, true}) {
    Interrupted world(Versioning::kEnabled);
    const std::string first = world.put("bucket", "a", "first").value().version_id;
    const std::string first_name = world.file_name();
    REQUIRE(world.put("bucket", "a", "second").ok());
    const std::string second_name = world.file_name();
    world.storage.reset();
    fs::remove(world.aside(second_name));
    fs::rename(world.plain("a"), world.tmp(second_name));
    fs::create_hard_link(world.aside(first_name), world.plain("a"));
    if (!linked) fs::remove(world.aside(first_name));
    world.open();
    CHECK(world.bytes("bucket", "a") == "second");
    CHECK(world.file("bucket", "a") == "second");
    CHECK(world.bytes("bucket", "a", first) == "first");
    world.check_tidy();
  }
}

TEST_CASE("a delete marker that was committed, or not, its object on the move") {
  for (const bool committed : {false, true}) {
    Interrupted world(Versioning::kEnabled);
    const std::string first = world.put("bucket", "a", "first").value().version_id;
    const std::string name = world.file_name();
    if (committed) {
      REQUIRE(world.remove("bucket", "a").ok());
      world.storage.reset();
      fs::rename(world.aside(name), world.tmp(name));
    } else {
      world.storage.reset();
      fs::rename(world.plain("a"), world.tmp(name));
    }
    world.open();
    CHECK(world.bytes("bucket", "a") == (committed ? "(marker)" : "first"));
    CHECK(world.bytes("bucket", "a", first) == "first");
    CHECK(world.file("bucket", "a").has_value() == !committed);
    world.check_tidy();
  }
}

TEST_CASE("a version that has become the latest, its file on the move") {
  Interrupted world(Versioning::kEnabled);
  REQUIRE(world.put("bucket", "d/a", "first").ok());
  const std::string first_name = world.file_name();
  const std::string second = world.put("bucket", "d/a", "second").value().version_id;
  const std::string second_name = world.file_name();
  REQUIRE(world.remove("bucket", "d/a", second).ok());
  world.storage.reset();
  fs::remove(world.aside(first_name));
  fs::rename(world.plain("d/a"), world.tmp(first_name));
  fs::remove(world.plain("d"));
  std::ofstream(world.tmp(second_name)) << "second";
  world.open();
  CHECK(world.file("bucket", "d/a") == "first");
  CHECK(world.bytes("bucket", "d/a") == "first");
  world.check_tidy();
}

TEST_CASE("a part that was committed, its file on the move") {
  Interrupted world;
  const auto upload = world.wait<Upload>([&](auto done) {
    Upload wanted;
    wanted.key = "a";
    world.storage->create_upload("bucket", wanted, std::move(done));
  });
  REQUIRE(upload.ok());
  const auto part = world.wait<Part>([&](auto done) {
    world.storage->put_part({"bucket", "a", upload.value().id}, 1, world.body("bucket", "part"), {},
                            std::move(done));
  });
  REQUIRE(part.ok());
  const std::string name = world.file_name(0, "parts", "number");
  world.storage.reset();
  fs::rename(world.aside(name), world.tmp(name));
  world.open();
  const auto object = world.wait<Object>([&](auto done) {
    world.storage->complete_upload({"bucket", "a", upload.value().id}, {{1, part.value().etag}}, {},
                                   std::move(done));
  });
  REQUIRE(object.ok());
  CHECK(world.bytes("bucket", "a") == "part");
  CHECK(world.hidden_files("bucket", "") == 0);
}

}  // namespace brume::emulator::storage

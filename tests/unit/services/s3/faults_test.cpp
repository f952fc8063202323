// Disks that are full, and folders that are not there any more.
#include <doctest/doctest.h>
#include <signal.h>
#include <sys/resource.h>

#include "tests/unit/services/s3/storage_world.h"

namespace brume::emulator::storage {
namespace {

using testing::StorageWorld;

// No file of this process grows beyond this meanwhile, as on a disk that is full.
class FileLimit {
 public:
  explicit FileLimit(rlim_t bytes) {
    before_handler_ = ::signal(SIGXFSZ, SIG_IGN);
    REQUIRE(::getrlimit(RLIMIT_FSIZE, &before_) == 0);
    const rlimit limit{bytes, before_.rlim_max};
    REQUIRE(::setrlimit(RLIMIT_FSIZE, &limit) == 0);
  }
  ~FileLimit() {
    ::setrlimit(RLIMIT_FSIZE, &before_);
    ::signal(SIGXFSZ, before_handler_);
  }
  FileLimit(const FileLimit&) = delete;
  FileLimit& operator=(const FileLimit&) = delete;

 private:
  rlimit before_{};
  sighandler_t before_handler_ = SIG_DFL;
};

// From now on, or no longer, the database cannot grow.
void limit_database(StorageWorld& world, bool full) {
  const Status set = world.wait<Done>([&](auto done) {
    world.storage->store().submit(
        [full](Database& database) { return database.limit_pages(full ? 1 : 1'000'000); },
        std::move(done));
  });
  REQUIRE(set.ok());
}

}  // namespace

TEST_CASE("a disk that is full fails the put, which leaves nothing, and nothing is lost") {
  StorageWorld world;
  REQUIRE(world.create("bucket").ok());
  REQUIRE(world.put("bucket", "a", "before").ok());
  {
    const FileLimit limit(2'000'000);
    const auto put = world.put("bucket", "a", std::string(5'000'000, 'x'));
    REQUIRE_FALSE(put.ok());
    CHECK(put.error().code == Error::Code::kUnavailable);
    CHECK(put.error().reason.empty());
    CHECK(put.error().message.find(world.path_of("bucket").string()) != std::string::npos);
    CHECK(world.bytes("bucket", "a") == "before");
    CHECK(world.put("bucket", "b", "small").ok());
  }
  CHECK(world.hidden_files("bucket", "tmp") == 0);
  CHECK(world.put("bucket", "a", std::string(5'000'000, 'x')).ok());
}

TEST_CASE("what the database does not take is not done, whatever files were on the move") {
  for (const Versioning versioning : {Versioning::kNever, Versioning::kEnabled}) {
    StorageWorld world;
    REQUIRE(world.create("bucket", versioning).ok());
    REQUIRE(world.put("bucket", "d/a", "before").ok());
    REQUIRE(world.put("bucket", "aside//", "before").ok());
    limit_database(world, true);
    // Until its last page is full.
    PutOptions options;
    options.attributes.headers = {{"x-amz-meta-large", std::string(2000, 'y')}};
    bool full = false;
    for (int i = 0; i < 100 && !full; ++i) {
      full = !world.put("bucket", "fill" + std::to_string(i), "x", options).ok();
    }
    REQUIRE(full);
    for (const char* key : {"d/a", "aside//"}) {
      const auto put = world.put("bucket", key, "after", options);
      REQUIRE_FALSE(put.ok());
      CHECK(put.error().code == Error::Code::kUnavailable);
      CHECK(put.error().message.find("s.db") != std::string::npos);
      CHECK(world.bytes("bucket", key) == "before");
    }
    CHECK(world.file("bucket", "d/a") == "before");
    CHECK(world.hidden_files("bucket", "tmp") == 0);
    limit_database(world, false);
    REQUIRE(world.put("bucket", "d/a", "after", options).ok());
    CHECK(world.bytes("bucket", "d/a") == "after");
  }
}

TEST_CASE("a removal that the database does not take gives the file back") {
  StorageWorld world;
  REQUIRE(world.create("bucket", Versioning::kEnabled).ok());
  const std::string long_key = "d/" + std::string(200, 'k');
  REQUIRE(world.put("bucket", long_key, "before").ok());
  limit_database(world, true);
  bool full = false;
  for (int i = 0; i < 300 && !full; ++i) full = !world.remove("bucket", long_key + "x").ok();
  REQUIRE(full);
  CHECK_FALSE(world.remove("bucket", long_key).ok());  // a marker needs room
  CHECK(world.bytes("bucket", long_key) == "before");
  CHECK(world.file("bucket", long_key) == "before");
  CHECK(world.hidden_files("bucket", "tmp") == 0);
}

TEST_CASE("a bucket's folder that was taken away fails its puts, not the others'") {
  StorageWorld world;
  REQUIRE(world.create("gone").ok());
  REQUIRE(world.create("there").ok());
  REQUIRE(world.put("gone", "a", "1").ok());
  std::filesystem::remove_all(world.path_of("gone"));
  const auto put = world.put("gone", "b", "1");
  REQUIRE_FALSE(put.ok());
  CHECK(put.error().message.find("gone") != std::string::npos);
  CHECK(world.bytes("gone", "a") == "NoSuchKey");
  CHECK(world.put("there", "a", "1").ok());
  // The next process makes it again.
  world.open();
  CHECK(world.put("gone", "b", "1").ok());
}

TEST_CASE("a file that is no database of ours is a clear error") {
  StorageWorld world;
  const auto other = world.folder.path / "other.db";
  std::ofstream(other) << std::string(5000, 'x');
  const auto opened =
      Storage::open(world.loop, world.loop, world.ids, {world.folder.path / "b", other});
  REQUIRE_FALSE(opened.ok());
  CHECK(opened.error().message.find("other.db") != std::string::npos);
}

}  // namespace brume::emulator::storage

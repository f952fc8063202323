// Where a dropped file goes when its events have ended.
#include "emulator/services/s3/drop/move_processed_file.h"

#include <doctest/doctest.h>

#include <fstream>

#include "tests/unit/store/temporary_folder.h"

using namespace brume::emulator;
using namespace brume::emulator::storage;
namespace fs = std::filesystem;

namespace {

struct MoveWorld {
  void write(const std::string& path) const {
    fs::create_directories((folder.path / path).parent_path());
    std::ofstream(folder.path / path) << path;
  }
  bool has(const std::string& path) const { return fs::exists(folder.path / path); }
  brume::emulator::testing::TemporaryFolder folder;
};

}  // namespace

TEST_CASE("a file keeps its path in the folder it goes to") {
  const MoveWorld world;
  world.write("in/a.txt");
  REQUIRE(put_file_away(world.folder.path, "in/a.txt", "processed").ok());
  CHECK_FALSE(world.has("in/a.txt"));
  CHECK(world.has("processed/in/a.txt"));
}

TEST_CASE("what lies there already is not replaced") {
  const MoveWorld world;
  for (const char* expected : {"processed/a", "processed/a.1", "processed/a.2"}) {
    world.write("a");
    REQUIRE(put_file_away(world.folder.path, "a", "processed").ok());
    CHECK(world.has(expected));
  }
}

TEST_CASE("without a place to go to, it is removed") {
  const MoveWorld world;
  world.write("a");
  REQUIRE(put_file_away(world.folder.path, "a", "").ok());
  CHECK_FALSE(world.has("a"));
}

TEST_CASE("a file that has gone is no error; one that cannot go is") {
  const MoveWorld world;
  CHECK(put_file_away(world.folder.path, "none", "elsewhere").ok());
  CHECK(put_file_away(world.folder.path, "none", "").ok());
  world.write("a");
  world.write("processed");  // no folder
  const Status moved = put_file_away(world.folder.path, "a", "processed");
  REQUIRE_FALSE(moved.ok());
  CHECK(moved.error().message.find("/a") != std::string::npos);
  CHECK(world.has("a"));
}

#include "emulator/loop/folder_watch.h"

#include <doctest/doctest.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <string>
#include <vector>

using namespace brume::emulator;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

namespace {

class WatchedFolder {
 public:
  WatchedFolder() {
    char name[] = "/tmp/brume-watch-XXXXXX";
    REQUIRE(::mkdtemp(name) != nullptr);
    folder = name;
    auto made = FolderWatch::create(loop, [this](const fs::path& path) { seen.push_back(path); });
    REQUIRE(made.ok());
    watch = std::move(*made);
  }
  ~WatchedFolder() {
    watch.reset();
    fs::remove_all(folder);
  }
  bool told_of(const fs::path& path) const {
    return std::find(seen.begin(), seen.end(), path) != seen.end();
  }
  // What has happened is in the descriptor already; one turn takes it all.
  void look() { loop.run_once(false); }

  Loop loop;
  fs::path folder;
  std::vector<fs::path> seen;
  std::unique_ptr<FolderWatch> watch;
};

}  // namespace

TEST_CASE("a file is told of when it is closed, not when it is made") {
  WatchedFolder watching;
  watching.watch->watch({watching.folder});
  std::ofstream file(watching.folder / "hello.so");
  file << "half" << std::flush;
  watching.look();
  CHECK(watching.seen.empty());
  file.close();
  watching.look();
  CHECK(watching.told_of(watching.folder / "hello.so"));
}

TEST_CASE("moved in, linked and taken away are told of") {
  WatchedFolder watching;
  const fs::path aside = watching.folder / "aside";
  fs::create_directory(aside);
  std::ofstream(aside / "new.so") << "x";
  const fs::path inside = watching.folder / "inside";
  fs::create_directory(inside);
  watching.watch->watch({inside});
  fs::rename(aside / "new.so", inside / "moved.so");
  fs::create_symlink("moved.so", inside / "link.so");
  watching.look();
  CHECK(watching.told_of(inside / "moved.so"));
  CHECK(watching.told_of(inside / "link.so"));
  watching.seen.clear();
  fs::remove(inside / "moved.so");
  watching.look();
  CHECK(watching.told_of(inside / "moved.so"));
}

TEST_CASE("a folder that goes away is told of, and one that is not there is left out") {
  WatchedFolder watching;
  const fs::path inside = watching.folder / "inside";
  fs::create_directory(inside);
  watching.watch->watch({inside, watching.folder / "nowhere"});
  CHECK(watching.watch->watched() == 1);
  fs::remove(inside);
  watching.look();
  CHECK(watching.told_of(inside));
  CHECK(watching.watch->watched() == 0);
}

TEST_CASE("what is no longer watched is not told of") {
  WatchedFolder watching;
  watching.watch->watch({watching.folder});
  watching.watch->watch({});
  std::ofstream(watching.folder / "file") << "x";
  watching.look();
  CHECK(watching.seen.empty());
}

// What is told of a folder and those below it, however quickly they come and go.
#include "emulator/loop/tree_watch.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <unistd.h>
#include <utime.h>

#include <fstream>
#include <set>
#include <string>

#include "tests/unit/store/temporary_folder.h"

using namespace brume::emulator;
namespace fs = std::filesystem;
using Kind = TreeChange::Kind;
using Paths = std::multiset<std::string>;

namespace {

struct WatchedTree {
  WatchedTree() {
    fs::create_directory(root);
    auto made = Inotify::create(loop);
    REQUIRE(made.ok());
    inotify = std::move(*made);
    watch = std::make_unique<TreeWatch>(
        *inotify, TreeWatch::Options{
                      root, [](const std::string& below) { return below.front() != '.'; },
                      [this](const TreeChange& change) { told[change.kind].insert(change.path); }});
  }
  void write(const std::string& path) const { std::ofstream(root / path) << path; }
  // What has happened is in the descriptor already; one turn takes it all.
  void look() { loop.run_once(false); }
  Paths take(Kind kind) { return std::exchange(told[kind], {}); }
  // Complete, or found lying there.
  std::set<std::string> files() {
    std::set<std::string> all;
    for (const Kind kind : {Kind::kComplete, Kind::kFound}) {
      for (const std::string& path : take(kind)) all.insert(path);
    }
    return all;
  }

  brume::emulator::testing::TemporaryFolder folder;
  fs::path root = folder.path / "root";
  Loop loop;
  std::map<Kind, Paths> told;
  std::unique_ptr<Inotify> inotify;
  std::unique_ptr<TreeWatch> watch;
};

using Set = std::set<std::string>;

}  // namespace

TEST_CASE("a scan finds what lies there, at any depth, but where nobody should look") {
  WatchedTree watching;
  fs::create_directories(watching.root / "a/b");
  fs::create_directories(watching.root / ".own/tmp");
  for (const char* path : {"one", "a/two", "a/b/three", ".own/tmp/four"}) watching.write(path);
  REQUIRE(watching.watch->scan().ok());
  CHECK(watching.take(Kind::kFound) == Paths{"one", "a/two", "a/b/three"});
  CHECK(watching.watch->watched() == 3);
}

TEST_CASE("a file is complete when it is closed, not before") {
  WatchedTree watching;
  REQUIRE(watching.watch->scan().ok());
  std::ofstream file(watching.root / "big");
  file << "half" << std::flush;
  watching.look();
  CHECK(watching.take(Kind::kMade) == Paths{"big"});
  CHECK(watching.files().empty());
  file.close();
  watching.look();
  CHECK(watching.take(Kind::kComplete) == Paths{"big"});
}

TEST_CASE("files that are moved in or linked are complete at once") {
  WatchedTree watching;
  std::ofstream(watching.folder.path / "outside") << "x";
  REQUIRE(watching.watch->scan().ok());
  fs::create_hard_link(watching.folder.path / "outside", watching.root / "linked");
  fs::rename(watching.folder.path / "outside", watching.root / "moved");
  watching.look();
  CHECK(watching.take(Kind::kComplete) == Paths{"linked", "moved"});
}

TEST_CASE("a file without a name that gets one is told of as made") {
  WatchedTree watching;
  REQUIRE(watching.watch->scan().ok());
  const int file = ::open(watching.root.c_str(), O_TMPFILE | O_WRONLY, 0644);
  if (file < 0) {
    MESSAGE("skipped: no files without a name here");
    return;
  }
  const std::string self = "/proc/self/fd/" + std::to_string(file);
  REQUIRE(::linkat(AT_FDCWD, self.c_str(), AT_FDCWD, (watching.root / "named").c_str(),
                   AT_SYMLINK_FOLLOW) == 0);
  ::close(file);
  watching.look();
  CHECK(watching.take(Kind::kMade) == Paths{"named"});
}

TEST_CASE("no file is lost in folders that are made while it looks") {
  WatchedTree watching;
  REQUIRE(watching.watch->scan().ok());
  Set expected;
  for (int i = 0; i < 50; ++i) {
    const std::string folder = "new/" + std::to_string(i) + "/deep";
    fs::create_directories(watching.root / folder);
    watching.write(folder + "/first");
    if (i % 7 == 0) watching.look();
    watching.write(folder + "/second");
    expected.insert(folder + "/first");
    expected.insert(folder + "/second");
  }
  watching.look();
  CHECK(watching.files() == expected);
}

TEST_CASE("a folder that is moved in is looked through, and watched from then on") {
  WatchedTree watching;
  REQUIRE(watching.watch->scan().ok());
  fs::create_directories(watching.folder.path / "tree/below");
  std::ofstream(watching.folder.path / "tree/below/one") << "x";
  fs::rename(watching.folder.path / "tree", watching.root / "tree");
  watching.look();
  CHECK(watching.files() == Set{"tree/below/one"});
  watching.write("tree/below/two");
  watching.look();
  CHECK(watching.files() == Set{"tree/below/two"});
}

TEST_CASE("times that are set are told of, and do not make a folder new") {
  WatchedTree watching;
  fs::create_directory(watching.root / "a");
  watching.write("a/one");
  REQUIRE(watching.watch->scan().ok());
  watching.told.clear();
  REQUIRE(::utime((watching.root / "a/one").c_str(), nullptr) == 0);
  REQUIRE(::utime((watching.root / "a").c_str(), nullptr) == 0);
  watching.look();
  CHECK(watching.take(Kind::kTouched) == Paths{"a/one"});
  CHECK(watching.files().empty());
}

TEST_CASE("what goes is told of: files one by one, a folder that moves away as a whole") {
  WatchedTree watching;
  fs::create_directories(watching.root / "a/b");
  for (const char* path : {"a/one", "a/b/two", "three"}) watching.write(path);
  REQUIRE(watching.watch->scan().ok());
  watching.told.clear();
  fs::remove(watching.root / "three");
  fs::rename(watching.root / "a", watching.folder.path / "a");
  watching.look();
  CHECK(watching.take(Kind::kGone) == Paths{"three"});
  CHECK(watching.take(Kind::kFolderGone) == Paths{"a"});
  // It is no longer ours.
  std::ofstream(watching.folder.path / "a/b/two") << "changed";
  watching.look();
  CHECK(watching.files().empty());
  CHECK(watching.watch->watched() == 1);
}

TEST_CASE("a folder that gets another name is told of under it") {
  WatchedTree watching;
  fs::create_directories(watching.root / "old/below");
  watching.write("old/below/one");
  REQUIRE(watching.watch->scan().ok());
  watching.told.clear();
  fs::rename(watching.root / "old", watching.root / "new");
  watching.write("new/below/two");
  watching.look();
  CHECK(watching.take(Kind::kFolderGone) == Paths{"old"});
  CHECK(watching.files() == Set{"new/below/one", "new/below/two"});
  watching.write("new/below/three");
  watching.look();
  CHECK(watching.files() == Set{"new/below/three"});
}

TEST_CASE("everything below a removed folder goes, and the folder may come again") {
  WatchedTree watching;
  fs::create_directories(watching.root / "a/b");
  watching.write("a/b/one");
  REQUIRE(watching.watch->scan().ok());
  watching.told.clear();
  fs::remove_all(watching.root / "a");
  watching.look();
  CHECK(watching.take(Kind::kGone) == Paths{"a/b/one"});
  CHECK(watching.watch->watched() == 1);
  fs::create_directories(watching.root / "a/b");
  watching.write("a/b/one");
  watching.look();
  CHECK(watching.files() == Set{"a/b/one"});
}

TEST_CASE("symbolic links are not followed, to files or to folders") {
  WatchedTree watching;
  fs::create_directory(watching.folder.path / "secret");
  std::ofstream(watching.folder.path / "secret/file") << "x";
  fs::create_directory_symlink(watching.folder.path / "secret", watching.root / "before");
  REQUIRE(watching.watch->scan().ok());
  fs::create_symlink(watching.folder.path / "secret/file", watching.root / "after");
  watching.look();
  CHECK(watching.take(Kind::kLink) == Paths{"after", "before"});
  CHECK(watching.files().empty());
  CHECK(watching.watch->watched() == 1);
}

TEST_CASE("the watched folder itself may go and come again") {
  WatchedTree watching;
  fs::create_directory(watching.root / "a");
  REQUIRE(watching.watch->scan().ok());
  SUBCASE("moved away") {
    fs::rename(watching.root, watching.folder.path / "elsewhere");
  }
  SUBCASE("removed") {
    fs::remove_all(watching.root);
  }
  watching.look();
  CHECK(watching.take(Kind::kVanished).size() >= 1);
  CHECK(watching.watch->watched() == 0);
  CHECK_FALSE(watching.watch->scan().ok());
  fs::create_directory(watching.root);
  REQUIRE(watching.watch->scan().ok());
  watching.write("one");
  watching.look();
  CHECK(watching.files() == Set{"one"});
}

TEST_CASE("trees that share an instance hear of their own files only, and leave without a trace") {
  WatchedTree watching;
  REQUIRE(watching.watch->scan().ok());
  const fs::path other = watching.folder.path / "other";
  fs::create_directory(other);
  Paths heard;
  auto second = std::make_unique<TreeWatch>(
      *watching.inotify,
      TreeWatch::Options{other, [](const std::string&) { return true; },
                         [&heard](const TreeChange& change) { heard.insert(change.path); }});
  REQUIRE(second->scan().ok());
  watching.write("one");
  std::ofstream(other / "two") << "x";
  watching.look();
  CHECK(watching.files() == Set{"one"});
  CHECK(heard == Paths{"two", "two"});
  second.reset();
  std::ofstream(other / "three") << "x";
  watching.write("four");
  watching.look();
  CHECK(watching.files() == Set{"four"});
  CHECK(heard.size() == 2);
}

TEST_CASE("a file that somebody has open for writing is being written") {
  WatchedTree watching;
  const fs::path file = watching.root / "file";
  std::ofstream writer(file);
  CHECK(is_being_written(file));
  writer.close();
  CHECK_FALSE(is_being_written(file));
  const std::ifstream reader(file);
  CHECK_FALSE(is_being_written(file));
  CHECK_FALSE(is_being_written(watching.root / "none"));
}

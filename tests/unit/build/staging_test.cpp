#include "emulator/build/staging.h"

#include <doctest/doctest.h>

#include <fstream>
#include <iterator>

#include "tests/unit/build/folder.h"

using namespace brume::emulator;
namespace fs = std::filesystem;

namespace {

void write_staged(const fs::path& path, const std::string& text) {
  fs::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << text;
}

std::string staged_text(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(in), {});
}

std::ptrdiff_t entries_in(const fs::path& folder) {
  return std::distance(fs::directory_iterator(folder), fs::directory_iterator());
}

}  // namespace

TEST_CASE("a part takes its place, new or over an older one, whole") {
  const Folder root;
  for (const std::string text : {"first", "second"}) {
    Result<Staging> staging = Staging::in(root.path());
    REQUIRE(staging.ok());
    const fs::path part = staging.value().folder() / "Hello";
    write_staged(part / "hello.so", text);
    if (text == "first") write_staged(part / "only-in-first", "x");
    REQUIRE(staging.value().put(part, root / "Hello").ok());
    CHECK(staged_text(root / "Hello/hello.so") == text);
  }
  CHECK(entries_in(root / "Hello") == 1);
  CHECK(entries_in(root.path()) == 1);
}

TEST_CASE("a place that is a link is replaced, not what it points to") {
  const Folder root;
  const Folder elsewhere;
  write_staged(elsewhere / "precious", "x");
  fs::create_directory_symlink(elsewhere.path(), root / "Hello");
  {
    Result<Staging> staging = Staging::in(root.path());
    REQUIRE(staging.ok());
    write_staged(staging.value().folder() / "Hello/hello.so", "new");
    REQUIRE(staging.value().put(staging.value().folder() / "Hello", root / "Hello").ok());
  }
  CHECK(staged_text(root / "Hello/hello.so") == "new");
  CHECK(staged_text(elsewhere / "precious") == "x");
}

TEST_CASE("what a killed build left is cleared away") {
  const Folder root;
  write_staged(root / ".staging-abcdef/Hello/hello.so", "half");
  write_staged(root / "Hello/hello.so", "good");
  { const Result<Staging> staging = Staging::in(root.path()); }
  CHECK(entries_in(root.path()) == 1);
  CHECK(staged_text(root / "Hello/hello.so") == "good");
}

TEST_CASE("a folder is copied with all that is in it, links as links") {
  const Folder root;
  write_staged(root / "from/bin/hello.so", "x");
  fs::create_symlink("hello.so", root / "from/bin/libhello.so");
  REQUIRE(link_folder(root / "from", root / "to").ok());
  CHECK(staged_text(root / "to/bin/hello.so") == "x");
  CHECK(fs::is_symlink(root / "to/bin/libhello.so"));
  CHECK_FALSE(link_folder(root / "nothing", root / "there").ok());
}

TEST_CASE("a lock that was let go can be taken again, without waiting") {
  const Folder root;
  for (int i = 0; i < 2; ++i) {
    const Result<FolderLock> lock = FolderLock::take(root.path(), [] { FAIL("it waits"); });
    CHECK(lock.ok());
  }
}

#include "emulator/services/lambda/api/code_archive.h"

#include <doctest/doctest.h>

#include <fstream>

#include "tests/unit/services/lambda/lambda_fixture.h"

using namespace brume::emulator;
using namespace brume::emulator::aws::lambda;
using namespace brume::emulator::aws::lambda::testing;
namespace fs = std::filesystem;

namespace {

struct Folder : LambdaFixture {
  fs::path to() const { return folder / "code"; }
  std::string message(const std::string& zip) {
    Status unpacked = unpack_code(zip, to());
    REQUIRE_FALSE(unpacked.ok());
    CHECK(unpacked.error().reason == "InvalidParameterValueException");
    CHECK_FALSE(fs::exists(to()));  // nothing is left behind
    return unpacked.error().message;
  }
  std::string content(const std::string& name) const {
    std::ifstream in(to() / name);
    return {std::istreambuf_iterator<char>(in), {}};
  }
};

constexpr const char* kCannotUnzip =
    "Could not unzip uploaded file. Please check your file, then try to upload again.";

}  // namespace

TEST_CASE("a zip's files, folders and links are unpacked") {
  Folder folder;
  REQUIRE(unpack_code(make_zip({{"hello.so", "library"},
                                {"lib/deep/data.txt", "data"},
                                {"lib/link@", "deep/data.txt"},
                                {"./dotted.txt", "dotted"}}),
                      folder.to())
              .ok());
  CHECK(folder.content("hello.so") == "library");
  CHECK(folder.content("lib/link") == "data");
  CHECK(folder.content("dotted.txt") == "dotted");
  CHECK((fs::status(folder.to() / "hello.so").permissions() & fs::perms::owner_exec) !=
        fs::perms::none);
}

TEST_CASE("what is no zip is refused in AWS's words") {
  Folder folder;
  CHECK(folder.message("") == "Uploaded file must be a non-empty zip");
  CHECK(folder.message("no zip at all") == kCannotUnzip);
  const std::string zip = make_zip({{"hello.so", std::string(10'000, 'x')}});
  CHECK(folder.message(zip.substr(0, zip.size() / 2)) == kCannotUnzip);
  CHECK(folder.message(make_zip({})) == "Uploaded file must be a non-empty zip");
}

TEST_CASE("a corrupted member is noticed") {
  Folder folder;
  std::string zip = make_zip({{"hello.so", "the content of this file is stored or deflated"}});
  zip[zip.find("hello.so") + 30] ^= 1;
  CHECK(folder.message(zip) == kCannotUnzip);
}

TEST_CASE("no name and no link leads out of the folder") {
  Folder folder;
  for (const char* name : {"../out", "a/../../out", "/tmp/brume-out", "..", "a/.."}) {
    CAPTURE(name);
    CHECK(has(folder.message(make_zip({{"good", "1"}, {name, "evil"}})), "leads out"));
  }
  for (const char* target : {"/etc/passwd", "../../etc/passwd", "..", "a/../../x"}) {
    CAPTURE(target);
    CHECK(has(folder.message(make_zip({{"good", "1"}, {"link@", target}})), "leads out"));
  }
  CHECK_FALSE(fs::exists(folder.folder / "out"));
}

TEST_CASE("a chain of links that leads out is refused, and nothing is written through a link") {
  Folder folder;
  // Each link alone stays inside; the second passes through the first.
  CHECK(has(folder.message(make_zip({{"d/e/good", "1"}, {"a@", "d/e"}, {"b@", "a/../../../x"}})),
            "leads out"));
  fs::create_directories(folder.folder / "target");
  REQUIRE(unpack_code(make_zip({{"in/x", "1"}, {"l@", "in"}, {"l/y", "2"}}), folder.to()).ok() ==
          false);
  CHECK(fs::is_empty(folder.folder / "target"));
}

TEST_CASE("more than Lambda allows unpacked is refused before it fills the disk") {
  Folder folder;
  const std::string bomb = make_zip({{"zeros", std::string(kMaxUnpackedBytes + 1, '\0')}});
  CHECK(bomb.size() < 1'000'000);
  CHECK(folder.message(bomb) == "Unzipped size must be smaller than 262144000 bytes");
}

TEST_CASE("a copy of code holds files for the links that led to them") {
  Folder folder;
  fs::create_directories(folder.folder / "source");
  std::ofstream(folder.folder / "built.so") << "built";
  fs::create_symlink(folder.folder / "built.so", folder.folder / "source" / "hello.so");
  REQUIRE(copy_code(folder.folder / "source", folder.to()).ok());
  CHECK(folder.content("hello.so") == "built");
  CHECK(fs::is_regular_file(fs::symlink_status(folder.to() / "hello.so")));
  CHECK_FALSE(copy_code(folder.folder / "nothing", folder.folder / "other").ok());
}

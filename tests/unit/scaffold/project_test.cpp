#include "emulator/scaffold/project.h"

#include <doctest/doctest.h>
#include <stdlib.h>

#include <fstream>
#include <iterator>
#include <set>

using namespace brume::emulator;
namespace fs = std::filesystem;

namespace {

// A folder that is gone at the end of the test.
class Folder {
 public:
  Folder() : path_((fs::temp_directory_path() / "brume-test-XXXXXX").string()) {
    REQUIRE(mkdtemp(path_.data()) != nullptr);
  }
  ~Folder() { fs::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  fs::path operator/(std::string_view name) const { return fs::path(path_) / name; }
  fs::path path() const { return path_; }

 private:
  std::string path_;
};

std::string text_of(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(in), {});
}

std::set<std::string> names_in(const fs::path& folder) {
  std::set<std::string> names;
  for (const auto& entry : fs::directory_iterator(folder)) names.insert(entry.path().filename());
  return names;
}

const std::set<std::string> kProject = {".gitignore", "CMakeLists.txt", "README.md",
                                        "event.json", "hello.cpp",      "template.yaml"};

}  // namespace

TEST_CASE("a name must do for a library, a target and a file") {
  for (const char* good : {"hello", "A", "image-resizer", "v2_thumbs"}) {
    CHECK_FALSE(name_complaint(good).has_value());
  }
  for (const char* bad : {"", "2fast", "-x", "_x", "a b", "a/b", "..", "a.b", "a;b", "\xC3\xA9",
                          "test", "all", "install"}) {
    CAPTURE(bad);
    CHECK(name_complaint(bad).has_value());
  }
  CHECK(name_complaint(std::string(41, 'a')).has_value());
}

TEST_CASE("a logical id is the name in TitleCase, and says Function") {
  CHECK(logical_id_of("hello") == "HelloFunction");
  CHECK(logical_id_of("image-resizer_v2") == "ImageResizerV2Function");
}

TEST_CASE("no place is left unfilled in a project's files") {
  for (const ProjectLanguage language : {ProjectLanguage::kCpp, ProjectLanguage::kC}) {
    for (const ProjectFile& file : project_files("hello", language)) {
      CAPTURE(file.name);
      CHECK(file.text.find("{{name") == std::string::npos);
      CHECK(file.text.find("{{L") == std::string::npos);
      CHECK(file.text.ends_with('\n'));
    }
  }
}

TEST_CASE("a project is written to a new folder, its parents too") {
  const Folder folder;
  REQUIRE(write_project(folder / "a/b/hello", project_files("hello", ProjectLanguage::kCpp)).ok());
  CHECK(names_in(folder / "a/b") == std::set<std::string>{"hello"});
  CHECK(names_in(folder / "a/b/hello") == kProject);
  CHECK(text_of(folder / "a/b/hello/template.yaml").find("Handler: hello.handler") !=
        std::string::npos);
}

TEST_CASE("a project joins files that are there") {
  const Folder folder;
  std::ofstream(folder / "notes.txt") << "mine";
  REQUIRE(write_project(folder.path(), project_files("hello", ProjectLanguage::kCpp)).ok());
  std::set<std::string> all = kProject;
  all.insert("notes.txt");
  CHECK(names_in(folder.path()) == all);
  CHECK(text_of(folder / "notes.txt") == "mine");
}

TEST_CASE("a file in the way is named, stays as it is, and nothing is written") {
  const Folder folder;
  std::ofstream(folder / "README.md") << "mine";
  const Status written =
      write_project(folder.path(), project_files("hello", ProjectLanguage::kCpp));
  REQUIRE_FALSE(written.ok());
  CHECK(written.error().code == Error::Code::kInvalidArgument);
  CHECK(written.error().message.find("README.md is there already") != std::string::npos);
  CHECK(names_in(folder.path()) == std::set<std::string>{"README.md"});
  CHECK(text_of(folder / "README.md") == "mine");
}

TEST_CASE("a file where the folder should be is in the way") {
  const Folder folder;
  std::ofstream(folder / "hello") << "mine";
  CHECK_FALSE(write_project(folder / "hello", project_files("hello", ProjectLanguage::kC)).ok());
  CHECK(text_of(folder / "hello") == "mine");
}

TEST_CASE("a failure on the way leaves nothing half-written") {
  const Folder folder;
  std::vector<ProjectFile> files = project_files("hello", ProjectLanguage::kCpp);
  files.push_back({"no/such/folder.txt", "x", ""});
  const Status written = write_project(folder / "hello", files);
  REQUIRE_FALSE(written.ok());
  CHECK(written.error().code == Error::Code::kUnavailable);
  CHECK(names_in(folder.path()).empty());
}

// A folder of a test's own, gone with everything in it at the end.
#pragma once

#include <doctest/doctest.h>
#include <stdlib.h>

#include <filesystem>
#include <string>
#include <string_view>
#include <utility>

class Folder {
 public:
  Folder() : path_((std::filesystem::temp_directory_path() / "brume-test-XXXXXX").string()) {
    REQUIRE(mkdtemp(path_.data()) != nullptr);
  }
  ~Folder() {
    if (!path_.empty()) std::filesystem::remove_all(path_);
  }
  Folder(Folder&& other) noexcept : path_(std::exchange(other.path_, {})) {}
  Folder& operator=(Folder&&) = delete;

  std::filesystem::path operator/(std::string_view name) const { return path() / name; }
  std::filesystem::path path() const { return path_; }

 private:
  std::string path_;
};

// A folder that holds the code of a function made through the API, or the content of a layer.
// Removed when nothing runs from it and nothing is recorded of it any more, unless it is kept for
// the next start.
// Loop thread; shared by records and pools (FunctionConfig::code_lease).
#pragma once

#include <filesystem>

namespace brume::emulator::aws::lambda {

class CodeFolder {
 public:
  explicit CodeFolder(std::filesystem::path path) : path_(std::move(path)) {}
  ~CodeFolder() {
    std::error_code ignored;
    if (!kept_) std::filesystem::remove_all(path_, ignored);
  }
  CodeFolder(const CodeFolder&) = delete;
  CodeFolder& operator=(const CodeFolder&) = delete;

  const std::filesystem::path& path() const { return path_; }
  void keep(bool kept) { kept_ = kept; }

 private:
  const std::filesystem::path path_;
  bool kept_ = false;
};

}  // namespace brume::emulator::aws::lambda

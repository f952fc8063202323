// A folder of this process alone, removed with all it holds: mkdtemp(3), so nobody else can have
// made it, and nobody else can read it (0700).
//
// Blocking. Any thread.
#pragma once

#include <filesystem>
#include <string>

#include "emulator/base/result.h"

namespace brume::emulator::app {

class TemporaryFolder {
 public:
  // <temporary folder>/<prefix>XXXXXX. kUnavailable: it cannot be made; the message says why.
  static Result<TemporaryFolder> make(const std::string& prefix);
  TemporaryFolder(TemporaryFolder&& other) noexcept;
  TemporaryFolder& operator=(TemporaryFolder&&) = delete;
  ~TemporaryFolder();

  const std::filesystem::path& path() const { return path_; }

 private:
  explicit TemporaryFolder(std::filesystem::path path) : path_(std::move(path)) {}

  std::filesystem::path path_;  // empty: moved from
};

}  // namespace brume::emulator::app

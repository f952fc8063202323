// What a build is given, and who hears how it goes.
#pragma once

#include <atomic>
#include <cstddef>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>

namespace brume::emulator {

struct BuildSettings {
  std::filesystem::path artifacts_root;  // <artifacts_root>/<LogicalId>/ is what is built
  std::filesystem::path cache_root;      // CMake's build trees, kept from build to build
  std::filesystem::path logs_root;       // a log a unit
  std::filesystem::path prefix;          // has lib/cmake/brume and include/brume
  unsigned jobs = 1;
  bool debug = false;                              // Debug instead of RelWithDebInfo
  std::map<std::string, std::string> environment;  // what the tools run with
  const std::atomic<bool>* interrupted = nullptr;  // true: stop, change nothing more
};

// Hears what happens, on the building thread.
class BuildObserver {
 public:
  virtual ~BuildObserver() = default;
  virtual void on_progress(std::size_t done, std::size_t total) = 0;
  // What a compiler or another tool has to say, a line without its end.
  virtual void on_line(std::string_view line) = 0;
};

}  // namespace brume::emulator

// Builds functions: runs CMake or make, checks what came out, and puts it where invocations look.
// What fails keeps its last good artifacts.
//
// Blocking; one thread. Runs programs of the project's author, as every build does.
#pragma once

#include <atomic>
#include <cstddef>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/build/build_plan.h"

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

struct BuildOutcome {
  std::string logical_id;
  std::filesystem::path library;   // when it was built
  std::string complaint = {};      // why it was not; empty: it was
  std::filesystem::path log = {};  // everything the tools said; empty when none ran
};

// Hears what happens, on the building thread.
class BuildObserver {
 public:
  virtual ~BuildObserver() = default;
  virtual void on_progress(std::size_t done, std::size_t total) = 0;
  // What a compiler or another tool has to say, a line without its end.
  virtual void on_line(std::string_view line) = 0;
};

// One outcome for each target, in their order.
// REQUIRES: no other build is at work in the same folders
std::vector<BuildOutcome> build_unit(const BuildUnit& unit, const BuildSettings& settings,
                                     BuildObserver& observer);

}  // namespace brume::emulator

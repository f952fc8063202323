// A CMake build tree, kept from build to build in the cache folder, one for each project and build
// type. Configured again only when what it is configured with changes; CMake does the rest.
//
// Blocking; one thread. Failures: false, and tools.failure() says why.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "emulator/build/build_settings.h"
#include "emulator/build/tools.h"

namespace brume::emulator {

class CMakeTree {
 public:
  // The tree's folder name: the project's, with enough of a hash to tell it from others.
  static std::string name_for(const std::filesystem::path& project, bool debug);

  CMakeTree(const std::filesystem::path& project, const BuildSettings& settings, Tools& tools);

  bool configure();
  // All targets, or one; `quiet` when what goes wrong was told before.
  bool build();
  bool build_target(const std::string& target);
  // Everything the project installs, or one component.
  bool install(const std::filesystem::path& to, const std::string& component = {});
  // For projects without install rules: the library where the build left it; empty when nowhere.
  std::filesystem::path find_library(const std::string& library) const;

 private:
  std::vector<std::string> configuration() const;

  std::filesystem::path project_;
  const BuildSettings& settings_;
  Tools& tools_;
  std::filesystem::path tree_;
};

}  // namespace brume::emulator

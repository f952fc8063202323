// Runs `brume build` when sources have changed, one at a time, and shows what the compilers say.
// What it builds is taken over as any changed library is.
//
// Loop thread; the build is a process of its own.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/loop/loop.h"
#include "emulator/template/model/application.h"

namespace brume::emulator::app {

class SourceBuilder {
 public:
  using Line = std::function<void(std::string_view)>;

  // `arguments`: of `brume build`. `line` hears what it says. REQUIRES: the loop outlives the
  // builds
  SourceBuilder(Loop& loop, std::vector<std::string> arguments, Line line);
  ~SourceBuilder();

  // Builds now; when a build is under way, once more after it.
  void build();

  // The folders with sources of the application's functions, those below included.
  static std::set<std::filesystem::path> folders(const Application& application);
  // Not what editors and build tools write beside the sources.
  static bool is_source(const std::filesystem::path& file);

 private:
  struct Build;
  void on_built();

  Loop& loop_;
  const std::vector<std::string> arguments_;
  Line line_;
  std::shared_ptr<Build> running_;
  bool again_ = false;
};

}  // namespace brume::emulator::app

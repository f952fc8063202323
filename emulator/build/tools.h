// Runs the tools of one unit's build. Every line they say goes to the unit's log; progress and
// what a person should read go to the observer.
//
// Blocking; one thread. The settings and the observer outlive it.
#pragma once

#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "emulator/build/build_settings.h"

namespace brume::emulator {

// How far a build is, from one line of Ninja's or make's output; absent for other lines.
std::optional<std::pair<std::size_t, std::size_t>> progress_in(std::string_view line);

class Tools {
 public:
  // `name` becomes the log's file name.
  Tools(const BuildSettings& settings, BuildObserver& observer, const std::string& name);

  struct Run {
    std::vector<std::string> argv;
    std::map<std::string, std::string> variables = {};  // added to the settings' environment
    bool quiet = false;                                 // the log alone hears it
  };
  // True when the tool ran and was content.
  bool run(const Run& run);
  // Why the last run() was false, in a few words.
  const std::string& failure() const { return failure_; }

  bool interrupted() const;
  // The tool's path, looked up in the environment's PATH; empty when it is not there.
  std::filesystem::path find(std::string_view program) const;
  const std::filesystem::path& log() const { return log_path_; }

 private:
  void on_line(std::string_view line, bool quiet);

  const BuildSettings& settings_;
  BuildObserver& observer_;
  std::filesystem::path log_path_;
  std::ofstream log_;
  std::string failure_;
  bool command_follows_ = false;
};

}  // namespace brume::emulator

// The man pages of `brume`: brume(1), and a page for each command, brume-invoke(1). They are made
// of what --help is made of, the CLI::App tree, so that they say what it says.
//
// Main thread; writes files only in write_manual().
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/base/result.h"

namespace CLI {
class App;
}

namespace brume::emulator::cli {

struct ManualPage {
  std::string file_name;  // "brume-invoke.1"
  std::string text;       // roff

  bool operator==(const ManualPage&) const = default;
};

// The root's page first. `version` is the program and its version, "brume 1.2.3".
// REQUIRES: `root` has all its commands
std::vector<ManualPage> manual_pages(const CLI::App& root, std::string_view version);

// Writes the pages into a folder, which is made if need be. Pages that are there from before are
// overwritten; of other files there nothing is touched.
Status write_manual(const std::vector<ManualPage>& pages, const std::filesystem::path& folder);

}  // namespace brume::emulator::cli

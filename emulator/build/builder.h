// Builds functions: runs CMake or make, checks what came out, and puts it where invocations look.
// What fails keeps its last good artifacts.
//
// Blocking; one thread. Runs programs of the project's author, as every build does.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "emulator/build/build_plan.h"
#include "emulator/build/build_settings.h"

namespace brume::emulator {

struct BuildOutcome {
  std::string logical_id;
  std::filesystem::path library;   // when it was built
  std::string complaint = {};      // why it was not; empty: it was
  std::filesystem::path log = {};  // everything the tools said; empty when none ran
};

// One outcome for each target, in their order.
// REQUIRES: no other build is at work in the same folders
std::vector<BuildOutcome> build_unit(const BuildUnit& unit, const BuildSettings& settings,
                                     BuildObserver& observer);

}  // namespace brume::emulator

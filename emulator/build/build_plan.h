// What there is to build: the functions of a template, put together where one build makes several.
// Pure; any thread.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "emulator/base/result.h"
#include "emulator/template/model/application.h"

namespace brume::emulator {

struct BuildTarget {
  std::string logical_id;
  std::string handler;
};

struct BuildUnit {
  enum class Method {
    kCMake,     // a CMake project at `code`, for all functions that share it
    kMakefile,  // SAM's convention: target build-<LogicalId>, one function
    kAsIs,      // `code` holds the library; nothing is built
  };

  Method method = Method::kAsIs;
  std::filesystem::path code;        // absolute
  std::vector<BuildTarget> targets;  // at least one
};

// In the template's order. `only`: logical ids or names of the wanted functions; empty: all.
// kNotFound for a function that is not there, kInvalidArgument for an unknown BuildMethod.
Result<std::vector<BuildUnit>> plan_build(const Application& application,
                                          const std::vector<std::string>& only);

}  // namespace brume::emulator

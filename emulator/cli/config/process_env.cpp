#include "emulator/cli/config/process_env.h"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <cstdlib>
#include <string>

#include "emulator/template/model/report.h"

namespace brume::emulator::cli {
namespace {

// Source: the options of `sam` and what its reference says of its environment. Most are about
// containers, of which Brume has none.
constexpr const char* kForeign[] = {"SAM_DEBUG",
                                    "SAM_DOCKER_NETWORK",
                                    "SAM_DOCKER_VOLUME_BASEDIR",
                                    "SAM_LAYER_CACHE_BASEDIR",
                                    "SAM_SKIP_PULL_IMAGE",
                                    "SAM_FORCE_IMAGE_BUILD",
                                    "SAM_CLI_CONTAINER_CONNECTION_TIMEOUT",
                                    "SAM_CLI_POLL_DELAY"};

}  // namespace

void apply_environment(CLI::App& command) {
  CLI::Option* region = command.get_option_no_throw("--region");
  const char* value = std::getenv("AWS_DEFAULT_REGION");
  if (region == nullptr || region->count() > 0 || value == nullptr || *value == '\0') return;
  region->add_result(value);
  region->run_callback();
}

Diagnostics foreign_variables() {
  Diagnostics found;
  std::string names;
  for (const char* name : kForeign) {
    const char* value = std::getenv(name);
    if (value == nullptr || *value == '\0') continue;
    names += (names.empty() ? "`" : ", `") + std::string(name) + "`";
  }
  if (names.empty()) return found;
  Reporter(found, rules::kConfig)
      .note(Value(), Path(), "environment variables without effect in Brume: " + names);
  return found;
}

}  // namespace brume::emulator::cli

// The options of every command that reads a template: -t, --parameter-overrides, --region,
// --config-file, --config-env. What a configuration file says is in them when a command runs.
#pragma once

#include <string>
#include <vector>

#include "emulator/base/result.h"
#include "emulator/template/load/load.h"

namespace CLI {
class App;
}

namespace brume::emulator::cli {

struct TemplateOptions {
  std::string file;  // empty: template.yaml, template.yml or template.json here
  std::vector<std::string> overrides;
  std::string region = "us-east-1";
  std::string config_file;
  std::string config_env;
};

// REQUIRES: `options` outlives the command
void add_template_options(CLI::App& command, TemplateOptions& options);

// Error: the overrides are malformed.
Result<LoadOptions> load_options(const TemplateOptions& options);

}  // namespace brume::emulator::cli

#include "emulator/cli/template_options.h"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <fstream>

#include "emulator/cli/command.h"
#include "emulator/template/sections/overrides.h"

namespace brume::emulator::cli {

void add_template_options(CLI::App& command, TemplateOptions& options) {
  command
      .add_option("-t,--template,--template-file", options.file,
                  "the template (default: template.yaml, template.yml or template.json)")
      ->type_name("FILE")
      ->envname("SAM_TEMPLATE_FILE");
  command
      .add_option("--parameter-overrides", options.overrides,
                  "values of the template's parameters: Key=Value …, or "
                  "ParameterKey=Key,ParameterValue=Value …")
      ->type_name("PAIRS");
  command.add_option("--region", options.region, "the region the application believes it is in")
      ->type_name("REGION")
      ->envname("AWS_REGION")
      ->capture_default_str();
  command
      .add_option("--config-file", options.config_file,
                  "options for what is not written here (default: samconfig.toml, .yaml,\n"
                  ".yml or .json beside the template)")
      ->type_name("FILE");
  command
      .add_option("--config-env", options.config_env,
                  "which of that file's environments (default: default)")
      ->type_name("NAME");
}

Result<LoadOptions> load_options(const TemplateOptions& options) {
  auto overrides = parse_parameter_overrides(options.overrides);
  if (!overrides) return std::move(overrides).error();
  LoadOptions load;
  load.template_file = options.file.empty() ? default_template(".").lexically_normal()
                                            : std::filesystem::path(options.file);
  load.parameter_overrides = std::move(*overrides);
  load.region = options.region;
  return load;
}

}  // namespace brume::emulator::cli

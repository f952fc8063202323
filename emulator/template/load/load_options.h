// What a load is given: the template and its parameters. Plain data.
#pragma once

#include <filesystem>
#include <map>
#include <string>

namespace brume::emulator {

struct LoadOptions {
  std::filesystem::path template_file;                     // any of template.yaml|yml|json
  std::map<std::string, std::string> parameter_overrides;  // parsed, see parse_parameter_overrides
  std::filesystem::path env_vars_file;                     // --env-vars; empty: none
  std::string region = "us-east-1";
  std::string stack_name = "local";
};

}  // namespace brume::emulator

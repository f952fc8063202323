// The one way from a file to an Application: parse, expand SAM, resolve, read.
// Reads the template, the env-vars file and included files; touches nothing else. Any thread.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>

#include "emulator/template/application.h"
#include "emulator/template/diagnostic.h"

namespace brume::emulator {

struct LoadOptions {
  std::filesystem::path template_file;                     // any of template.yaml|yml|json
  std::map<std::string, std::string> parameter_overrides;  // parsed, see parse_parameter_overrides
  std::filesystem::path env_vars_file;                     // --env-vars; empty: none
  std::string region = "us-east-1";
  std::string stack_name = "local";
};

struct Loaded {
  // Absent exactly when `diagnostics` holds an error.
  std::optional<Application> application;
  Diagnostics diagnostics;
  SourceFiles sources;
};

Loaded load_application(const LoadOptions&);

}  // namespace brume::emulator

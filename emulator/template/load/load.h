// The one way from a file to an Application: parse, expand SAM, resolve, read.
// Reads the template, the env-vars file and included files; touches nothing else. Any thread.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "emulator/base/result.h"
#include "emulator/template/model/application.h"
#include "emulator/template/model/diagnostic.h"
#include "emulator/template/sections/parameters.h"

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

// What an Application was made of, for whoever judges the text itself. Null where the way ended
// before.
struct TemplateTrees {
  Value raw;       // as written, with what it includes
  Value written;   // the same, its loops written out
  Value expanded;  // plain CloudFormation
  // What could be read in spite of errors; its properties may lack what was wrong.
  std::optional<Application> partial;
  ParameterValues parameters;
};

// `trees`: filled unless null; then parameters need no values, and what depends on one that has
// none is absent.
Loaded load_application(const LoadOptions&, TemplateTrees* trees = nullptr);

// The first half of that way: SAM expanded into plain CloudFormation, nothing resolved.
struct Transformed {
  bool accepted = false;
  // The expanded template; or, when SAM rejects it, {"errorMessage": …} in SAM's words.
  std::string json;
  Diagnostics diagnostics;
  SourceFiles sources;
  // The trees it was made from, for those who need not take them apart.
  std::shared_ptr<const void> trees = {};
};

Transformed transform_template(const LoadOptions&);

// `--parameter-overrides`: any mix of `Key=Value` and `ParameterKey=K,ParameterValue=V`, one or
// several to an argument, values in double quotes where they hold spaces.
Result<std::map<std::string, std::string>> parse_parameter_overrides(
    std::span<const std::string> arguments);

// template.yaml, template.yml or template.json in the folder; the first when there is none.
std::filesystem::path default_template(const std::filesystem::path& folder);

}  // namespace brume::emulator

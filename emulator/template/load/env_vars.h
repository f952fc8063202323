// A function's environment: the template's variables with AWS's rules, and the `--env-vars` file.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "emulator/template/model/application.h"
#include "emulator/template/model/report.h"
#include "emulator/template/model/source.h"

namespace brume::emulator {

// Source: AWS Lambda quotas; all variables together, measured as AWS measures them: as JSON.
inline constexpr std::size_t kEnvironmentBytesMax = 4096;

// Resolved `Environment.Variables`; numbers and booleans become text, as in CloudFormation.
std::map<std::string, std::string> read_variables(const Value& variables, const Path& path,
                                                  Reporter& reporter);

// {"Function": {name: value}, "Parameters": {name: value}}: replaces values of variables that the
// template declares; a function's own entry wins. Notes entries that match nothing.
void apply_env_vars(const std::filesystem::path& file, std::vector<FunctionSpec>& functions,
                    SourceFiles& sources, Reporter& reporter);

}  // namespace brume::emulator

// --parameter-overrides, in the forms that the AWS CLI and SAM take. Pure.
#pragma once

#include <map>
#include <span>
#include <string>

#include "emulator/base/result.h"

namespace brume::emulator {

// `--parameter-overrides`: any mix of `Key=Value` and `ParameterKey=K,ParameterValue=V`, one or
// several to an argument, values in double quotes where they hold spaces.
Result<std::map<std::string, std::string>> parse_parameter_overrides(
    std::span<const std::string> arguments);

}  // namespace brume::emulator

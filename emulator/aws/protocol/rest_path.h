// Matches paths of REST protocols: "/2015-03-31/functions/{FunctionName}/aliases". Pure.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace brume::emulator::aws {

using PathParameters = std::map<std::string, std::string, std::less<>>;

// `segments` decoded, as path_segments() gives them. A parameter takes exactly one segment.
std::optional<PathParameters> match_path(std::string_view pattern,
                                         const std::vector<std::string>& segments);

}  // namespace brume::emulator::aws

// Takes a request's path apart. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace brume::emulator::aws {

// "/2015-03-31/functions/a%3Ab/" -> "2015-03-31", "functions", "a:b": each decoded, none empty.
std::vector<std::string> path_segments(std::string_view path);

}  // namespace brume::emulator::aws

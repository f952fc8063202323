#include "emulator/aws/protocol/request_target.h"

#include "emulator/text/percent.h"
#include "emulator/text/split.h"

namespace brume::emulator::aws {

std::vector<std::string> path_segments(std::string_view path) {
  std::vector<std::string> segments;
  for (const std::string_view segment : split(path, '/')) {
    if (!segment.empty()) segments.push_back(percent_decode(segment));
  }
  return segments;
}

}  // namespace brume::emulator::aws

#include "emulator/aws/protocol/rest_path.h"

#include "emulator/text/split.h"

namespace brume::emulator::aws {

std::optional<PathParameters> match_path(std::string_view pattern,
                                         const std::vector<std::string>& segments) {
  PathParameters parameters;
  std::size_t at = 0;
  for (const std::string_view piece : split(pattern, '/')) {
    if (piece.empty()) continue;
    if (at == segments.size()) return std::nullopt;
    if (piece.front() == '{') {
      parameters.emplace(piece.substr(1, piece.size() - 2), segments[at]);
    } else if (piece != segments[at]) {
      return std::nullopt;
    }
    ++at;
  }
  if (at != segments.size()) return std::nullopt;
  return parameters;
}

}  // namespace brume::emulator::aws

#include "emulator/invoke/worker/function_places.h"

#include <string_view>
#include <utility>

namespace brume::emulator {

std::string FunctionPlaces::seen(const std::string& path) const {
  for (const auto& [mount, place] :
       {std::pair<std::string_view, const std::string&>(kTaskMount, task),
        {kLayersMount, layers},
        {kRuntimeMount, runtime}}) {
    if (path == mount || path.starts_with(std::string(mount) + "/")) {
      return place + path.substr(mount.size());
    }
  }
  return path;
}

FunctionPlaces places_of_aws() {
  return {kTaskMount, kLayersMount, kRuntimeMount};
}

FunctionPlaces places_here(const FunctionConfig& function) {
  const RuntimeProgram& program = *function.program;
  const std::string layers = program.layers.empty() ? kLayersMount : program.layers.string();
  const std::string client = program.client.empty() ? kRuntimeMount : program.client.string();
  return {function.task_root.string(), layers, client};
}

}  // namespace brume::emulator

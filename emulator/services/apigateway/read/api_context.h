// What every reader of gateway resources needs: the resources, and where to say what is wrong.
// Internal to the readers.
#pragma once

#include <set>
#include <string>

#include "emulator/resource/resource_index.h"
#include "emulator/services/apigateway/model/api.h"
#include "emulator/template/model/report.h"
#include "emulator/template/model/source.h"

namespace brume::emulator::gateway {

struct ApiContext {
  const ResourceIndex& resources;
  Reporter& reporter;
  SourceFiles& sources;  // definitions in files of their own are added
  // API, method and path_shape() of each route so far, with spaces between.
  std::set<std::string> places = {};
};

// A value that stands where `at` says, for a caret there.
inline Value place_at(SourcePosition at) {
  return Value().place(at);
}

}  // namespace brume::emulator::gateway

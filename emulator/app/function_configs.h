// From what a template says of a function to what hosting it needs: finds its library.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "emulator/base/result.h"
#include "emulator/invoke/worker/function_config.h"
#include "emulator/template/model/application.h"

namespace brume::emulator::app {

struct HostingPlace {
  std::filesystem::path build_dir;         // where `brume build` puts <LogicalId>/
  std::vector<std::string> pass_env = {};  // names of our own variables that functions may see
};

// The default of --build-dir: .brume/build beside the template.
std::filesystem::path default_build_dir(const Application& application);

// The library is the first of <build_dir>/<LogicalId>/ and the function's code folder that holds
// `library.so` or `liblibrary.so`. kNotFound names all the places looked at and what to do.
Result<FunctionConfig> function_config(const Application& application, const FunctionSpec& function,
                                       const HostingPlace& place);

}  // namespace brume::emulator::app

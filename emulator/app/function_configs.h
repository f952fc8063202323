// FunctionSpec of the template -> FunctionConfig of the Invoker. Finds the function's library or
// program.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "emulator/app/interpreters.h"
#include "emulator/base/result.h"
#include "emulator/invoke/worker/function_config.h"
#include "emulator/template/model/application.h"

namespace brume::emulator::app {

struct HostingPlace {
  std::filesystem::path build_dir;         // where `brume build` puts <LogicalId>/
  std::vector<std::string> pass_env = {};  // names of our own variables that functions may see
  InterpreterOptions interpreters = {};
  // Told what runs a function in another way than it asked for; empty: nobody.
  std::function<void(const std::string& note)> on_note = {};
};

// The default of --build-dir: .brume/build beside the template.
std::filesystem::path default_build_dir(const Application& application);

// What runs it: see artifact/function_code.h. kNotFound says what is missing and what to do.
Result<FunctionConfig> function_config(const Application& application, const FunctionSpec& function,
                                       const HostingPlace& place);

}  // namespace brume::emulator::app

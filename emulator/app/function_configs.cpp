#include "emulator/app/function_configs.h"

#include <cstdlib>

namespace brume::emulator::app {
namespace {

namespace fs = std::filesystem;

struct FoundLibrary {
  fs::path task_root;
  fs::path library;
};

Result<FoundLibrary> find_library(const FunctionSpec& function, const fs::path& build_dir,
                                  const std::string& name) {
  std::string looked_at;
  for (const fs::path& folder : {build_dir / function.logical_id, function.code}) {
    for (const std::string& file : {name + ".so", "lib" + name + ".so"}) {
      std::error_code ignored;
      const fs::path candidate = folder / file;
      if (fs::exists(candidate, ignored)) {
        return FoundLibrary{fs::absolute(folder), fs::absolute(candidate)};
      }
      looked_at += "\n    " + candidate.lexically_normal().string();
    }
  }
  return Error{Error::Code::kNotFound, "there is no library '" + name + "' for " +
                                           function.logical_id + " (Handler: " + function.handler +
                                           "); looked for" + looked_at +
                                           "\n  `brume build` makes it, or set CodeUri to the "
                                           "folder that holds it"};
}

}  // namespace

fs::path default_build_dir(const Application& application) {
  return application.template_file.parent_path() / ".brume" / "build";
}

Result<FunctionConfig> function_config(const Application& application, const FunctionSpec& function,
                                       const HostingPlace& place) {
  if (!function.cannot_run.empty()) {
    return Error{Error::Code::kInvalidArgument,
                 function.logical_id + " cannot run here: " + function.cannot_run};
  }
  // The last dot: a library's name may hold others.
  const std::size_t dot = function.handler.rfind('.');
  if (dot == std::string::npos || dot == 0 || dot + 1 == function.handler.size()) {
    return Error{Error::Code::kInvalidArgument, function.logical_id + ": Handler '" +
                                                    function.handler +
                                                    "' is not of the form library.symbol"};
  }
  auto found = find_library(function, place.build_dir, function.handler.substr(0, dot));
  if (!found) return std::move(found).error();

  FunctionConfig config;
  config.name = function.name;
  config.arn = "arn:aws:lambda:" + application.region + ":" + application.account_id +
               ":function:" + function.name;
  config.handler = function.handler;
  config.task_root = found->task_root;
  config.library = found->library;
  config.symbol = function.handler.substr(dot + 1);
  config.timeout = std::chrono::seconds(function.timeout_s);
  config.memory_mb = function.memory_mb;
  config.ephemeral_storage_mb = function.ephemeral_storage_mb;
  config.reserved_concurrency = function.reserved_concurrency;
  for (const std::string& name : place.pass_env) {
    if (const char* value = std::getenv(name.c_str())) config.environment[name] = value;
  }
  for (const auto& [name, value] : function.environment) config.environment[name] = value;
  config.json_logs = function.logging.json;
  config.application_log_level = function.logging.application_log_level;
  config.system_log_level = function.logging.system_log_level;
  config.log_group = function.logging.log_group.empty() ? "/aws/lambda/" + function.name
                                                        : function.logging.log_group;
  config.region = application.region;
  return config;
}

}  // namespace brume::emulator::app

#include "emulator/app/function_configs.h"

#include <cstdlib>
#include <utility>

#include "emulator/app/fork_template.h"
#include "emulator/artifact/function_code.h"

namespace brume::emulator::app {
namespace {

namespace fs = std::filesystem;

// Where a client has its program. Source: the clients' README.md.
constexpr const char* kPythonClient = "/var/runtime/bootstrap.py";
constexpr const char* kNodeClient = "/var/runtime/index.js";

Result<RuntimeProgram> language_program(const Application& application,
                                        const FunctionSpec& function, const HostingPlace& place,
                                        const FunctionCode& code) {
  const bool python = code.kind == FunctionCode::Kind::kPython;
  const fs::path beside = application.template_file.parent_path();
  auto interpreter = python ? find_python(function.runtime, beside, place.interpreters)
                            : find_node(function.runtime, place.interpreters);
  if (!interpreter) return std::move(interpreter).error();
  if (!interpreter->note.empty() && place.on_note) place.on_note(interpreter->note);
  RuntimeProgram program;
  program.runtime = function.runtime;
  program.command = {interpreter->program.string(), python ? kPythonClient : kNodeClient};
  program.client = client_folder(python ? "python" : "node");
  if (python) program.fork_template = fork_template(interpreter->program, code.folder, function);
  return program;
}

// What runs it, into `config`.
Status add_code(const Application& application, const FunctionSpec& function,
                const HostingPlace& place, FunctionConfig& config) {
  auto code = find_function_code(function, place.build_dir);
  if (!code) return std::move(code).error();
  config.task_root = code->folder;
  switch (code->kind) {
    case FunctionCode::Kind::kLibrary:
      config.library = code->library;
      config.symbol = code->symbol;
      return Done{};
    case FunctionCode::Kind::kBootstrap:
      config.program = RuntimeProgram{function.runtime, {std::string(kTaskMount) + "/bootstrap"}};
      return Done{};
    case FunctionCode::Kind::kPython:
    case FunctionCode::Kind::kNode:
      break;
  }
  auto program = language_program(application, function, place, *code);
  if (!program) return std::move(program).error();
  config.program = std::move(*program);
  return Done{};
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
  FunctionConfig config;
  config.name = function.name;
  config.arn = "arn:aws:lambda:" + application.region + ":" + application.account_id +
               ":function:" + function.name;
  config.handler = function.handler;
  const Status found = add_code(application, function, place, config);
  if (!found) return found.error();
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

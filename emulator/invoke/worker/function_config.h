// What hosting needs to know about one function; cli/ makes it from the template's FunctionSpec.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "emulator/base/clock.h"
#include "emulator/invoke/worker/runtime_program.h"

namespace brume::emulator {

struct FunctionConfig {
  std::string name;
  std::string arn;  // unqualified
  std::string version = "$LATEST";
  std::string handler;              // "library.symbol", as in the template
  std::filesystem::path task_root;  // absolute: LAMBDA_TASK_ROOT, the working directory
  std::filesystem::path library;    // absolute
  std::string symbol;
  // Instead of library and symbol.
  std::optional<RuntimeProgram> program = {};
  Duration timeout = std::chrono::seconds(3);
  int memory_mb = 128;
  int ephemeral_storage_mb = 512;
  std::optional<int> reserved_concurrency = {};
  std::map<std::string, std::string> environment = {};  // the function's own variables
  bool json_logs = false;                               // LoggingConfig.LogFormat
  std::string application_log_level = {};
  std::string system_log_level = {};
  std::string log_group;
  // Lives as long as anything may run from task_root; its owner may then remove the folder.
  std::shared_ptr<const void> code_lease = {};
  std::string region = "us-east-1";

  friend bool operator==(const FunctionConfig&, const FunctionConfig&) = default;
};

}  // namespace brume::emulator

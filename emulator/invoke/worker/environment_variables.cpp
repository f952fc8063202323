#include "emulator/invoke/worker/environment_variables.h"

namespace brume::emulator {

std::vector<std::string> environment_variables(const FunctionConfig& function,
                                               const HostingVariables& hosting,
                                               const std::string& log_stream,
                                               const std::string& tmp_dir) {
  // May be set by the function, as on AWS.
  std::map<std::string, std::string> all{
      {"LANG", "en_US.UTF-8"},
      {"TZ", ":UTC"},
      {"PATH", "/usr/local/bin:/usr/bin:/bin:/opt/bin"},
      {"LD_LIBRARY_PATH", function.task_root.string() + ":" + function.task_root.string() + "/lib"},
      {"AWS_XRAY_CONTEXT_MISSING", "LOG_ERROR"},
      {"AWS_SAM_LOCAL", "true"},
  };
  if (!hosting.endpoint_url.empty()) all["AWS_ENDPOINT_URL"] = hosting.endpoint_url;
  for (const auto& [name, value] : function.environment) all[name] = value;

  // Reserved: the same whatever the function says.
  const std::map<std::string, std::string> reserved{
      {"_HANDLER", function.handler},
      {"AWS_REGION", function.region},
      {"AWS_DEFAULT_REGION", function.region},
      {"AWS_EXECUTION_ENV", "AWS_Lambda_provided.al2023"},
      {"AWS_LAMBDA_FUNCTION_NAME", function.name},
      {"AWS_LAMBDA_FUNCTION_MEMORY_SIZE", std::to_string(function.memory_mb)},
      {"AWS_LAMBDA_FUNCTION_VERSION", function.version},
      {"AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand"},
      {"AWS_LAMBDA_LOG_GROUP_NAME", function.log_group},
      {"AWS_LAMBDA_LOG_STREAM_NAME", log_stream},
      {"AWS_ACCESS_KEY_ID", hosting.access_key_id},
      {"AWS_SECRET_ACCESS_KEY", hosting.secret_access_key},
      {"AWS_SESSION_TOKEN", hosting.session_token},
      {"LAMBDA_TASK_ROOT", function.task_root.string()},
      {"LAMBDA_RUNTIME_DIR", "/var/runtime"},
      {"TMPDIR", tmp_dir},
  };
  for (const auto& [name, value] : reserved) all[name] = value;
  if (function.json_logs) {
    all["AWS_LAMBDA_LOG_FORMAT"] = "JSON";
    const std::string& level = function.application_log_level;
    all["AWS_LAMBDA_LOG_LEVEL"] = level.empty() ? "INFO" : level;
  } else {
    all["AWS_LAMBDA_LOG_FORMAT"] = "Text";
  }

  std::vector<std::string> entries;
  entries.reserve(all.size());
  for (const auto& [name, value] : all) entries.push_back(name + "=" + value);
  return entries;
}

}  // namespace brume::emulator

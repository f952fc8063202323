#include "emulator/invoke/worker/environment_variables.h"

namespace brume::emulator {

namespace {

using Variables = std::map<std::string, std::string>;

// Of the languages that AWS has a runtime for. Source: AWS's images for them, and Lambda, "Defined
// runtime environment variables".
void add_language(Variables& all, const FunctionConfig& function, const EnvironmentPlaces& places) {
  const std::string& runtime = function.program->runtime;
  if (runtime.starts_with("python")) {
    all["PYTHONPATH"] = places.runtime_dir;
  } else if (runtime.starts_with("nodejs")) {
    const std::string modules = places.layers + "/nodejs/";
    const std::string major = runtime.substr(std::string_view("nodejs").size());
    all["NODE_PATH"] = modules + "node" + major.substr(0, major.find('.')) +
                       "/node_modules:" + modules + "node_modules:" + places.runtime_dir +
                       "/node_modules:" + places.runtime_dir + ":" + places.task;
  } else if (runtime.starts_with("ruby")) {
    const std::string version = runtime.substr(std::string_view("ruby").size()) + ".0";
    all["GEM_PATH"] = places.task + "/vendor/bundle/ruby/" + version + ":" + places.layers +
                      "/ruby/gems/" + version;
    all["RUBYLIB"] = places.task + ":" + places.runtime_dir + "/lib:" + places.layers + "/ruby/lib";
  }
}

// What a function may set itself, as on AWS.
Variables defaults(const FunctionConfig& function, const EnvironmentPlaces& places) {
  Variables all{
      {"LANG", "en_US.UTF-8"},
      {"TZ", ":UTC"},
      {"PATH", "/usr/local/bin:/usr/bin:/bin:" + places.layers + "/bin"},
      {"LD_LIBRARY_PATH", places.task + ":" + places.task + "/lib"},
      {"AWS_XRAY_CONTEXT_MISSING", "LOG_ERROR"},
      {"AWS_SAM_LOCAL", "true"},
  };
  if (!function.program) return all;
  all["LD_LIBRARY_PATH"] = "/lib64:/usr/lib64:" + places.runtime_dir + ":" + places.runtime_dir +
                           "/lib:" + places.task + ":" + places.task + "/lib:" + places.layers +
                           "/lib";
  add_language(all, function, places);
  return all;
}

// "AWS_Lambda_python3.12"; a provided runtime has none. Source: facts of AWS's managed runtimes.
std::string execution_environment(const FunctionConfig& function) {
  if (!function.program) return "AWS_Lambda_provided.al2023";
  const std::string& runtime = function.program->runtime;
  return runtime.starts_with("provided") ? std::string() : "AWS_Lambda_" + runtime;
}

}  // namespace

std::vector<std::string> environment_variables(const FunctionConfig& function,
                                               const HostingVariables& hosting,
                                               const EnvironmentPlaces& places) {
  Variables all = defaults(function, places);
  if (!hosting.endpoint_url.empty()) all["AWS_ENDPOINT_URL"] = hosting.endpoint_url;
  for (const auto& [name, value] : function.environment) all[name] = value;

  // Reserved: the same whatever the function says.
  const Variables reserved{
      {"_HANDLER", function.handler},
      {"AWS_REGION", function.region},
      {"AWS_DEFAULT_REGION", function.region},
      {"AWS_EXECUTION_ENV", execution_environment(function)},
      {"AWS_LAMBDA_FUNCTION_NAME", function.name},
      {"AWS_LAMBDA_FUNCTION_MEMORY_SIZE", std::to_string(function.memory_mb)},
      {"AWS_LAMBDA_FUNCTION_VERSION", function.version},
      {"AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand"},
      {"AWS_LAMBDA_LOG_GROUP_NAME", function.log_group},
      {"AWS_LAMBDA_LOG_STREAM_NAME", places.log_stream},
      {"AWS_ACCESS_KEY_ID", hosting.access_key_id},
      {"AWS_SECRET_ACCESS_KEY", hosting.secret_access_key},
      {"AWS_SESSION_TOKEN", hosting.session_token},
      {"LAMBDA_TASK_ROOT", places.task},
      {"LAMBDA_RUNTIME_DIR", places.runtime_dir},
      {"TMPDIR", places.tmp_dir},
  };
  for (const auto& [name, value] : reserved) {
    all[name] = value;
    if (value.empty() && (name == "TMPDIR" || name == "AWS_EXECUTION_ENV")) all.erase(name);
  }
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

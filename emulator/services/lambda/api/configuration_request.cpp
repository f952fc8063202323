#include "emulator/services/lambda/api/configuration_request.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <regex>

#include "emulator/artifact/artifact.h"
#include "emulator/services/lambda/api/errors.h"

namespace brume::emulator::aws::lambda {
namespace {

constexpr std::size_t kMaxEnvironmentBytes = 4096;
constexpr std::size_t kMaxHandlerLength = 128;
constexpr std::size_t kMaxDescriptionLength = 256;
constexpr std::size_t kMaxTags = 50;

// Source: Lambda, "Reserved environment variables".
constexpr std::string_view kReservedVariables[] = {
    "_HANDLER",
    "_X_AMZN_TRACE_ID",
    "AWS_ACCESS_KEY",
    "AWS_ACCESS_KEY_ID",
    "AWS_DEFAULT_REGION",
    "AWS_EXECUTION_ENV",
    "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
    "AWS_LAMBDA_FUNCTION_NAME",
    "AWS_LAMBDA_FUNCTION_VERSION",
    "AWS_LAMBDA_INITIALIZATION_TYPE",
    "AWS_LAMBDA_LOG_GROUP_NAME",
    "AWS_LAMBDA_LOG_STREAM_NAME",
    "AWS_LAMBDA_RUNTIME_API",
    "AWS_REGION",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SECRET_KEY",
    "AWS_SESSION_TOKEN",
    "AWS_XRAY_DAEMON_ADDRESS",
    "LAMBDA_RUNTIME_DIR",
    "LAMBDA_TASK_ROOT",
};

void read_names(RequestJson& request, VersionRecord& into) {
  if (auto role = request.text("Role")) {
    static const std::regex kRole(
        R"(arn:(aws[a-zA-Z-]*)?:iam::\d{12}:role/?[a-zA-Z_0-9+=,.@\-_/]+)");
    if (role->size() > 2048 || !std::regex_match(*role, kRole)) {
      request.refuse("'" + *role + "'", "Role",
                     "Member must satisfy regular expression pattern: "
                     "arn:(aws[a-zA-Z-]*)?:iam::\\d{12}:role/?[a-zA-Z_0-9+=,.@\\-_/]+");
    }
    into.role = *role;
  }
  if (auto handler = request.text("Handler", kMaxHandlerLength)) {
    if (handler->empty() || handler->find_first_of(" \t\r\n") != std::string::npos) {
      request.refuse("'" + *handler + "'", "Handler",
                     "Member must satisfy regular expression pattern: [^\\s]+");
    }
    into.hosting.handler = *handler;
  }
  if (auto description = request.text("Description", kMaxDescriptionLength)) {
    into.description = *description;
  }
  if (auto runtime = request.text("Runtime")) into.runtime = *runtime;
}

void read_sizes(RequestJson& request, VersionRecord& into) {
  FunctionConfig& config = into.hosting;
  if (auto timeout = request.number("Timeout", 1, 900)) {
    config.timeout = std::chrono::seconds(*timeout);
  }
  if (auto memory = request.number("MemorySize", 128, 10240)) config.memory_mb = *memory;
  const nlohmann::json* const storage = request.find("EphemeralStorage");
  if (storage == nullptr || !storage->is_object()) return;
  const auto size = storage->find("Size");
  const int megabytes = size != storage->end() && size->is_number_integer() ? size->get<int>() : 0;
  if (megabytes < 512 || megabytes > 10240) {
    request.refuse("'" + std::to_string(megabytes) + "'", "EphemeralStorage.size",
                   megabytes < 512 ? "Member must have value greater than or equal to 512"
                                   : "Member must have value less than or equal to 10240");
  }
  config.ephemeral_storage_mb = megabytes;
}

Status read_environment(const RequestJson& request, VersionRecord& into) {
  const nlohmann::json* const environment = request.find("Environment");
  if (environment == nullptr) return Done{};
  std::map<std::string, std::string> variables;
  const auto given = environment->is_object() ? environment->find("Variables") : environment->end();
  std::size_t bytes = 0;
  if (environment->is_object() && given != environment->end() && given->is_object()) {
    for (const auto& [name, value] : given->items()) {
      if (!value.is_string())
        return invalid_value(name, "environment.variables", "Member must be a string");
      variables[name] = value.get<std::string>();
      bytes += name.size() + variables[name].size();
    }
  }
  static const std::regex kName("[a-zA-Z]([a-zA-Z0-9_])+");
  std::string reserved;
  for (const auto& [name, value] : variables) {
    if (!std::regex_match(name, kName)) {
      return invalid_value("{" + name + "=" + value + "}", "environment.variables",
                           "Map keys must satisfy constraint: [Member must satisfy regular "
                           "expression pattern: [a-zA-Z]([a-zA-Z0-9_])+]");
    }
    const bool is_reserved = std::find(std::begin(kReservedVariables), std::end(kReservedVariables),
                                       name) != std::end(kReservedVariables);
    if (is_reserved) reserved += (reserved.empty() ? "" : ", ") + name;
  }
  if (!reserved.empty()) {
    return invalid_parameter(
        "Lambda was unable to configure your environment variables because the environment "
        "variables you have provided contains reserved keys that are currently not supported for "
        "modification. Reserved keys used in this request: " +
        reserved);
  }
  if (bytes > kMaxEnvironmentBytes) {
    return invalid_parameter(
        "Lambda was unable to configure your environment variables because the environment "
        "variables you have provided exceeded the 4KB limit.");
  }
  into.hosting.environment = std::move(variables);
  return Done{};
}

void read_logging(RequestJson& request, VersionRecord& into) {
  const nlohmann::json* const logging = request.find("LoggingConfig");
  if (logging == nullptr || !logging->is_object()) return;
  const auto text = [&](const char* name, const std::string& otherwise) {
    const auto found = logging->find(name);
    return found != logging->end() && found->is_string() ? found->get<std::string>() : otherwise;
  };
  FunctionConfig& config = into.hosting;
  const std::string format = text("LogFormat", config.json_logs ? "JSON" : "Text");
  if (format != "JSON" && format != "Text") {
    request.refuse("'" + format + "'", "LoggingConfig.logFormat",
                   "Member must satisfy enum value set: [JSON, Text]");
  }
  config.json_logs = format == "JSON";
  config.application_log_level = text("ApplicationLogLevel", config.application_log_level);
  config.system_log_level = text("SystemLogLevel", config.system_log_level);
  config.log_group = text("LogGroup", config.log_group);
}

// Kept and shown; they have no effect here.
void keep_others(const RequestJson& request, VersionRecord& into) {
  for (const char* name : {"VpcConfig", "DeadLetterConfig", "KMSKeyArn", "FileSystemConfigs"}) {
    if (auto text = request.raw(name)) into.kept[name] = *text;
  }
}

Status check_runs_here(const RequestJson& request, const VersionRecord& version) {
  if (request.has("Runtime") && !version.runtime.starts_with("provided")) {
    return invalid_parameter("brume runs shared libraries: Runtime must be provided.al2023, not " +
                             version.runtime);
  }
  if (request.has("Handler") && !handler_name(version.hosting.handler)) {
    return invalid_parameter("Handler '" + version.hosting.handler +
                             "' is not of the form library.symbol");
  }
  const nlohmann::json* const layers = request.find("Layers");
  if (layers != nullptr && layers->is_array() && !layers->empty()) {
    return invalid_parameter("brume does not emulate layers");
  }
  return Done{};
}

}  // namespace

Status read_configuration(RequestJson& request, VersionRecord& into) {
  read_names(request, into);
  read_sizes(request, into);
  read_logging(request, into);
  const nlohmann::json* const tracing = request.find("TracingConfig");
  if (tracing != nullptr && tracing->is_object() && tracing->contains("Mode")) {
    const nlohmann::json& mode = tracing->at("Mode");
    if (mode != "Active" && mode != "PassThrough") {
      request.refuse(mode.dump(), "TracingConfig.mode",
                     "Member must satisfy enum value set: [Active, PassThrough]");
    } else {
      into.tracing_mode = mode.get<std::string>();
    }
  }
  Status valid = request.verdict();
  if (!valid) return valid;
  Status environment = read_environment(request, into);
  if (!environment) return environment;
  keep_others(request, into);
  return check_runs_here(request, into);
}

Status check_tags(const std::map<std::string, std::string>& tags) {
  if (tags.size() > kMaxTags) {
    return invalid_parameter("Number of tags exceeds resource tag limit of 50.");
  }
  for (const auto& [key, value] : tags) {
    if (key.empty() || key.size() > 128 || value.size() > 256) {
      return invalid_parameter("Tag keys have 1 to 128 characters, values at most 256: '" + key +
                               "'");
    }
    if (key.starts_with("aws:")) {
      return invalid_parameter("Tag keys cannot start with 'aws:': '" + key + "'");
    }
  }
  return Done{};
}

}  // namespace brume::emulator::aws::lambda

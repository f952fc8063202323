#include "emulator/services/lambda/api/configuration_request.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <regex>

#include "emulator/services/lambda/api/errors.h"
#include "emulator/services/lambda/api/layer_request.h"
#include "emulator/services/lambda/api/runtimes.h"
#include "emulator/text/arn.h"
#include "emulator/text/ascii.h"

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

// "Member must satisfy enum value set: [A, B]" of a member of a structure.
void check_choice(RequestJson& request, const std::string& path, const std::string& value,
                  const std::vector<std::string_view>& values) {
  if (std::find(values.begin(), values.end(), value) != values.end()) return;
  request.refuse("'" + value + "'", path, enum_constraint(values));
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

// Source: recordings; the names that come from the request are measured as the JSON object they
// are.
Status check_environment(const std::map<std::string, std::string>& variables) {
  std::string reserved;
  for (const auto& [name, value] : variables) {
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
  const std::string measured =
      nlohmann::json(variables).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  if (measured.size() > kMaxEnvironmentBytes) {
    return invalid_parameter(
        "Lambda was unable to configure your environment variables because the environment "
        "variables you have provided exceeded the 4KB limit. String measured: " +
        measured);
  }
  return Done{};
}

void read_environment(RequestJson& request, VersionRecord& into) {
  const nlohmann::json* const environment = request.find("Environment");
  if (environment == nullptr) return;
  into.has_environment = true;
  into.hosting.environment.clear();
  const bool given = environment->is_object() && environment->contains("Variables") &&
                     environment->at("Variables").is_object();
  if (!given) return;
  for (const auto& [name, value] : environment->at("Variables").items()) {
    const std::string text = value.is_string() ? value.get<std::string>() : value.dump();
    const bool named = name.size() > 1 && is_letter(name[0]) &&
                       std::all_of(name.begin(), name.end(),
                                   [](char c) { return is_letter_or_digit(c) || c == '_'; });
    if (!named) {
      request.refuse("'{" + name + "=" + text + "}'", "environment.variables",
                     "Map keys must satisfy constraint: [Member must satisfy regular expression "
                     "pattern: [a-zA-Z]([a-zA-Z0-9_])+, Member must not be null]");
    } else if (!value.is_string()) {
      request.refuse("'{" + name + "=" + text + "}'", "environment.variables",
                     "Map value must satisfy constraint: [Member must be a string]");
    }
    into.hosting.environment[name] = text;
  }
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
  check_choice(request, "loggingConfig.logFormat", format, {"JSON", "Text"});
  config.json_logs = format == "JSON";
  config.application_log_level = text("ApplicationLogLevel", config.application_log_level);
  if (!config.application_log_level.empty()) {
    check_choice(request, "loggingConfig.applicationLogLevel", config.application_log_level,
                 {"TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"});
  }
  config.system_log_level = text("SystemLogLevel", config.system_log_level);
  if (!config.system_log_level.empty()) {
    check_choice(request, "loggingConfig.systemLogLevel", config.system_log_level,
                 {"DEBUG", "INFO", "WARN"});
  }
  config.log_group = text("LogGroup", config.log_group);
}

// Kept and shown; they have no effect here, but for the dead-letter target.
void keep_others(const RequestJson& request, VersionRecord& into) {
  for (const char* name : {"VpcConfig", "DeadLetterConfig", "KMSKeyArn", "FileSystemConfigs"}) {
    if (auto text = request.raw(name)) into.kept[name] = *text;
  }
  const nlohmann::json* const dead_letter = request.find("DeadLetterConfig");
  if (dead_letter != nullptr && dead_letter->value("TargetArn", "").empty()) {
    into.kept.erase("DeadLetterConfig");
  }
}

void read_dead_letter(RequestJson& request) {
  const nlohmann::json* const dead_letter = request.find("DeadLetterConfig");
  if (dead_letter == nullptr || !dead_letter->is_object()) return;
  const auto target = dead_letter->find("TargetArn");
  if (target == dead_letter->end() || !target->is_string()) return;
  const std::string arn = target->get<std::string>();
  if (arn.empty() || Arn::parse(arn)) return;
  request.refuse("'" + arn + "'", "deadLetterConfig.targetArn",
                 "Member must satisfy regular expression pattern: "
                 "(arn:(aws[a-zA-Z-]*)?:[a-z0-9-.]+:.*)|()");
}

void read_modes(RequestJson& request, VersionRecord& into) {
  if (const auto mode = request.text_in("TracingConfig", "Mode")) {
    check_choice(request, "tracingConfig.mode", *mode, {"Active", "PassThrough"});
    into.tracing_mode = *mode;
  }
  if (const auto apply_on = request.text_in("SnapStart", "ApplyOn")) {
    check_choice(request, "snapStart.applyOn", *apply_on, {"PublishedVersions", "None"});
    into.snap_start = *apply_on;
  }
}

// What is no matter of single members.
Status check_together(const RequestJson& request, const VersionRecord& version) {
  if (request.has("Runtime")) {
    if (Status valid = check_runtime(version.runtime); !valid) return valid;
  }
  if (request.has("SnapStart") && version.snap_start != "None" &&
      !has_snap_start(version.runtime)) {
    return invalid_parameter(version.runtime +
                             " is not supported for SnapStart enabled functions.");
  }
  return request.has("Environment") ? check_environment(version.hosting.environment)
                                    : Status(Done{});
}

}  // namespace

Status read_configuration(RequestJson& request, VersionRecord& into) {
  read_names(request, into);
  read_sizes(request, into);
  read_environment(request, into);
  read_logging(request, into);
  read_modes(request, into);
  read_dead_letter(request);
  read_layers(request, into);
  Status valid = request.verdict();
  if (!valid) return valid;
  keep_others(request, into);
  return check_together(request, into);
}

// Source: TagResource; recordings for the texts.
Status check_tags(const std::map<std::string, std::string>& tags) {
  if (tags.size() > kMaxTags) {
    return invalid_parameter("Number of tags exceeds resource tag limit.");
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

#include "emulator/services/lambda/api/shapes.h"

#include <nlohmann/json.hpp>

#include "emulator/text/time_text.h"

namespace brume::emulator::aws::lambda {
namespace {

using Json = nlohmann::ordered_json;

void add_logging(Json& json, const FunctionConfig& config) {
  Json& logging = json["LoggingConfig"];
  logging["LogFormat"] = config.json_logs ? "JSON" : "Text";
  if (config.json_logs) {
    const auto level = [](const std::string& given) { return given.empty() ? "INFO" : given; };
    logging["ApplicationLogLevel"] = level(config.application_log_level);
    logging["SystemLogLevel"] = level(config.system_log_level);
  }
  logging["LogGroup"] = config.log_group;
}

// Source: recordings of CreateFunction and UpdateFunctionConfiguration.
void add_change(Json& json, const VersionRecord& version) {
  constexpr const char* kReason = "The function is being created.";  // of updates, too
  if (version.change == VersionRecord::Change::kCreating) {
    json["State"] = "Pending";
    json["StateReason"] = kReason;
    json["StateReasonCode"] = "Creating";
    return;
  }
  json["State"] = "Active";
  if (version.change == VersionRecord::Change::kNone) {
    json["LastUpdateStatus"] = "Successful";
    return;
  }
  json["LastUpdateStatus"] = "InProgress";
  json["LastUpdateStatusReason"] = kReason;
  json["LastUpdateStatusReasonCode"] = "Creating";
}

void add_state(Json& json, const VersionRecord& version) {
  if (version.cannot_run.empty()) return add_change(json, version);
  json["State"] = "Failed";
  json["StateReason"] = version.cannot_run;
  json["StateReasonCode"] = "FunctionError";
  json["LastUpdateStatus"] = "Failed";
  json["LastUpdateStatusReason"] = version.cannot_run;
  json["LastUpdateStatusReasonCode"] = "FunctionError";
}

}  // namespace

std::string timestamp(WallTime at) {
  std::string text = iso_time(at);
  text.pop_back();
  return text + "+0000";
}

double epoch_seconds(WallTime at) {
  return std::chrono::duration<double>(at.time_since_epoch()).count();
}

std::string to_text(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Json from_text(const std::string& text) {
  return Json::parse(text, nullptr, false);
}

Json configuration_json(const VersionRecord& version, std::string_view qualifier) {
  const FunctionConfig& config = version.hosting;
  Json json;
  json["FunctionName"] = config.name;
  json["FunctionArn"] = config.arn + (qualifier.empty() ? "" : ":" + std::string(qualifier));
  json["Runtime"] = version.runtime;
  json["Role"] = version.role;
  json["Handler"] = config.handler;
  json["CodeSize"] = version.code_size;
  json["Description"] = version.description;
  json["Timeout"] = std::chrono::duration_cast<std::chrono::seconds>(config.timeout).count();
  json["MemorySize"] = config.memory_mb;
  json["LastModified"] = timestamp(version.last_modified);
  json["CodeSha256"] = version.code_sha256;
  json["Version"] = config.version;
  if (version.has_environment || !config.environment.empty()) {
    json["Environment"]["Variables"] = config.environment;
  }
  for (const LayerUse& layer : version.layers) {
    json["Layers"].push_back({{"Arn", layer.arn}, {"CodeSize", layer.code_size}});
  }
  json["TracingConfig"]["Mode"] = version.tracing_mode;
  json["RevisionId"] = version.revision_id;
  add_state(json, version);
  json["PackageType"] = "Zip";
  json["Architectures"] = version.architectures;
  json["EphemeralStorage"]["Size"] = config.ephemeral_storage_mb;
  const bool optimized = version.snap_start != "None" && config.version != kLatest;
  json["SnapStart"] = {{"ApplyOn", version.snap_start},
                       {"OptimizationStatus", optimized ? "On" : "Off"}};
  json["RuntimeVersionConfig"]["RuntimeVersionArn"] =
      "arn:aws:lambda:" + config.region + "::runtime:brume";
  add_logging(json, config);
  for (const auto& [name, text] : version.kept) json[name] = from_text(text);
  return json;
}

Json listed_configuration_json(const VersionRecord& version, std::string_view qualifier) {
  Json json = configuration_json(version, qualifier);
  for (const char* name :
       {"State", "StateReason", "StateReasonCode", "LastUpdateStatus", "LastUpdateStatusReason",
        "LastUpdateStatusReasonCode", "RuntimeVersionConfig"}) {
    json.erase(name);
  }
  return json;
}

Json alias_json(const Home& home, const std::string& function, const AliasRecord& alias) {
  Json json;
  json["AliasArn"] = home.function_arn(function, alias.alias.name);
  json["Name"] = alias.alias.name;
  json["FunctionVersion"] = alias.alias.version;
  json["Description"] = alias.description;
  if (!alias.alias.weights.empty()) {
    json["RoutingConfig"]["AdditionalVersionWeights"] = alias.alias.weights;
  }
  json["RevisionId"] = alias.revision_id;
  return json;
}

Json url_json(const std::string& arn, const std::string& url, const UrlRecord& record) {
  Json json;
  json["FunctionUrl"] = url;
  json["FunctionArn"] = arn;
  json["AuthType"] = record.auth_type;
  if (!record.cors.empty()) json["Cors"] = from_text(record.cors);
  json["CreationTime"] = iso_time(record.created);
  json["LastModifiedTime"] = iso_time(record.last_modified);
  json["InvokeMode"] = record.invoke_mode;
  return json;
}

Json event_invoke_json(const std::string& arn, const EventInvokeRecord& record) {
  Json json;
  json["LastModified"] = epoch_seconds(record.last_modified);
  json["FunctionArn"] = arn;
  if (record.retries_max) json["MaximumRetryAttempts"] = *record.retries_max;
  if (record.event_age_max_s) json["MaximumEventAgeInSeconds"] = *record.event_age_max_s;
  json["DestinationConfig"] = record.destinations.empty() ? Json{{"OnSuccess", Json::object()},
                                                                 {"OnFailure", Json::object()}}
                                                          : from_text(record.destinations);
  return json;
}

}  // namespace brume::emulator::aws::lambda

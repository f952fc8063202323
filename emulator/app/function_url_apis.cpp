#include "emulator/app/function_url_apis.h"

#include <nlohmann/json.hpp>

namespace brume::emulator::cli {
namespace {

using aws::lambda::FunctionName;
using aws::lambda::FunctionRecord;
using aws::lambda::UrlRecord;

std::string lower_case(std::string text) {
  for (char& c : text) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
  return text;
}

// Host labels have no underscores.
std::string id_of(const FunctionName& name) {
  std::string id = lower_case(name.name + (name.qualifier.empty() ? "" : "-" + name.qualifier));
  for (char& c : id) c = c == '_' || c == '.' ? '-' : c;
  return id + "-url";
}

std::vector<std::string> texts(const nlohmann::json& cors, const char* name) {
  return cors.value(name, std::vector<std::string>());
}

// REQUIRES: the record's Cors were checked when they came in
gateway::Cors cors_of(const UrlRecord& url) {
  const auto json = nlohmann::json::parse(url.cors, nullptr, false);
  gateway::Cors cors;
  cors.allow_origins = texts(json, "AllowOrigins");
  cors.allow_methods = texts(json, "AllowMethods");
  cors.allow_headers = texts(json, "AllowHeaders");
  cors.expose_headers = texts(json, "ExposeHeaders");
  if (json.contains("MaxAge")) cors.max_age_s = json.at("MaxAge").get<int>();
  cors.allow_credentials = json.value("AllowCredentials", false);
  return cors;
}

gateway::Api api_of(const FunctionRecord& record, const FunctionName& name, const UrlRecord& url) {
  gateway::Api api;
  api.id = api.logical_id = id_of(name);
  api.kind = gateway::ApiKind::kFunctionUrl;
  api.name = name.qualified();
  api.stage = "$default";
  gateway::Route route;
  route.method = "ANY";
  route.path = "$default";
  route.integration.function = name.qualified();
  route.integration.payload_format = gateway::PayloadFormat::kV2;
  route.integration.streaming = url.invoke_mode == "RESPONSE_STREAM";
  route.integration.timeout_ms = static_cast<int>(
      std::chrono::duration_cast<std::chrono::milliseconds>(record.latest.hosting.timeout).count());
  if (!url.cors.empty()) api.cors = cors_of(url);
  if (url.auth_type == "AWS_IAM") {
    gateway::Authorizer iam;
    iam.name = "AWS_IAM";
    iam.kind = gateway::Authorizer::Kind::kIam;
    api.authorizers[iam.name] = iam;
    route.authorizer = iam.name;
  }
  api.routes.push_back(std::move(route));
  return api;
}

}  // namespace

std::vector<gateway::Api> function_url_apis(const aws::lambda::Functions& functions) {
  std::vector<gateway::Api> apis;
  for (const auto& [name, record] : functions.all()) {
    for (const auto& [qualifier, url] : record.urls) {
      if (!url.from_template) apis.push_back(api_of(record, {name, qualifier}, url));
    }
  }
  return apis;
}

std::string function_url_id(const Application& application, const FunctionName& name) {
  const aws::lambda::Home home{application.region, application.account_id};
  for (const Resource& resource : application.resources) {
    if (resource.type != "AWS::Lambda::Url") continue;
    const Value* const target = resource.properties.find("TargetFunctionArn");
    const Value* const qualifier = resource.properties.find("Qualifier");
    if (target == nullptr || !target->is_scalar()) continue;
    const std::string suffix =
        qualifier != nullptr && qualifier->is_scalar() ? qualifier->text() : std::string();
    const auto owner = aws::lambda::parse_function_name(home, target->text(), suffix);
    if (owner && owner.value().qualified() == name.qualified()) {
      return lower_case(resource.logical_id);
    }
  }
  return id_of(name);
}

}  // namespace brume::emulator::cli

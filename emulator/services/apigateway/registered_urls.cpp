#include "emulator/services/apigateway/registered_urls.h"

#include <cstdlib>
#include <nlohmann/json.hpp>

namespace brume::emulator::gateway {
namespace {

std::vector<std::string> cors_texts(const nlohmann::json& cors, const char* name) {
  return cors.value(name, std::vector<std::string>());
}

// REQUIRES: the Lambda API has checked it
Cors registered_cors(const std::string& text) {
  const auto json = nlohmann::json::parse(text, nullptr, false);
  Cors cors;
  cors.allow_origins = cors_texts(json, "AllowOrigins");
  cors.allow_methods = cors_texts(json, "AllowMethods");
  cors.allow_headers = cors_texts(json, "AllowHeaders");
  cors.expose_headers = cors_texts(json, "ExposeHeaders");
  if (json.contains("MaxAge")) cors.max_age_s = json.at("MaxAge").get<int>();
  cors.allow_credentials = json.value("AllowCredentials", false);
  return cors;
}

Api registered_api(const RegisteredResource& url) {
  Api api;
  api.id = api.logical_id = url.properties.at("Id");
  api.kind = ApiKind::kFunctionUrl;
  api.name = url.name;
  api.stage = "$default";
  Route route;
  route.method = "ANY";
  route.path = "$default";
  route.integration.function = url.name;
  route.integration.payload_format = PayloadFormat::kV2;
  route.integration.streaming = url.properties.at("InvokeMode") == "RESPONSE_STREAM";
  route.integration.timeout_ms = std::atoi(url.properties.at("TimeoutMs").c_str());
  const std::string& cors = url.properties.at("Cors");
  if (!cors.empty()) api.cors = registered_cors(cors);
  if (url.properties.at("AuthType") == "AWS_IAM") {
    Authorizer iam;
    iam.name = "AWS_IAM";
    iam.kind = Authorizer::Kind::kIam;
    api.authorizers[iam.name] = iam;
    route.authorizer = iam.name;
  }
  api.routes.push_back(std::move(route));
  return api;
}

}  // namespace

std::vector<Api> registered_urls(const Registry& registry) {
  std::vector<Api> apis;
  for (const RegisteredResource* url : registry.of_type("AWS::Lambda::Url")) {
    if (url->origin == RegisteredResource::Origin::kApi) apis.push_back(registered_api(*url));
  }
  return apis;
}

}  // namespace brume::emulator::gateway

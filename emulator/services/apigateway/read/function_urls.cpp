#include "emulator/services/apigateway/read/function_urls.h"

#include "emulator/services/apigateway/read/api_parts.h"
#include "emulator/services/apigateway/read/authorizer_reader.h"
#include "emulator/template/model/any_case_property.h"
#include "emulator/text/ascii.h"

namespace brume::emulator::gateway {
namespace {

constexpr int kMillisecondsASecond = 1000;

Api read_url(const Resource& resource, ApiContext& context) {
  const Value& properties = resource.properties;
  Api api;
  api.id = lower_case(resource.logical_id);
  api.kind = ApiKind::kFunctionUrl;
  api.stage = "$default";
  api.at = resource.at;
  Route route;
  route.method = "ANY";
  route.path = "$default";
  route.at = resource.at;
  route.integration.function = function_name(member_text(properties, {"TargetFunctionArn"}));
  const std::string qualifier = member_text(properties, {"Qualifier"});
  if (!qualifier.empty() && route.integration.function.find(':') == std::string::npos) {
    route.integration.function += ":" + qualifier;
  }
  route.integration.payload_format = PayloadFormat::kV2;
  route.integration.streaming =
      upper_case(member_text(properties, {"InvokeMode"})) == "RESPONSE_STREAM";
  const FunctionSpec* function = context.resources.function(route.integration.function);
  api.logical_id = function != nullptr ? function->logical_id : resource.logical_id;
  api.name = route.integration.function;
  if (function != nullptr) {
    route.integration.timeout_ms = function->timeout_s * kMillisecondsASecond;
  }
  if (const Value* cors = find_member(properties, {"Cors"})) api.cors = read_cors(*cors);
  if (upper_case(member_text(properties, {"AuthType"})) == "AWS_IAM") {
    api.authorizers["AWS_IAM"] = iam_authorizer();
    route.authorizer = "AWS_IAM";
  }
  api.routes.push_back(std::move(route));
  return api;
}

}  // namespace

std::vector<Api> read_function_urls(ApiContext& context) {
  std::vector<Api> apis;
  for (const Resource* resource : context.resources.of_type("AWS::Lambda::Url")) {
    apis.push_back(read_url(*resource, context));
  }
  return apis;
}

}  // namespace brume::emulator::gateway

// AWS::Serverless::Api -> AWS::ApiGateway::RestApi, Deployment and Stage, and what belongs to them.
#include "emulator/template/model/intrinsic.h"
#include "emulator/template/model/logical_hash.h"
#include "emulator/template/sam/api/api_parts.h"
#include "emulator/template/sam/api/implicit_api.h"
#include "emulator/template/sam/core/property_types.h"
#include "emulator/template/sam/core/resources.h"

namespace brume::emulator::sam {
namespace {

// Source: the AWS::Serverless::Api page of the SAM specification.
constexpr PropertyShape kApiShapes[] = {{kManaged},
                                        {"Name", kText | kMap},
                                        {"StageName", kText | kMap, true},
                                        {"Tags", kMap},
                                        {"PropagateTags", kTruth},
                                        {"DefinitionBody", kMap},
                                        {"DefinitionUri", kText | kMap},
                                        {"MergeDefinitions", kTruth | kPlain},
                                        {"CacheClusterEnabled", kTruth},
                                        {"CacheClusterSize", kText},
                                        {"Variables", kMap},
                                        {"EndpointConfiguration", kText | kMap},
                                        {"EndpointAccessMode", kText},
                                        {"MethodSettings", kList},
                                        {"BinaryMediaTypes", kList},
                                        {"MinimumCompressionSize", kNumber},
                                        {"Cors", kText | kMap},
                                        {"Auth", kMap},
                                        {"GatewayResponses", kMap},
                                        {"AccessLogSetting", kMap},
                                        {"CanarySetting", kMap},
                                        {"TracingEnabled", kTruth},
                                        {"OpenApiVersion", kText},
                                        {"Models", kMap},
                                        {"Domain", kMap},
                                        {"FailOnWarnings", kTruth},
                                        {"Description", kText},
                                        {"Mode", kText},
                                        {"DisableExecuteApiEndpoint", kTruth},
                                        {"ApiKeySourceType", kText},
                                        {"AlwaysDeploy", kTruth | kPlain},
                                        {"Policy", kText | kMap},
                                        {"SecurityPolicy", kText}};

bool check_api(Api& api) {
  const Value* body = api.find("DefinitionBody");
  if (body != nullptr && !expect_map(api.owner, *body, "DefinitionBody")) return false;
  const Value* uri = api.find("DefinitionUri");
  if (is_truthy(uri) && is_truthy(body)) {
    return api.owner.reject(*uri,
                            "Specify either 'DefinitionUri' or 'DefinitionBody' property and not "
                            "both.");
  }
  if (is_truthy(uri) && is_truthy(api.find("MergeDefinitions"))) {
    return api.owner.reject(*uri,
                            "Cannot set 'MergeDefinitions' to True when using `DefinitionUri`.");
  }
  const Value* version = api.find("OpenApiVersion");
  return !is_truthy(version) || is_open_api_version(*version, "23") ||
         api.owner.reject(*version, "The OpenApiVersion value must be of the format '3.0.0'.");
}

bool set_endpoint(Api& api, Value& made) {
  const Value* endpoint = api.find("EndpointConfiguration");
  if (!is_truthy(endpoint)) return true;
  if (!is_truthy(endpoint->find("Type"))) {
    made.set("EndpointConfiguration", Value::map({{"Types", Value::list({*endpoint})}}));
    made.set("Parameters", Value::map({{"endpointConfigurationTypes", *endpoint}}));
    return true;
  }
  const Value& type = *endpoint->find("Type");
  Value configuration = Value::map({{"Types", Value::list({type})}});
  const Value* old = endpoint->find("VPCEndpointIds");
  const Value* ids = endpoint->find("VpcEndpointIds");
  if (old != nullptr && ids != nullptr) {
    return api.owner.reject(*old,
                            "'VPCEndpointIds' and 'VpcEndpointIds' cannot be used together in "
                            "EndpointConfiguration.");
  }
  if (ids == nullptr) ids = old;
  if (ids != nullptr) configuration.set("VpcEndpointIds", *ids);
  if (const Value* ip = endpoint->find("IpAddressType")) configuration.set("IpAddressType", *ip);
  made.set("EndpointConfiguration", std::move(configuration));
  made.set("Parameters", Value::map({{"endpointConfigurationTypes", type}}));
  return true;
}

// "image/png" may be written "image~1png", as OpenAPI's pointers want it.
void add_binary_types(Api& api, Value& made) {
  const Value* written = api.find("BinaryMediaTypes");
  if (!is_truthy(written)) return;
  const Value& types = *written;
  made.set("BinaryMediaTypes", types);
  if (api.body() == nullptr || is_intrinsic(types) || !types.is_list()) return;
  Value::List plain;
  for (const Value& type : types.items()) {
    if (!type.is_string()) {
      plain.push_back(type);
      continue;
    }
    std::string text = type.as_string();
    for (std::size_t at = text.find("~1"); at != std::string::npos; at = text.find("~1")) {
      text.replace(at, 2, "/");
    }
    plain.push_back(Value(std::move(text)).place_as(type));
  }
  constexpr std::string_view kBinary = "x-amazon-apigateway-binary-media-types";
  if (api.body()->find(kBinary) == nullptr) api.body()->set(kBinary, Value(std::move(plain)));
}

bool make_rest_api(Api& api) {
  Value made = Value::map();
  made.place_as(api.properties);
  if (!set_endpoint(api, made)) return false;
  if (!add_rest_cors(api) || !add_rest_auth(api) || !add_gateway_responses(api)) return false;
  add_binary_types(api, made);
  if (!add_models(api) || !disable_endpoint(api) || !use_version_3(api)) return false;
  api.copy({"Name", "Description", "Mode", "ApiKeySourceType", "MinimumCompressionSize", "Policy",
            "EndpointAccessMode", "SecurityPolicy"},
           made);
  const Value* fail = api.find("FailOnWarnings");
  if (is_truthy(fail)) made.set("FailOnWarnings", *fail);
  if (!set_definition(api, made)) return false;
  Value rest_api = with_attributes(api.resource, "AWS::ApiGateway::RestApi");
  rest_api.set("Properties", std::move(made));
  api.context.make(api.id, api.id, std::move(rest_api));
  return true;
}

void make_rest_stage(Api& api) {
  Value hashed = Value::map();
  api.copy({"DefinitionUri", "DefinitionBody", "OpenApiVersion", "Domain"}, hashed);
  const std::string digits = logical_hash(hashed);
  const std::string deployment = api.id + "Deployment" + digits;
  Value& made_deployment =
      api.make(deployment, "AWS::ApiGateway::Deployment",
               Value::map({{"RestApiId", ref_to(api.id)},
                           {"Description", "RestApi deployment id: " + digits}}));
  if (!is_truthy(api.find("OpenApiVersion"))) {
    made_deployment.find("Properties")->set("StageName", "Stage");
  }
  api.stage_id = stage_id_of(api.id, api.find("StageName"));
  Value made = Value::map({{"RestApiId", ref_to(api.id)}, {"DeploymentId", ref_to(deployment)}});
  api.copy({"StageName", "CacheClusterEnabled", "CacheClusterSize", "Variables", "MethodSettings",
            "AccessLogSetting", "CanarySetting", "TracingEnabled"},
           made);
  const Value* tags = api.find("Tags");
  if (tags != nullptr && tags->is_map()) made.set("Tags", key_value_list(*tags));
  api.make(api.stage_id, "AWS::ApiGateway::Stage", std::move(made));
  api.context.references.properties[api.id + ".Stage"] = api.stage_id;
  api.context.references.properties[api.id + ".Deployment"] = deployment;
}

}  // namespace

void expand_rest_api(Context& context, const Value::Member& resource) {
  Api api{context, resource.key, resource.value,
          checked_properties(context, resource, kApiShapes, "AWS::Serverless::Api", resource.key),
          ApiKind::kRest};
  for (const std::string_view name : {"Auth", "BinaryMediaTypes", "Domain"}) {
    if (Value* value = api.properties.find(name)) *value = context.with_parameters(*value);
  }
  if (context.rejections_of(api.id) > 0 || !check_api(api) || !make_rest_api(api)) return;
  make_rest_stage(api);
  if (!make_domain(api) || !make_usage_plan(api)) return;
  if (is_truthy(api.find("PropagateTags"))) propagate_tags(context, api.id, api.find("Tags"));
}

}  // namespace brume::emulator::sam

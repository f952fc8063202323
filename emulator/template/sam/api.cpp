// AWS::Serverless::Api -> AWS::ApiGateway::RestApi, Deployment and Stage, and what belongs to them.
#include "emulator/template/intrinsic.h"
#include "emulator/template/sam/api_parts.h"
#include "emulator/template/sam/implicit_api.h"
#include "emulator/template/sam/logical_hash.h"
#include "emulator/template/sam/resources.h"
#include "emulator/template/sam/shape.h"

namespace brume::emulator::sam {
namespace {

// Source: the AWS::Serverless::Api page of the SAM specification.
constexpr PropertyShape kShapes[] = {{kManaged},
                                     {"Name", kText | kMap},
                                     {"StageName", kText | kMap, true},
                                     {"Tags", kMap},
                                     {"PropagateTags", kTruth},
                                     {"DefinitionBody"},
                                     {"DefinitionUri", kText | kMap},
                                     {"MergeDefinitions", kTruth},
                                     {"CacheClusterEnabled", kTruth},
                                     {"CacheClusterSize", kText},
                                     {"Variables", kMap},
                                     {"EndpointConfiguration", kText | kMap},
                                     {"EndpointAccessMode"},
                                     {"MethodSettings", kList},
                                     {"BinaryMediaTypes", kList},
                                     {"MinimumCompressionSize", kNumber},
                                     {"Cors", kText | kMap},
                                     {"Auth"},
                                     {"GatewayResponses", kMap},
                                     {"AccessLogSetting", kMap},
                                     {"CanarySetting", kMap},
                                     {"TracingEnabled", kTruth},
                                     {"OpenApiVersion"},
                                     {"Models"},
                                     {"Domain"},
                                     {"FailOnWarnings", kTruth},
                                     {"Description", kText},
                                     {"Mode", kText},
                                     {"DisableExecuteApiEndpoint", kTruth},
                                     {"ApiKeySourceType", kText},
                                     {"AlwaysDeploy", kTruth},
                                     {"Policy"},
                                     {"SecurityPolicy"}};

bool check(Api& api) {
  const Value* body = api.find("DefinitionBody");
  if (body != nullptr && !expect_map(api.owner, *body, "DefinitionBody")) return false;
  const Value* uri = api.find("DefinitionUri");
  if (is_truthy(uri) && is_truthy(body)) {
    return api.owner.reject(*uri,
                            "Specify either 'DefinitionUri' or 'DefinitionBody' property and not "
                            "both.");
  }
  const Value* version = api.find("OpenApiVersion");
  if (version == nullptr || !version->is_scalar()) return true;
  const std::string text = version->text();
  const bool swagger = text == "2.0" || text == "2";
  const bool three = text.size() >= 3 && text.size() <= 5 && text.starts_with("3.") &&
                     text.find_first_not_of("0123456789.") == std::string::npos;
  return swagger || three ||
         api.owner.reject(*version, "The OpenApiVersion value must be of the format '3.0.0'.");
}

bool set_endpoint(Api& api, Value& made) {
  const Value* endpoint = api.find("EndpointConfiguration");
  if (!is_truthy(endpoint)) return true;
  if (is_intrinsic(*endpoint) || !endpoint->is_map() || endpoint->find("Type") == nullptr) {
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
  const Value types = api.context.with_parameters(*written);
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

Value tags_for_others(const Api& api) {
  const Value* propagate = api.find("PropagateTags");
  const Value* tags = api.find("Tags");
  return is_truthy(propagate) && tags != nullptr && tags->is_map() ? key_value_list(*tags)
                                                                   : Value();
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
  const Value tags = tags_for_others(api);
  if (!tags.is_null()) made.set("Tags", tags);
  Value rest_api = with_attributes(api.resource, "AWS::ApiGateway::RestApi");
  rest_api.set("Properties", std::move(made));
  api.context.make(api.id, api.id, std::move(rest_api));
  return true;
}

void make_stage(Api& api) {
  Value hashed = Value::map();
  api.copy({"DefinitionUri", "DefinitionBody", "OpenApiVersion", "Domain"}, hashed);
  const std::string digits = logical_hash(hashed);
  const std::string deployment = api.id + "Deployment" + digits;
  api.make(deployment, "AWS::ApiGateway::Deployment",
           Value::map({{"RestApiId", ref_to(api.id)},
                       {"StageName", "Stage"},
                       {"Description", "RestApi deployment id: " + digits}}));
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
          checked_properties(context, resource, kShapes, "AWS::Serverless::Api", resource.key),
          ApiKind::kRest};
  if (api.find("StageName") == nullptr || !check(api) || !make_rest_api(api)) return;
  make_stage(api);
  if (make_domain(api)) make_usage_plan(api);
}

}  // namespace brume::emulator::sam

// AWS::Serverless::WebSocketApi -> AWS::ApiGatewayV2::Api, Stage, and for each route a Route, an
// Integration and a permission.
#include "emulator/template/intrinsic.h"
#include "emulator/template/sam/api_parts.h"
#include "emulator/template/sam/resources.h"
#include "emulator/template/sam/shape.h"

namespace brume::emulator::sam {
namespace {

// Source: the AWS::Serverless::WebSocketApi page of the SAM specification.
constexpr PropertyShape kShapes[] = {{"ApiKeySelectionExpression", kText},
                                     {"AccessLogSettings"},
                                     {"Auth"},
                                     {"DefaultRouteSettings"},
                                     {"Description", kText},
                                     {"DisableExecuteApiEndpoint", kTruth},
                                     {"DisableSchemaValidation", kTruth},
                                     {"Domain"},
                                     {"FailOnWarnings", kTruth},
                                     {"IpAddressType", kText},
                                     {"Name", kText},
                                     {"PropagateTags", kTruth},
                                     {"Routes", kMap, true},
                                     {"RouteSelectionExpression", kText, true},
                                     {"RouteSettings"},
                                     {"StageName", kText},
                                     {"StageVariables"},
                                     {"Tags", kMap}};

constexpr std::string_view kCreatedBy = "websocketapi:createdBy";
constexpr std::string_view kConnect = "$connect";

// `Auth` of the API: what guards its $connect route.
struct Auth {
  std::string type;  // NONE, AWS_IAM, CUSTOM; empty: not given
  Value function;    // CUSTOM
  std::string authorizer_id;
};

bool read_auth(Api& api, const Value& routes, Auth& auth) {
  const Value* written = api.find("Auth");
  if (!is_truthy(written)) return true;
  if (!expect_map(api.owner, *written, "Auth")) return false;
  const Value* type = written->find("AuthType");
  if (!is_truthy(type)) {
    return api.owner.reject(*written,
                            "AuthType must be specified for additional auth configurations.");
  }
  auth.type = type->is_string() ? type->as_string() : std::string();
  for (char& c : auth.type) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  if (auth.type == "NONE") {
    return written->members().size() == 1 ||
           api.owner.reject(*written, "No additional configurations supported for AuthType NONE.");
  }
  if (routes.find(kConnect) == nullptr) {
    return api.owner.reject(*written,
                            "Authorization is only available if there is a $connect route.");
  }
  const Value* function = written->find("AuthArn");
  if (auth.type != "CUSTOM") return true;
  if (!is_truthy(function)) {
    return api.owner.reject(*written, "AuthArn must be specified if AuthType is CUSTOM.");
  }
  auth.function = *function;
  return true;
}

bool check(Api& api) {
  for (const std::string name :
       {"AccessLogSettings", "DefaultRouteSettings", "RouteSettings", "StageVariables"}) {
    const Value* value = api.find(name);
    if (value != nullptr && !expect_map(api.owner, *value, name)) return false;
  }
  const Value* stage = api.find("StageName");
  if (stage != nullptr && stage->is_string() && stage->as_string() == "$default") {
    return api.owner.reject(*stage, "Stages cannot be named $default for WebSocket APIs.");
  }
  const Value& routes = *api.find("Routes");
  if (routes.members().empty()) {
    return api.owner.reject(routes, "WebSocket API must have at least one route.");
  }
  for (const Value::Member& route : routes.members()) {
    if (!expect_map(api.owner, route.value, "Routes." + route.key)) return false;
    if (!is_truthy(route.value.find("FunctionArn"))) {
      return api.owner.reject(route.value, "Route must have associated function.");
    }
    const Value* parameters = route.value.find("RequestParameters");
    if (is_truthy(parameters) && route.key != kConnect) {
      return api.owner.reject(*parameters,
                              "Request parameters are only supported for the $connect route in "
                              "WebSocket APIs.");
    }
  }
  return true;
}

// "$connect" -> "Connect"
std::string route_id(const std::string& key) {
  std::string id;
  for (const char c : key) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    if (letter || (c >= '0' && c <= '9')) id += c;
  }
  if (!id.empty() && id[0] >= 'a' && id[0] <= 'z') id[0] = static_cast<char>(id[0] - 'a' + 'A');
  return id;
}

Value function_uri(const Value& function_arn) {
  const std::string lead =
      "arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/";
  return Value::map({{"Fn::Sub", Value::list({lead + "${__FunctionArn__}/invocations",
                                              Value::map({{"__FunctionArn__", function_arn}})})}});
}

void permit(Api& api, const std::string& logical_id, const Value& function, Value source) {
  api.make(logical_id, "AWS::Lambda::Permission",
           Value::map({{"Action", "lambda:InvokeFunction"},
                       {"FunctionName", function},
                       {"Principal", "apigateway.amazonaws.com"},
                       {"SourceArn", std::move(source)}}));
}

void make_authorizer(Api& api, Auth& auth) {
  const Value& written = *api.find("Auth");
  auth.authorizer_id = api.id + "Authorizer";
  Value made = Value::map({{"ApiId", ref_to(api.id)},
                           {"AuthorizerType", "REQUEST"},
                           {"AuthorizerUri", function_uri(auth.function)}});
  const Value* name = written.find("Name");
  made.set("Name", name != nullptr ? *name : Value(auth.authorizer_id));
  const Value* role = written.find("InvokeRole");
  if (is_truthy(role)) made.set("AuthorizerCredentialsArn", *role);
  const Value* identity = written.find("IdentitySource");
  if (identity != nullptr) made.set("IdentitySource", *identity);
  api.make(auth.authorizer_id, "AWS::ApiGatewayV2::Authorizer", std::move(made));
  permit(api, api.id + "AuthorizerPermission", auth.function,
         sub("arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${" + api.id +
             "}/authorizers/*"));
}

void make_route(Api& api, const Auth& auth, const Value::Member& route, const Value& stage) {
  const std::string id = api.id + route_id(route.key);
  const Value& function = *route.value.find("FunctionArn");
  Value integration = Value::map({{"ApiId", ref_to(api.id)},
                                  {"IntegrationType", "AWS_PROXY"},
                                  {"IntegrationUri", function_uri(function)}});
  if (const Value* timeout = route.value.find("IntegrationTimeout")) {
    integration.set("TimeoutInMillis", *timeout);
  }
  api.make(id + "Integration", "AWS::ApiGatewayV2::Integration", std::move(integration));
  Value made = Value::map(
      {{"ApiId", ref_to(api.id)},
       {"RouteKey", route.key},
       {"Target",
        Value::map(
            {{"Fn::Join",
              Value::list({"/", Value::list({"integrations", ref_to(id + "Integration")})})}})}});
  for (const std::string_view name :
       {"ApiKeyRequired", "ModelSelectionExpression", "OperationName", "RequestModels",
        "RequestParameters", "RouteResponseSelectionExpression"}) {
    if (const Value* value = route.value.find(name)) made.set(name, *value);
  }
  if (route.key == kConnect && !auth.type.empty()) {
    made.set("AuthorizationType", auth.type);
    if (!auth.authorizer_id.empty()) made.set("AuthorizerId", ref_to(auth.authorizer_id));
  }
  api.make(id + "Route", "AWS::ApiGatewayV2::Route", std::move(made));
  const std::string lead =
      "arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${" + api.id + ".ApiId}/";
  Value source = stage.is_string()
                     ? sub(lead + stage.as_string() + "/" + route.key)
                     : Value::map({{"Fn::Sub", Value::list({lead + "${__Stage__}/" + route.key,
                                                            Value::map({{"__Stage__", stage}})})}});
  permit(api, id + "Permission", function, std::move(source));
}

void make_stage(Api& api, const Value& stage, const Value& tags) {
  api.stage_id = stage_id_of(api.id, &stage);
  Value made = Value::map({{"ApiId", ref_to(api.id)}, {"StageName", stage}, {"AutoDeploy", true}});
  api.copy({"StageVariables", "AccessLogSettings", "DefaultRouteSettings", "RouteSettings"}, made);
  if (is_truthy(api.find("PropagateTags"))) made.set("Tags", tags);
  api.make(api.stage_id, "AWS::ApiGatewayV2::Stage", std::move(made));
  api.context.references.properties[api.id + ".Stage"] = api.stage_id;
}

}  // namespace

void expand_web_socket_api(Context& context, const Value::Member& resource) {
  Api api{
      context, resource.key, resource.value,
      checked_properties(context, resource, kShapes, "AWS::Serverless::WebSocketApi", resource.key),
      ApiKind::kHttp};
  Auth auth;
  if (api.find("Routes") == nullptr || !check(api) || !read_auth(api, *api.find("Routes"), auth)) {
    return;
  }
  Value tags = api.find("Tags") != nullptr ? *api.find("Tags") : Value::map();
  tags.set(kCreatedBy, "SAM");
  Value made = Value::map({{"ProtocolType", "WEBSOCKET"}, {"Tags", tags}});
  made.place_as(api.properties);
  api.copy(
      {"Name", "Description", "RouteSelectionExpression", "ApiKeySelectionExpression",
       "DisableExecuteApiEndpoint", "DisableSchemaValidation", "FailOnWarnings", "IpAddressType"},
      made);
  if (made.find("Name") == nullptr) made.set("Name", api.id);
  Value web_socket = with_attributes(api.resource, "AWS::ApiGatewayV2::Api");
  web_socket.set("Properties", std::move(made));
  context.make(api.id, api.id, std::move(web_socket));
  if (auth.type == "CUSTOM") make_authorizer(api, auth);
  const Value* name = api.find("StageName");
  const Value stage = name != nullptr ? *name : Value("default");
  for (const Value::Member& route : api.find("Routes")->members()) {
    make_route(api, auth, route, stage);
  }
  make_stage(api, stage, tags);
  make_domain(api);
}

}  // namespace brume::emulator::sam

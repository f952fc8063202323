// AWS::Serverless::WebSocketApi -> AWS::ApiGatewayV2::Api, Stage, and for each route a Route, an
// Integration and a permission.
#include "emulator/template/model/intrinsic.h"
#include "emulator/template/sam/api/api_parts.h"
#include "emulator/template/sam/core/property_types.h"
#include "emulator/template/sam/core/resources.h"
#include "emulator/text/ascii.h"

namespace brume::emulator::sam {
namespace {

// Source: the AWS::Serverless::WebSocketApi page of the SAM specification.
constexpr PropertyShape kWebSocketApiShapes[] = {{"ApiKeySelectionExpression", kText},
                                                 {"AccessLogSettings", kMap},
                                                 {"Auth", kMap},
                                                 {"DefaultRouteSettings", kMap},
                                                 {"Description", kText},
                                                 {"DisableExecuteApiEndpoint", kTruth},
                                                 {"DisableSchemaValidation", kTruth},
                                                 {"Domain", kMap},
                                                 {"FailOnWarnings", kTruth},
                                                 {"IpAddressType", kText},
                                                 {"Name", kText},
                                                 {"PropagateTags", kTruth},
                                                 {"Routes", kMap, true},
                                                 {"RouteSelectionExpression", kText, true},
                                                 {"RouteSettings", kMap},
                                                 {"StageName", kText},
                                                 {"StageVariables", kMap},
                                                 {"Tags", kMap}};

constexpr std::string_view kWebSocketCreatedBy = "websocketapi:createdBy";
constexpr std::string_view kConnect = "$connect";
constexpr std::string_view kDefaultStage = "default";  // HTTP APIs have $default
// AuthType
constexpr std::string_view kNoAuthorization = "NONE";
constexpr std::string_view kIam = "AWS_IAM";
constexpr std::string_view kCustom = "CUSTOM";

// Whether the document as a whole makes sense, in SAM's order.
bool check_web_socket_api(Api& api) {
  const Value& routes = *api.find("Routes");
  if (routes.members().empty()) {
    return api.owner.reject(routes, "WebSocket API must have at least one route.");
  }
  const Value* address = api.find("IpAddressType");
  if (address != nullptr && !is_intrinsic(*address) && *address != Value("ipv4") &&
      *address != Value("dualstack")) {
    return api.owner.reject(*address, "IpAddressType must be 'ipv4' or 'dualstack'.");
  }
  const Value* domain = api.find("Domain");
  const Value* tls = domain == nullptr ? nullptr : domain->find("MutualTlsAuthentication");
  if (is_truthy(tls)) {
    return api.owner.reject(
        *tls, "Mutual TLS domain name association is not supported for Websocket APIs.");
  }
  const Value* auth = api.find("Auth");
  if (is_truthy(auth) && routes.find(kConnect) == nullptr) {
    return api.owner.reject(*auth, "Authorization is only available if there is a $connect route.");
  }
  const Value* stage = api.find("StageName");
  if (stage != nullptr && *stage == Value("$default")) {
    return api.owner.reject(*stage, "Stages cannot be named $default for WebSocket APIs.");
  }
  return true;
}

// `Auth`: what guards the $connect route. Nothing to check when there is none.
bool check_auth(const Api& api) {
  const Value* auth = api.find("Auth");
  if (!is_truthy(auth)) return true;
  const Value* written = auth->find("AuthType");
  if (!is_truthy(written)) {
    return api.owner.reject(*auth,
                            "AuthType must be specified for additional auth configurations.");
  }
  std::string type = written->is_scalar() ? written->text() : std::string();
  type = upper_case(type);
  if (type != kNoAuthorization && type != kIam && type != kCustom) {
    return api.owner.reject(*written, "AuthType is not one of AWS_IAM, CUSTOM or NONE.");
  }
  if (type == kCustom) {
    return is_truthy(auth->find("AuthArn")) ||
           api.owner.reject(*auth, "AuthArn must be specified if AuthType is CUSTOM.");
  }
  return auth->members().size() == 1 ||
         api.owner.reject(*auth,
                          "No additional configurations supported for AuthType " + type + ".");
}

bool check_route(const Api& api, const Value::Member& route) {
  if (!expect_map(api.owner, route.value, "Routes." + route.key)) return false;
  const bool special =
      route.key == kConnect || route.key == "$disconnect" || route.key == "$default";
  const Value key = Value().place(route.key_at, route.key_length);
  if (!special && !is_alphanumeric(route.key)) {
    return api.owner.reject(key, "Route key '" + route.key +
                                     "' must be alphanumeric. Only $connect, $disconnect, and "
                                     "$default special routes are supported.");
  }
  const Value* parameters = route.value.find("RequestParameters");
  if (is_truthy(parameters) && route.key != kConnect) {
    return api.owner.reject(*parameters,
                            "Request parameters are only supported for the $connect route in "
                            "WebSocket APIs.");
  }
  if (!check_auth(api)) return false;
  return route.value.find("FunctionArn") != nullptr ||
         api.owner.reject(key, "Route must have associated function.");
}

// "$connect" -> "Connect", "sendMessage" -> "Sendmessage"
std::string route_id(const std::string& key) {
  std::string id = key.starts_with('$') ? key.substr(1) : key;
  id = lower_case(id);
  if (!id.empty()) id[0] = to_upper(id[0]);
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

// The authorizer of a CUSTOM $connect route: its logical id.
std::string make_authorizer(Api& api) {
  const Value& auth = *api.find("Auth");
  const std::string id = api.id + "ConnectAuthorizer";
  Value made = Value::map({{"ApiId", ref_to(api.id)},
                           {"AuthorizerType", "REQUEST"},
                           {"AuthorizerUri", function_uri(*auth.find("AuthArn"))}});
  const Value* name = auth.find("Name");
  made.set("Name", is_truthy(name) ? *name : Value(id));
  const Value* role = auth.find("InvokeRole");
  if (role != nullptr) made.set("AuthorizerCredentialsArn", *role);
  const Value* identity = auth.find("IdentitySource");
  if (identity != nullptr) made.set("IdentitySource", *identity);
  api.make(id, "AWS::ApiGatewayV2::Authorizer", std::move(made));
  // With a role of its own, API Gateway needs no permission.
  if (is_truthy(role)) return id;
  permit(api, api.id + "AuthorizerPermission", *auth.find("AuthArn"),
         Value::map({{"Fn::Sub", Value::list({"arn:${AWS::Partition}:execute-api:${AWS::Region}:"
                                              "${AWS::AccountId}:${__ApiId__}/authorizers/*",
                                              Value::map({{"__ApiId__", ref_to(api.id)}})})}}));
  return id;
}

// How $connect is guarded, as SAM reads AuthType: in capitals, or not at all.
void set_authorization(Api& api, Value& made) {
  const Value* auth = api.find("Auth");
  if (!is_truthy(auth)) return;
  const Value& type = *auth->find("AuthType");
  const bool guards = type == Value(kCustom) || type == Value(kIam);
  made.set("AuthorizationType", guards ? type : Value(kNoAuthorization));
  if (type == Value(kCustom)) made.set("AuthorizerId", ref_to(make_authorizer(api)));
}

std::string make_route(Api& api, const Value::Member& route, const Value& stage) {
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
  if (route.key == kConnect) set_authorization(api, made);
  api.make(id + "Route", "AWS::ApiGatewayV2::Route", std::move(made));
  const std::string lead =
      "arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${" + api.id + ".ApiId}/";
  Value source = stage.is_string()
                     ? sub(lead + stage.as_string() + "/" + route.key)
                     : Value::map({{"Fn::Sub", Value::list({lead + "${__Stage__}/" + route.key,
                                                            Value::map({{"__Stage__", stage}})})}});
  permit(api, id + "Permission", function, std::move(source));
  return id + "Route";
}

// `routes`: the logical ids of the routes, which the stage's RouteSettings may be of.
void make_web_socket_stage(Api& api, const Value& stage, Value::List routes) {
  const std::string name = stage.is_string() ? stage.as_string() : std::string();
  api.stage_id = api.id + (name == kDefaultStage ? "Default" : name) + "Stage";
  Value made = Value::map(
      {{"ApiId", ref_to(api.id)}, {"StageName", stage}, {"AutoDeploy", true}, {"Tags", api.tags}});
  api.copy({"StageVariables", "AccessLogSettings", "DefaultRouteSettings", "RouteSettings"}, made);
  Value& result = api.make(api.stage_id, "AWS::ApiGatewayV2::Stage", std::move(made));
  if (is_truthy(api.find("RouteSettings"))) result.set("DependsOn", Value(std::move(routes)));
  api.context.references.properties[api.id + ".Stage"] = api.stage_id;
}

}  // namespace

void expand_web_socket_api(Context& context, const Value::Member& resource) {
  Api api{context, resource.key, resource.value,
          checked_properties(context, resource, kWebSocketApiShapes,
                             "AWS::Serverless::WebSocketApi", resource.key),
          ApiKind::kHttp};
  if (api.find("Routes") == nullptr || !api.find("Routes")->is_map() || !check_web_socket_api(api))
    return;
  for (const Value::Member& route : api.find("Routes")->members()) {
    if (!check_route(api, route)) return;
  }
  Value tags = api.find("Tags") != nullptr ? *api.find("Tags") : Value::map();
  tags.set(kWebSocketCreatedBy, "SAM");
  // What stands beside the API has the template's tags only if they are to be propagated.
  api.tags =
      is_truthy(api.find("PropagateTags")) ? tags : Value::map({{kWebSocketCreatedBy, "SAM"}});
  Value made = Value::map({{"ProtocolType", "WEBSOCKET"}, {"Tags", std::move(tags)}});
  made.place_as(api.properties);
  api.copy(
      {"Name", "Description", "RouteSelectionExpression", "ApiKeySelectionExpression",
       "DisableExecuteApiEndpoint", "DisableSchemaValidation", "FailOnWarnings", "IpAddressType"},
      made);
  if (made.find("Name") == nullptr) made.set("Name", api.id);
  Value web_socket = with_attributes(api.resource, "AWS::ApiGatewayV2::Api");
  web_socket.set("Properties", std::move(made));
  context.make(api.id, api.id, std::move(web_socket));
  const Value* name = api.find("StageName");
  const Value stage = name != nullptr ? *name : Value(kDefaultStage);
  Value::List routes;
  for (const Value::Member& route : api.find("Routes")->members()) {
    routes.emplace_back(make_route(api, route, stage));
  }
  make_web_socket_stage(api, stage, std::move(routes));
  make_domain(api);
}

}  // namespace brume::emulator::sam

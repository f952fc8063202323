#include "emulator/template/sam/events/api_event.h"

#include "emulator/template/model/intrinsic.h"
#include "emulator/template/sam/api/api_security.h"
#include "emulator/template/sam/api/resource_policy.h"
#include "emulator/text/ascii.h"

namespace brume::emulator::sam {

std::string api_id_of(const Value& reference) {
  const auto call = as_intrinsic(reference);
  const Value& id = call && call->name == "Ref" ? *call->argument : reference;
  return id.is_string() ? id.as_string() : std::string();
}

ApiCaller caller_of(Event& event, std::string_view reference) {
  return {event.function.context,
          event.function.id,
          *event.find(reference),
          event.find("Auth"),
          [&event](const Value& where, const std::string& text) {
            event.reject(where, text);
            return false;
          },
          event.name};
}

std::optional<std::string> find_api(const ApiCaller& caller, ApiTarget& target) {
  target.id = api_id_of(caller.reference);
  if (target.id.empty()) return "AllStages";
  Value* api = caller.context.resource(target.id);
  if (api == nullptr) {
    caller.reject(caller.reference,
                  "RestApiId property of Api event must reference a valid resource in the same "
                  "template.");
    return std::nullopt;
  }
  const Owner owner(caller.context, caller.origin, target.id);
  target.properties = api->find("Properties");
  if (target.properties == nullptr) return "Stage";
  if (!target.properties->is_map()) {
    owner.reject(*target.properties, "Attribute 'Properties' should be a map.");
    return std::nullopt;
  }
  const Value* stage = target.properties->find("StageName");
  if (stage == nullptr || !stage->is_string()) return "Stage";
  if (!stage->as_string().empty()) return stage->as_string();
  owner.reject(*stage, "StageName cannot be empty.");
  return std::nullopt;
}

bool check_event_authorizer(const ApiCaller& caller, const RouteOfEvent& route,
                            const Value& authorizer, const Value& api_auth, ApiKind kind) {
  const std::string shown =
      authorizer.is_string() ? authorizer.as_string() : python_text(authorizer);
  const auto reject = [&](const std::string& subject, const std::string& reason) {
    return caller.reject(authorizer, route.text(subject, reason));
  };
  if (shown == "NONE") {
    if (is_truthy(api_auth.find("DefaultAuthorizer"))) return true;
    return reject("Authorizer",
                  " because 'NONE' is only a valid value when a DefaultAuthorizer on the API is "
                  "specified.");
  }
  const Value* enabled = api_auth.find("EnableIamAuthorizer");
  const bool iam =
      kind == ApiKind::kRest || (enabled != nullptr && enabled->is_bool() && enabled->as_bool());
  if (shown == "AWS_IAM" && iam) return true;
  const std::string subject = "Authorizer [" + shown + "]";
  const Value* known = api_auth.find("Authorizers");
  // HTTP APIs are asked first whether they have any, but for those without `Auth`.
  const bool without_map = known == nullptr ? !api_auth.members().empty() : !known->is_map();
  const std::string wrong_type =
      ". The method authorizer must be a string with a corresponding dict entry in the api "
      "authorizer.";
  if (kind == ApiKind::kHttp && (!authorizer.is_string() || without_map)) {
    return reject(subject, wrong_type);
  }
  if (!is_truthy(known)) {
    return reject(subject, " because the related API does not define any Authorizers.");
  }
  if (!authorizer.is_string() || !known->is_map()) return reject(subject, wrong_type);
  if (!is_truthy(known->find(shown))) {
    return reject(subject, " because it wasn't defined in the API's Authorizers.");
  }
  return true;
}

bool secure_route(const ApiCaller& caller, OpenApi& document, const RouteOfEvent& route,
                  const Value& api_properties) {
  if (!is_truthy(caller.auth)) return true;
  const Value& auth = *caller.auth;
  const Value* written = api_properties.find("Auth");
  const Value api_auth =
      is_truthy(written) ? caller.context.with_parameters(*written) : Value::map();
  const Value* known = api_auth.find("Authorizers");
  if (const Value* authorizer = auth.find("Authorizer"); is_truthy(authorizer)) {
    const Owner api(caller.context, caller.origin, api_id_of(caller.reference));
    if (is_truthy(known) && !expect_map(api, *known, "Auth.Authorizers")) return false;
    if (!check_event_authorizer(caller, route, *authorizer, api_auth, ApiKind::kRest)) return false;
  }
  if (const Value* scopes = auth.find("AuthorizationScopes"); is_truthy(scopes)) {
    if (!scopes->is_list()) {
      return caller.reject(*scopes, "Property 'Auth.AuthorizationScopes' should be a list.");
    }
    if (!is_truthy(auth.find("Authorizer"))) {
      return caller.reject(*scopes, "AuthorizationScopes works only when Authorizer is set");
    }
  }
  const Value* key = auth.find("ApiKeyRequired");
  if (key != nullptr && !key->is_null() && !is_truthy(key) &&
      !is_truthy(api_auth.find("ApiKeyRequired"))) {
    return caller.reject(*key, route.text("ApiKeyRequired [False]",
                                          " because the related API does not specify any "
                                          "ApiKeyRequired."));
  }
  if (!secure_method(document, {route.path, route.method}, auth, known)) return false;
  const Value* policy = auth.find("ResourcePolicy");
  if (!is_truthy(policy)) return true;
  const Owner named(caller.context, caller.origin, caller.event);
  if (!expect_map(named, *policy, "Auth.ResourcePolicy")) return false;
  const Value* stage = api_properties.find("StageName");
  return add_resource_policy(document, *policy, {&route.path, stage != nullptr ? *stage : Value()});
}

Value function_uri(const Function& function, ApiKind kind, bool streams) {
  const std::string partition = kind == ApiKind::kRest ? "aws" : "${AWS::Partition}";
  const std::string target = function.alias_id.empty() ? function.id + ".Arn" : function.alias_id;
  const std::string lead = "arn:" + partition + ":apigateway:${AWS::Region}:lambda:path/";
  if (streams) {
    return sub(lead + "2021-11-15/functions/${" + target + "}/response-streaming-invocations");
  }
  return sub(lead + "2015-03-31/functions/${" + target + "}/invocations");
}

void permit_route(Event& event, const RouteOfEvent& route, ApiKind kind, const Value& api,
                  const std::string& suffix) {
  std::string method = route.method;
  method = upper_case(method);
  const bool http = kind == ApiKind::kHttp;
  const bool any = route.method == "any";
  if (any || (http && route.method == kAnyMethod)) method = "*";
  const std::string partition = http ? "${AWS::Partition}" : "aws";
  std::string path = permission_path(route.path, kind);
  if (http && path == kDefaultPath) path.clear();
  // The default route as HTTP APIs write it in an ARN.
  if (http && any && path == "/" + std::string(kDefaultPath)) {
    method = kDefaultPath;
    path.clear();
  }
  const Value source = Value::map(
      {{"Fn::Sub", Value::list({"arn:" + partition +
                                    ":execute-api:${AWS::Region}:${AWS::AccountId}:${__ApiId__}/"
                                    "${__Stage__}/" +
                                    method + path,
                                Value::map({{"__ApiId__", api}, {"__Stage__", "*"}})})}});
  event.permit("apigateway.amazonaws.com", Value::map({{"SourceArn", source}}), suffix);
}

std::string condition_of(const Function& function) {
  const Value* condition = function.resource.find("Condition");
  return condition != nullptr && condition->is_string() ? condition->as_string() : std::string();
}

}  // namespace brume::emulator::sam

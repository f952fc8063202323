// Api events: a route of a REST API, in its OpenAPI document, and the permission for it.
#include "emulator/template/model/intrinsic.h"
#include "emulator/template/sam/api/api_security.h"
#include "emulator/template/sam/api/implicit_api.h"
#include "emulator/template/sam/events/api_event.h"
#include "emulator/template/sam/events/request_model.h"
#include "emulator/text/ascii.h"

namespace brume::emulator::sam {
namespace {

Value credentials_of(const Value& auth, const Value& api_auth) {
  const auto iam = [](const Value* name) {
    return name != nullptr && name->is_string() && name->as_string() == kIam;
  };
  const bool wanted = iam(auth.find("Authorizer")) ||
                      (iam(api_auth.find("DefaultAuthorizer")) && !is_truthy(&auth));
  if (!wanted) return {};
  for (const Value* owner : {&auth, &api_auth}) {
    const Value* role = owner->find("InvokeRole");
    if (role == nullptr) continue;
    if (!is_truthy(role) || (role->is_string() && role->as_string() == "NONE")) return {};
    if (!role->is_string() || role->as_string() != "CALLER_CREDENTIALS") return *role;
    break;
  }
  return "arn:aws:iam::*:user/*";
}

bool shape_request(Event& event, OpenApi& document, const RouteOfEvent& route,
                   const Value& api_properties) {
  if (const Value* timeout = event.find("TimeoutInMillis")) {
    document.each_definition(route.path, route.method, [&](Value& definition) {
      definition.find(kIntegration)->set("timeoutInMillis", *timeout);
    });
  }
  if (const Value* mode = event.find("ResponseTransferMode")) {
    document.each_definition(route.path, route.method, [&](Value& definition) {
      definition.find(kIntegration)->set("responseTransferMode", *mode);
    });
  }
  return add_request_model(event, document, route, api_properties) &&
         add_request_parameters(event, document, route);
}

bool add_rest_route(Event& event, Value& body, const RouteOfEvent& route, Value& api_properties) {
  static const Value kNoAuth = Value::map();
  const Value* api_auth = api_properties.find("Auth");
  if (api_auth == nullptr) api_auth = &kNoAuth;
  const Value* auth = event.find("Auth");
  OpenApi document(event.function.context, body, ApiKind::kRest);
  if (event.function.context.is_unseen(body) && !document.check()) return false;
  if (document.has_integration(route.path, route.method)) {
    event.reject(event.site, "API method \"" + route.method +
                                 "\" defined multiple times for path \"" + route.path + "\".");
    return false;
  }
  const Value* mode = event.find("ResponseTransferMode");
  const bool streams =
      mode != nullptr && mode->is_string() && mode->as_string() == "RESPONSE_STREAM";
  const OpenApi::Integration integration{
      function_uri(event.function, ApiKind::kRest, streams),
      credentials_of(auth == nullptr ? kNoAuth : *auth, *api_auth), condition_of(event.function)};
  if (!document.add_integration(route.path, route.method, integration)) return false;
  if (secure_route(caller_of(event, "RestApiId"), document, route, api_properties) &&
      shape_request(event, document, route, api_properties)) {
    return true;
  }
  // As if it had not been tried: another event may want the route.
  document.each_definition(route.path, route.method,
                           [](Value& definition) { definition.erase(kIntegration); });
  return false;
}

// Whether what the template says of the route can be merged with.
bool check_written(Event& event, const Value& body, const RouteOfEvent& route) {
  const Owner api(event.function.context, event.function.id, api_id_of(*event.find("RestApiId")));
  const Value* item = body.find("paths")->find(route.path);
  if (item == nullptr || item->is_null()) return true;
  if (!item->is_map()) {
    return api.reject(*item, "Property 'DefinitionBody' is invalid: The value of '" + route.path +
                                 "' should be a map");
  }
  const Value* method = item->find(route.method);
  return !is_truthy(method) ||
         expect_map(api, *method, "DefinitionBody.paths." + route.path + "." + route.method);
}

// MergeDefinitions: the route is made apart, and what the template says of it stays where SAM says
// nothing.
bool merge_into(Event& event, Value& body, const RouteOfEvent& route, Value& api_properties) {
  if (!check_written(event, body, route)) return false;
  Value apart = body;
  Value* paths = apart.find("paths");
  *paths = Value::map();
  if (!add_rest_route(event, apart, route, api_properties)) return false;
  const std::string method = document_method(route.method);
  Value made = *paths->find(route.path)->find(method);
  for (Value::Member& member : apart.members()) {
    if (member.key != "paths") body.set(member.key, std::move(member.value));
  }
  OpenApi document(event.function.context, body, ApiKind::kRest);
  const bool unseen = event.function.context.is_unseen(body);
  if ((unseen && !document.check()) || !document.add_path(route.path, method)) return false;
  for (Value* item : branches(*document.paths().find(route.path))) {
    Value& definition = *item->find(method);
    if (!definition.is_map() || is_intrinsic(made)) {
      definition = made;
      continue;
    }
    for (const Value::Member& member : made.members()) {
      const bool empty = member.key == "responses" && definition.find("responses") != nullptr;
      if (!empty) definition.set(member.key, member.value);
    }
  }
  return true;
}

void integrate(Event& event, const ApiTarget& target, Value& body, const RouteOfEvent& route) {
  const Value* auth = target.properties->find("Auth");
  const Owner api(event.function.context, event.function.id, target.id);
  if (is_truthy(auth) && !expect_map(api, *auth, "Auth")) return;
  if (!OpenApi::is_valid(&body, ApiKind::kRest)) return;
  if (is_truthy(target.properties->find("MergeDefinitions"))) {
    merge_into(event, body, route, *target.properties);
  } else {
    add_rest_route(event, body, route, *target.properties);
  }
}

// OverrideApiAuth: `Auth` of the event secures a method that the template defines.
void override_auth(Event& event, Value& body, const RouteOfEvent& route, Value& api_properties) {
  const Value& auth = *event.find("Auth");
  const auto wants = [&](std::string_view name) { return is_truthy(auth.find(name)); };
  if (!wants("Authorizer") && !wants("ApiKeyRequired") && !wants("ResourcePolicy")) {
    event.reject(auth,
                 "Must define one of: Authorizer, ApiKeyRequired or ResourcePolicy when using the "
                 "OverrideApiAuth property.");
    return;
  }
  if (!OpenApi::is_valid(&body, ApiKind::kRest)) {
    event.function.context.abort(body,
                                 "Invalid Swagger document or the Swagger document is not "
                                 "explicitly defined in 'DefinitionBody'.");
    return;
  }
  OpenApi document(event.function.context, body, ApiKind::kRest);
  if (event.function.context.is_unseen(body) && !document.check()) return;
  secure_route(caller_of(event, "RestApiId"), document, route, api_properties);
}

}  // namespace

bool link_api(Event& event) {
  ApiTarget target;
  return find_api(caller_of(event, "RestApiId"), target).has_value();
}

void expand_api(Event& event) {
  ApiTarget target;
  const auto suffix = find_api(caller_of(event, "RestApiId"), target);
  if (!suffix) return;
  RouteOfEvent route{event.find("Method")->text(), event.find("Path")->text()};
  route.method = lower_case(route.method);
  permit_route(event, route, ApiKind::kRest, *event.find("RestApiId"), *suffix);
  if (target.properties == nullptr) return;
  Value* body = target.properties->find("DefinitionBody");
  if (body == nullptr) return;
  const bool managed = is_truthy(target.properties->find(kManaged));
  if (managed || is_truthy(target.properties->find("MergeDefinitions"))) {
    integrate(event, target, *body, route);
  } else if (const Value* auth = event.find("Auth");
             is_truthy(auth) && is_truthy(auth->find("OverrideApiAuth"))) {
    override_auth(event, *body, route, *target.properties);
  }
}

}  // namespace brume::emulator::sam

// HttpApi events: a route of an HTTP API, in its OpenAPI document, and the permission for it.
#include <string>
#include <vector>

#include "emulator/template/model/intrinsic.h"
#include "emulator/template/sam/api/api_security.h"
#include "emulator/template/sam/events/api_event.h"
#include "emulator/text/ascii.h"

namespace brume::emulator::sam {
namespace {

// False after a rejection.
bool secure(Event& event, OpenApi& document, const RouteOfEvent& route, const Value& api_auth) {
  const Value* written = event.find("Auth");
  if (!is_truthy(written)) return true;
  Value auth = *written;
  if (!is_truthy(auth.find("Authorizer"))) {
    const Value* fallback = api_auth.find("DefaultAuthorizer");
    if (!is_truthy(fallback)) {
      event.reject(*written,
                   "'Auth' section requires either an explicit 'Authorizer' set or a "
                   "'DefaultAuthorizer' configured on the HttpApi.");
      return false;
    }
    auth.set("Authorizer", *fallback);
  }
  const Value& authorizer = *auth.find("Authorizer");
  if (!check_event_authorizer(caller_of(event, "ApiId"), route, authorizer, api_auth,
                              ApiKind::kHttp))
    return false;
  const Value* scopes = auth.find("AuthorizationScopes");
  if (is_truthy(scopes) && !scopes->is_list()) {
    event.reject(*scopes, route.text("Authorizer",
                                     " because 'AuthorizationScopes' must be a list of strings."));
    return false;
  }
  return !authorizer.is_string() ||
         secure_method(document, {route.path, route.method}, auth, api_auth.find("Authorizers"));
}

// What stands in braces in the path.
std::vector<std::string> path_parameters(std::string_view rest) {
  std::vector<std::string> names;
  while (true) {
    const std::size_t open = rest.find('{');
    const std::size_t close = open == std::string_view::npos ? open : rest.find('}', open);
    if (close == std::string_view::npos) return names;
    names.emplace_back(rest.substr(open + 1, close - open - 1));
    rest.remove_prefix(close + 1);
  }
}

void add_parameter(Value& list, const std::string& name) {
  for (Value& known : list.items()) {
    const Value* own = known.find("name");
    if (own == nullptr || !own->is_string() || own->as_string() != name) continue;
    known.set("in", "path");
    known.set("required", true);
    return;
  }
  list.items().push_back(Value::map({{"name", name}, {"in", "path"}, {"required", true}}));
}

void add_parameters(OpenApi& document, const RouteOfEvent& route) {
  const std::vector<std::string> names = path_parameters(route.path);
  if (names.empty()) return;
  document.each_definition(route.path, route.method, [&](Value& definition) {
    Value* known = definition.find("parameters");
    if (known == nullptr || !known->is_list()) {
      known = &definition.set("parameters", Value(Value::List()));
    }
    for (const std::string& name : names) add_parameter(*known, name);
  });
}

void set_integration(Event& event, OpenApi& document, const RouteOfEvent& route) {
  const Value* timeout = event.find("TimeoutInMillis");
  const Value* version = event.find("PayloadFormatVersion");
  document.each_definition(route.path, route.method, [&](Value& definition) {
    Value& integration = *definition.find(kIntegration);
    if (is_truthy(timeout)) integration.set("timeoutInMillis", *timeout);
    if (is_truthy(version)) integration.set("payloadFormatVersion", *version);
  });
}

void add_http_route(Event& event, const ApiTarget& target, Value& body, const RouteOfEvent& route) {
  static const Value kNone = Value::map();
  OpenApi document(event.function.context, body, ApiKind::kHttp);
  if (!document.check()) return;
  const bool managed = is_truthy(target.properties->find("__MANAGE_SWAGGER"));
  if (managed && document.has_integration(route.path, route.method)) {
    event.reject(event.site, "API method '" + route.method + "' defined multiple times for path '" +
                                 route.path + "'.");
    return;
  }
  const OpenApi::Integration integration{
      function_uri(event.function, ApiKind::kHttp), {}, condition_of(event.function)};
  if (!document.add_integration(route.path, route.method, integration)) return;
  const Value* auth = target.properties->find("Auth");
  const Owner api(event.function.context, event.function.id, target.id);
  if (auth != nullptr && event.find("Auth") != nullptr && !expect_map(api, *auth, "Auth")) return;
  if (!secure(event, document, route, auth == nullptr ? kNone : *auth)) return;
  set_integration(event, document, route);
  add_parameters(document, route);
}

}  // namespace

void expand_http_api(Event& event) {
  Context& context = event.function.context;
  const Value& reference = *event.find("ApiId");
  ApiTarget target{api_id_of(reference)};
  Value* api = target.id.empty() ? nullptr : context.resource(target.id);
  if (api != nullptr) target.properties = api->find("Properties");
  RouteOfEvent route{event.find("Method")->text(), event.find("Path")->text()};
  route.method = lower_case(route.method);
  Value* body = target.properties == nullptr ? nullptr : target.properties->find("DefinitionBody");
  if (is_truthy(body) && !OpenApi::is_valid(body, ApiKind::kHttp)) {
    Owner(context, event.function.id, target.id)
        .reject(*body,
                "Structure of the SAM template is invalid. Invalid OpenApi document. Invalid "
                "values or missing keys for 'openapi' or 'paths' in 'DefinitionBody'.");
    return;
  }
  // The permission of the function's default route covers all others.
  const bool covered = is_truthy(body) && route.path != kDefaultPath &&
                       event.function.alias_id.empty() &&
                       OpenApi(context, *body, ApiKind::kHttp)
                           .is_served_by(std::string(kDefaultPath), kAnyMethod, event.function.id);
  if (!covered) permit_route(event, route, ApiKind::kHttp, reference, {});
  if (is_truthy(body)) add_http_route(event, target, *body, route);
}

}  // namespace brume::emulator::sam

#include "emulator/services/apigateway/read/api_parts.h"

#include "emulator/services/apigateway/model/path_template.h"
#include "emulator/services/apigateway/route/router.h"
#include "emulator/template/model/any_case_property.h"

namespace brume::emulator::gateway {
namespace {

// What AWS refuses the whole API for.
bool check_rest_path(const Api& api, const Route& route, ApiContext& context) {
  auto refusal = rest_path_refusal(route.path);
  for (const Route& other : api.routes) {
    if (!refusal) refusal = sibling_variables(route.path, other.path);
  }
  if (!refusal) return true;
  context.reporter.error(place_at(route.at), Path(),
                         "AWS refuses the path of `" + route_key(route) + "`: " + *refusal);
  return false;
}

}  // namespace

void add_route(Api& api, Route route, ApiContext& context) {
  const Value where = place_at(route.at);
  const std::string key = route_key(route);
  if (route.path != "$default") {
    // AWS leaves out the slash at the end of a REST resource.
    while (api.kind == ApiKind::kRest && route.path.size() > 1 && route.path.ends_with('/')) {
      route.path.pop_back();
    }
    if (api.kind == ApiKind::kRest && !check_rest_path(api, route, context)) return;
    if (const auto error = path_template_error(route.path)) {
      context.reporter.warning(where, Path(), "`" + key + "` is left out: " + *error);
      return;
    }
  }
  const std::string place = api.logical_id + " " + route.method + " " + path_shape(route.path);
  if (!context.places.insert(place).second) {
    context.reporter.warning(
        where, Path(),
        "`" + key + "` stands twice in `" + api.logical_id + "`: the last one counts");
  }
  if (api.kind == ApiKind::kRest) route.resource_id = resource_id_of(api, route.path);
  api.routes.push_back(std::move(route));
}

std::string path_shape(std::string_view path) {
  std::string shape;
  bool inside = false;
  for (std::size_t i = 0; i < path.size(); ++i) {
    if (path[i] == '}') {
      inside = false;
      if (i > 0 && path[i - 1] == '+') shape += '+';
    }
    if (!inside) shape += path[i];
    if (path[i] == '{') inside = true;
  }
  return shape;
}

Cors read_cors(const Value& written) {
  Cors cors;
  cors.allow_origins = member_texts(written, {"allowOrigins", "AllowOrigins"});
  cors.allow_methods = member_texts(written, {"allowMethods", "AllowMethods"});
  cors.allow_headers = member_texts(written, {"allowHeaders", "AllowHeaders"});
  cors.expose_headers = member_texts(written, {"exposeHeaders", "ExposeHeaders"});
  cors.max_age_s = member_int(written, {"maxAge", "MaxAge"});
  cors.allow_credentials = member_bool(written, {"allowCredentials", "AllowCredentials"});
  return cors;
}

Api::GatewayResponse read_gateway_response(const Value& written, ApiContext& context) {
  constexpr std::string_view kHeader = "gatewayresponse.header.";
  Api::GatewayResponse response;
  response.status = member_int(written, {"statusCode", "StatusCode"});
  response.templates = member_map(written, {"responseTemplates", "ResponseTemplates"});
  for (const auto& [name, expression] :
       member_map(written, {"responseParameters", "ResponseParameters"})) {
    if (!name.starts_with(kHeader)) continue;
    if (const auto value = constant(expression)) {
      response.headers[name.substr(kHeader.size())] = *value;
    } else {
      context.reporter.warning(written, Path(),
                               "`" + name +
                                   "` is left out: mappings of gateway responses are not "
                                   "emulated (`" +
                                   expression + "`)");
    }
  }
  return response;
}

std::string resource_id_of(const Api& api, std::string_view path) {
  constexpr std::string_view kLetters = "0123456789abcdefghijklmnopqrstuvwxyz";
  std::uint64_t hash = 14695981039346656037U;  // FNV-1a
  for (const std::string_view text : {std::string_view(api.id), path}) {
    for (const char c : text) {
      hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211U;
    }
  }
  std::string id;
  for (int i = 0; i < 6; ++i) {
    id += kLetters[hash % kLetters.size()];
    hash /= kLetters.size();
  }
  return id;
}

}  // namespace brume::emulator::gateway

#include "emulator/services/apigateway/read/http_resources.h"

#include "emulator/services/apigateway/read/api_parts.h"
#include "emulator/services/apigateway/read/authorizer_reader.h"
#include "emulator/services/apigateway/read/integration_reader.h"
#include "emulator/services/apigateway/route/router.h"
#include "emulator/template/model/any_case_property.h"
#include "emulator/text/ascii.h"

namespace brume::emulator::gateway {
namespace {

class HttpResources {
 public:
  HttpResources(const Resource& http_api, Api& api, ApiContext& context)
      : http_api_(http_api), api_(api), context_(context) {}

  void read() {
    for (const Resource* resource : mine("AWS::ApiGatewayV2::Authorizer")) {
      api_.authorizers[resource->logical_id] =
          read_authorizer(resource->logical_id, resource->properties, ApiKind::kHttp, context_);
    }
    quick_create();
    for (const Resource* resource : mine("AWS::ApiGatewayV2::Route")) route(*resource);
  }

 private:
  std::vector<const Resource*> mine(std::string_view type) const {
    std::vector<const Resource*> found;
    for (const Resource* resource : context_.resources.of_type(type)) {
      const std::string api = member_text(resource->properties, {"ApiId"});
      if (context_.resources.means(api, http_api_)) found.push_back(resource);
    }
    return found;
  }

  // False when it is neither "$default" nor "GET /path"; reported.
  bool set_key(Route& route, const std::string& key) {
    if (key == "$default") {
      route.method = "ANY";
      route.path = key;
      return true;
    }
    const std::size_t space = key.find(' ');
    if (space == std::string::npos) {
      context_.reporter.warning(place_at(route.at), Path(),
                                "the route key `" + key + "` is neither $default nor `GET /path`");
      return false;
    }
    route.method = upper_case(key.substr(0, space));
    route.path = key.substr(space + 1);
    return true;
  }

  // Target and RouteKey of the API itself. Source: AWS::ApiGatewayV2::Api, "quick create".
  void quick_create() {
    const std::string target = member_text(http_api_.properties, {"Target"});
    if (target.empty()) return;
    Route route;
    route.at = http_api_.at;
    const std::string key = member_text(http_api_.properties, {"RouteKey"});
    if (!set_key(route, key.empty() ? "$default" : key)) return;
    const bool lambda = lambda_uri(target).has_value();
    const Value integration = Value::map({{"type", lambda ? "aws_proxy" : "http_proxy"},
                                          {"uri", target},
                                          {"payloadFormatVersion", "2.0"}});
    route.integration = read_integration(integration, ApiKind::kHttp, route_key(route), context_);
    add_route(api_, std::move(route), context_);
  }

  void route(const Resource& resource) {
    Route route;
    route.at = resource.at;
    if (!set_key(route, member_text(resource.properties, {"RouteKey"}))) return;
    std::string target = member_text(resource.properties, {"Target"});
    constexpr std::string_view kPrefix = "integrations/";
    if (target.starts_with(kPrefix)) target.erase(0, kPrefix.size());
    const Resource* integration = context_.resources.find("AWS::ApiGatewayV2::Integration", target);
    if (integration == nullptr) {
      context_.reporter.warning(
          place_at(resource.at), Path(),
          "`" + route_key(route) + "` leads nowhere: its Target is no integration");
      return;
    }
    route.integration =
        read_integration(integration->properties, ApiKind::kHttp, route_key(route), context_);
    route.scopes = member_texts(resource.properties, {"AuthorizationScopes"});
    secure(route, resource);
    add_route(api_, std::move(route), context_);
  }

  void secure(Route& route, const Resource& resource) {
    const std::string type = upper_case(member_text(resource.properties, {"AuthorizationType"}));
    if (type == "AWS_IAM") {
      api_.authorizers["AWS_IAM"] = iam_authorizer();
      route.authorizer = "AWS_IAM";
    }
    if (type != "CUSTOM" && type != "JWT") return;
    const Resource* authorizer = context_.resources.find(
        "AWS::ApiGatewayV2::Authorizer", member_text(resource.properties, {"AuthorizerId"}));
    if (authorizer != nullptr && api_.authorizers.contains(authorizer->logical_id)) {
      route.authorizer = authorizer->logical_id;
      return;
    }
    context_.reporter.warning(place_at(resource.at), Path(),
                              "`" + route_key(route) +
                                  "` is open to everybody: its AuthorizerId "
                                  "is no authorizer of `" +
                                  http_api_.logical_id + "`");
  }

  const Resource& http_api_;
  Api& api_;
  ApiContext& context_;
};

}  // namespace

void read_http_resources(const Resource& http_api, Api& api, ApiContext& context) {
  HttpResources(http_api, api, context).read();
}

}  // namespace brume::emulator::gateway

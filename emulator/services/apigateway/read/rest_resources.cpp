#include "emulator/services/apigateway/read/rest_resources.h"

#include "emulator/services/apigateway/read/api_parts.h"
#include "emulator/services/apigateway/read/authorizer_reader.h"
#include "emulator/services/apigateway/read/inline_schema_refs.h"
#include "emulator/services/apigateway/read/integration_reader.h"
#include "emulator/services/apigateway/route/router.h"
#include "emulator/template/model/any_case_property.h"
#include "emulator/text/ascii.h"

namespace brume::emulator::gateway {
namespace {

constexpr std::size_t kDepthMax = 64;  // resources within resources

class RestResources {
 public:
  RestResources(const Resource& rest_api, Api& api, ApiContext& context)
      : rest_api_(rest_api), api_(api), context_(context) {}

  void read() {
    for (const Resource* resource : mine("AWS::ApiGateway::Authorizer")) {
      api_.authorizers[resource->logical_id] =
          read_authorizer(resource->logical_id, resource->properties, ApiKind::kRest, context_);
    }
    for (const Resource* resource : mine("AWS::ApiGateway::GatewayResponse")) {
      api_.gateway_responses[member_text(resource->properties, {"ResponseType"})] =
          read_gateway_response(resource->properties, context_);
    }
    for (const Resource* resource : mine("AWS::ApiGateway::Method")) method(*resource);
  }

 private:
  std::vector<const Resource*> mine(std::string_view type) const {
    std::vector<const Resource*> found;
    for (const Resource* resource : context_.resources.of_type(type)) {
      const std::string api = member_text(resource->properties, {"RestApiId"});
      if (context_.resources.means(api, rest_api_)) found.push_back(resource);
    }
    return found;
  }

  // "/items/{id}" of a reference to a resource; nothing when it leads nowhere.
  std::optional<std::string> path_of(const std::string& reference, std::size_t depth = 0) const {
    if (reference == context_.resources.attribute(rest_api_, "RootResourceId")) return "";
    const Resource* resource = context_.resources.find("AWS::ApiGateway::Resource", reference);
    if (resource == nullptr || depth > kDepthMax) return std::nullopt;
    const auto parent = path_of(member_text(resource->properties, {"ParentId"}), depth + 1);
    if (!parent) return std::nullopt;
    return *parent + "/" + member_text(resource->properties, {"PathPart"});
  }

  void method(const Resource& resource) {
    const Value& properties = resource.properties;
    const auto path = path_of(member_text(properties, {"ResourceId"}));
    if (!path) {
      context_.reporter.warning(place_at(resource.at), Path(),
                                "method `" + resource.logical_id +
                                    "` is left out: its ResourceId is no resource of `" +
                                    rest_api_.logical_id + "`");
      return;
    }
    Route route;
    route.method = upper_case(member_text(properties, {"HttpMethod"}));
    route.path = path->empty() ? "/" : *path;
    route.at = resource.at;
    const Value* integration = find_member(properties, {"Integration"});
    if (integration == nullptr) {
      context_.reporter.warning(
          place_at(resource.at), Path(),
          "`" + route_key(route) + "` has no integration: AWS refuses the API");
      return;
    }
    route.integration = read_integration(*integration, ApiKind::kRest, route_key(route), context_);
    route.operation_name = member_text(properties, {"OperationName"});
    route.api_key_required = member_bool(properties, {"ApiKeyRequired"});
    route.scopes = member_texts(properties, {"AuthorizationScopes"});
    secure(route, resource);
    validate(route, properties);
    add_route(api_, std::move(route), context_);
  }

  void secure(Route& route, const Resource& method) {
    const std::string type = upper_case(member_text(method.properties, {"AuthorizationType"}));
    if (type == "AWS_IAM") {
      api_.authorizers["AWS_IAM"] = iam_authorizer();
      route.authorizer = "AWS_IAM";
    }
    if (type != "CUSTOM" && type != "COGNITO_USER_POOLS") return;
    const Resource* authorizer = context_.resources.find(
        "AWS::ApiGateway::Authorizer", member_text(method.properties, {"AuthorizerId"}));
    if (authorizer != nullptr && api_.authorizers.contains(authorizer->logical_id)) {
      route.authorizer = authorizer->logical_id;
      return;
    }
    context_.reporter.warning(place_at(method.at), Path(),
                              "`" + route_key(route) +
                                  "` is open to everybody: its AuthorizerId "
                                  "is no authorizer of `" +
                                  rest_api_.logical_id + "`");
  }

  void validate(Route& route, const Value& properties) {
    const Resource* validator = context_.resources.find(
        "AWS::ApiGateway::RequestValidator", member_text(properties, {"RequestValidatorId"}));
    if (validator == nullptr) return;
    RequestValidation& validation = route.validation;
    validation.check_parameters = member_bool(validator->properties, {"ValidateRequestParameters"});
    validation.check_body = member_bool(validator->properties, {"ValidateRequestBody"});
    for (const auto& [name, required] : member_map(properties, {"RequestParameters"})) {
      if (lower_case(required) == "true") validation.required_parameters.push_back(name);
    }
    for (const auto& [type, name] : member_map(properties, {"RequestModels"})) {
      const Value* schema = schema_of(name);
      if (schema != nullptr) validation.models[type] = schema_text(*schema, *schema, context_);
    }
  }

  const Value* schema_of(const std::string& model) const {
    for (const Resource* resource : mine("AWS::ApiGateway::Model")) {
      const bool same = member_text(resource->properties, {"Name"}) == model;
      if (same || context_.resources.means(model, *resource)) {
        return find_member(resource->properties, {"Schema"});
      }
    }
    return nullptr;
  }

  const Resource& rest_api_;
  Api& api_;
  ApiContext& context_;
};

}  // namespace

void read_rest_resources(const Resource& rest_api, Api& api, ApiContext& context) {
  RestResources(rest_api, api, context).read();
}

}  // namespace brume::emulator::gateway

#include "emulator/services/apigateway/read/openapi.h"

#include <algorithm>
#include <array>

#include "emulator/services/apigateway/read/api_parts.h"
#include "emulator/services/apigateway/read/authorizer_reader.h"
#include "emulator/services/apigateway/read/inline_schema_refs.h"
#include "emulator/services/apigateway/read/integration_reader.h"
#include "emulator/services/apigateway/read/request_validation.h"
#include "emulator/services/apigateway/route/router.h"
#include "emulator/template/model/any_case_property.h"
#include "emulator/text/ascii.h"

namespace brume::emulator::gateway {
namespace {

constexpr std::string_view kIntegration = "x-amazon-apigateway-integration";
constexpr std::string_view kAnyMethod = "x-amazon-apigateway-any-method";
constexpr std::array<std::string_view, 7> kOperationMethods{"get",     "put",  "post", "delete",
                                                            "options", "head", "patch"};

class OpenApiReader {
 public:
  OpenApiReader(const Value& document, Api& api, ApiContext& context)
      : document_(document), api_(api), context_(context) {}

  void read();

 private:
  void read_schemes();
  void read_extensions();
  void path_item(const Value::Member& path);
  void operation(const Value::Member& path, const Value::Member& operation);
  void secure(Route& route, const Value& operation);
  void require(Route& route, const Value& requirement);
  const Value* validator_of(const Value& operation) const;
  const Value& dereferenced(const Value& value) const;

  const Value& document_;
  Api& api_;
  ApiContext& context_;
  std::map<std::string, SecurityScheme> schemes_ = {};
};

const Value& OpenApiReader::dereferenced(const Value& value) const {
  const std::string reference = member_text(value, {"$ref"});
  const Value* found = reference.empty() ? nullptr : find_reference(document_, reference);
  return found != nullptr ? *found : value;
}

void OpenApiReader::read_schemes() {
  const Value* schemes = find_member(document_, {"securityDefinitions"});
  if (const Value* components = find_member(document_, {"components"})) {
    if (schemes == nullptr) schemes = find_member(*components, {"securitySchemes"});
  }
  if (schemes == nullptr || !schemes->is_map()) return;
  for (const Value::Member& member : schemes->members()) {
    SecurityScheme scheme =
        read_security_scheme(member.key, dereferenced(member.value), api_.kind, context_);
    if (scheme.kind == SecurityScheme::Kind::kAuthorizer) {
      api_.authorizers[member.key] = scheme.authorizer;
    }
    if (scheme.kind == SecurityScheme::Kind::kIam) api_.authorizers["AWS_IAM"] = iam_authorizer();
    schemes_[member.key] = std::move(scheme);
  }
}

void OpenApiReader::read_extensions() {
  for (std::string& type : member_texts(document_, {"x-amazon-apigateway-binary-media-types"})) {
    api_.binary_media_types.push_back(std::move(type));
  }
  const Value* cors = find_member(document_, {"x-amazon-apigateway-cors"});
  if (cors != nullptr && api_.kind == ApiKind::kHttp) api_.cors = read_cors(*cors);
  const Value* responses = find_member(document_, {"x-amazon-apigateway-gateway-responses"});
  if (responses != nullptr && responses->is_map()) {
    for (const Value::Member& member : responses->members()) {
      api_.gateway_responses[member.key] = read_gateway_response(member.value, context_);
    }
  }
  const Value* key_source = find_member(document_, {"x-amazon-apigateway-api-key-source"});
  if (key_source != nullptr && key_source->is_scalar() &&
      upper_case(key_source->text()) == "AUTHORIZER") {
    context_.reporter.as(rules::kNotEmulated)
        .warning(*key_source, Path(),
                 "API keys from authorizers are not emulated: "
                 "the x-api-key header is read");
  }
  if (const Value* policy = find_member(document_, {"x-amazon-apigateway-policy"})) {
    context_.reporter.note(
        *policy, Path(),
        "resource policies are not emulated: everybody may call `" + api_.logical_id + "`");
  }
}

const Value* OpenApiReader::validator_of(const Value& operation) const {
  std::string name = member_text(operation, {"x-amazon-apigateway-request-validator"});
  if (name.empty()) name = member_text(document_, {"x-amazon-apigateway-request-validator"});
  const Value* all = find_member(document_, {"x-amazon-apigateway-request-validators"});
  return name.empty() || all == nullptr ? nullptr : all->find(name);
}

void OpenApiReader::require(Route& route, const Value& requirement) {
  if (!requirement.is_map()) return;
  for (const Value::Member& member : requirement.members()) {
    const auto found = schemes_.find(member.key);
    if (found == schemes_.end()) continue;  // SAM's "NONE"
    switch (found->second.kind) {
      case SecurityScheme::Kind::kAuthorizer:
        route.authorizer = member.key;
        route.scopes = member_texts(requirement, {member.key});
        break;
      case SecurityScheme::Kind::kIam:
        route.authorizer = "AWS_IAM";
        break;
      case SecurityScheme::Kind::kApiKey:
        route.api_key_required = true;
        break;
      case SecurityScheme::Kind::kOther:
        context_.reporter.warning(member, Path(),
                                  "`" + route_key(route) + "` is open to everybody: `" +
                                      member.key + "` has no authorizer");
        break;
    }
  }
}

void OpenApiReader::secure(Route& route, const Value& operation) {
  const Value* security = find_member(operation, {"security"});
  if (security == nullptr) security = find_member(document_, {"security"});
  if (security != nullptr && security->is_list()) {
    for (const Value& requirement : security->items()) require(route, requirement);
  }
  const Value* auth = find_member(operation, {"x-amazon-apigateway-auth"});
  if (auth == nullptr) return;
  const std::string type = upper_case(member_text(*auth, {"type"}));
  if (type == "AWS_IAM") {
    api_.authorizers["AWS_IAM"] = iam_authorizer();
    route.authorizer = "AWS_IAM";
  }
  if (type == "NONE") route.authorizer.clear();
}

void OpenApiReader::operation(const Value::Member& path, const Value::Member& operation) {
  Route route;
  route.method = operation.key == kAnyMethod ? "ANY" : upper_case(operation.key);
  const bool is_default = path.key == "$default" || path.key == "/$default" ||
                          member_bool(operation.value, {"isDefaultRoute"});
  route.path = is_default && api_.kind == ApiKind::kHttp ? "$default" : path.key;
  route.at = operation.key_at;
  const std::string key = route_key(route);
  const Value* written = find_member(operation.value, {kIntegration});
  if (written == nullptr) {
    context_.reporter.warning(operation, Path(),
                              "`" + key + "` has no integration: AWS refuses the API");
    return;
  }
  route.integration = read_integration(dereferenced(*written), api_.kind, key, context_);
  secure(route, operation.value);
  if (api_.kind == ApiKind::kRest) {
    route.operation_name = member_text(operation.value, {"operationId"});
    route.validation = read_validation(operation.value, path.value, validator_of(operation.value),
                                       document_, context_);
  }
  add_route(api_, std::move(route), context_);
}

void OpenApiReader::path_item(const Value::Member& path) {
  const Value& item = dereferenced(path.value);
  if (!item.is_map()) return;
  for (const Value::Member& member : item.members()) {
    const bool method = std::find(kOperationMethods.begin(), kOperationMethods.end(),
                                  lower_case(member.key)) != kOperationMethods.end();
    if ((method || member.key == kAnyMethod) && member.value.is_map()) {
      operation({path.key, item, path.key_at, path.key_length}, member);
    }
  }
}

void OpenApiReader::read() {
  read_schemes();
  read_extensions();
  const Value* paths = find_member(document_, {"paths"});
  if (paths == nullptr || !paths->is_map()) return;
  for (const Value::Member& path : paths->members()) path_item(path);
}

}  // namespace

void read_openapi(const Value& document, Api& api, ApiContext& context) {
  OpenApiReader(document, api, context).read();
}

}  // namespace brume::emulator::gateway

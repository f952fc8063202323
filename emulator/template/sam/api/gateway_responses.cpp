// GatewayResponses and Models of a REST API, in its document.
#include <algorithm>

#include "emulator/template/model/intrinsic.h"
#include "emulator/template/sam/api/api_parts.h"
#include "emulator/text/ascii.h"

namespace brume::emulator::sam {
namespace {

bool check_response(Api& api, const Value::Member& response) {
  constexpr std::string_view kNames[] = {"ResponseParameters", "ResponseTemplates", "StatusCode"};
  if (is_intrinsic(response.value)) {
    return api.owner.reject(response.value,
                            "Unable to set GatewayResponses attribute because intrinsic functions "
                            "are not supported for this field.");
  }
  if (!response.value.is_map()) {
    return api.owner.reject(response.value,
                            "Invalid property type '" + std::string(python_type(response.value)) +
                                "' for GatewayResponses. Expected an object of type "
                                "'GatewayResponse'.");
  }
  for (const Value::Member& member : response.value.members()) {
    if (std::find(std::begin(kNames), std::end(kNames), member.key) != std::end(kNames)) continue;
    Value where;
    where.place(member.key_at, member.key_length);
    return api.owner.reject(where, "Invalid property '" + member.key +
                                       "' in 'GatewayResponses' property '" + response.key + "'.");
  }
  return true;
}

// One to three digits.
bool is_numeric(const Value& status) {
  if (!status.is_scalar()) return false;
  const std::string text = status.text();
  return !text.empty() && text.size() <= 3 &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

bool check_status(Api& api, const Value::Member& response) {
  const Value* status = response.value.find("StatusCode");
  return !is_truthy(status) || is_numeric(*status) ||
         api.owner.reject(*status, "Property 'StatusCode' must be numeric");
}

bool read_parameters(Api& api, const Value::Member& response, Value& made) {
  struct Place {
    std::string_view name, prefix;
  };
  constexpr Place kPlaces[] = {{"Headers", "gatewayresponse.header."},
                               {"Paths", "gatewayresponse.path."},
                               {"QueryStrings", "gatewayresponse.querystring."}};
  const Value* parameters = response.value.find("ResponseParameters");
  if (!is_truthy(parameters)) return true;
  if (!expect_map(api.owner, *parameters,
                  "GatewayResponses." + response.key + ".ResponseParameters")) {
    return false;
  }
  for (const Value::Member& member : parameters->members()) {
    const bool known = std::any_of(std::begin(kPlaces), std::end(kPlaces),
                                   [&](const Place& each) { return each.name == member.key; });
    if (known) continue;
    return api.owner.reject(member.value,
                            "Invalid gateway response parameter '" + member.key + "'");
  }
  if (!check_status(api, response)) return false;
  for (const Place& place : kPlaces) {
    const Value* values = parameters->find(place.name);
    if (values == nullptr) continue;
    if (!expect_map(api.owner, *values, "ResponseParameters." + std::string(place.name))) {
      return false;
    }
    for (const Value::Member& each : values->members()) {
      made.set(std::string(place.prefix) + each.key, each.value);
    }
  }
  return true;
}

bool make_response(Api& api, const Value::Member& response, Value& made) {
  Value parameters = Value::map();
  if (!read_parameters(api, response, parameters) || !check_status(api, response)) return false;
  const Value* status = response.value.find("StatusCode");
  const Value* templates = response.value.find("ResponseTemplates");
  made = Value::map({{"responseParameters", std::move(parameters)},
                     {"responseTemplates", templates != nullptr ? *templates : Value::map()}});
  if (is_truthy(status)) made.set("statusCode", *status);
  made.place_all(response.value.at(), response.value.length());
  return true;
}

}  // namespace

bool add_gateway_responses(Api& api) {
  const Value* responses = api.find("GatewayResponses");
  if (!is_truthy(responses)) return true;
  if (api.body() == nullptr) {
    return api.owner.reject(*responses,
                            "GatewayResponses works only with inline Swagger specified in "
                            "'DefinitionBody' property.");
  }
  for (const Value::Member& response : responses->members()) {
    if (!check_response(api, response)) return false;
  }
  if (!OpenApi::is_valid(api.body(), api.kind)) {
    return api.owner.reject(*responses,
                            "Unable to add Auth configuration because 'DefinitionBody' does not "
                            "contain a valid Swagger definition.");
  }
  OpenApi document(api.context, *api.body(), api.kind);
  if (!document.check()) return false;
  Value all = Value::map();
  for (const Value::Member& response : responses->members()) {
    Value made;
    if (!make_response(api, response, made)) return false;
    all.set(response.key, std::move(made));
  }
  constexpr std::string_view kResponses = "x-amazon-apigateway-gateway-responses";
  Value* known = api.body()->find(kResponses);
  if (known == nullptr || !known->is_map()) {
    api.body()->set(kResponses, std::move(all));
  } else {
    for (Value::Member& member : all.members()) known->set(member.key, std::move(member.value));
  }
  return true;
}

bool add_models(Api& api) {
  const Value* models = api.find("Models");
  if (!is_truthy(models)) return true;
  if (api.body() == nullptr) {
    return api.owner.reject(
        *models, "Models works only with inline Swagger specified in 'DefinitionBody' property.");
  }
  if (!OpenApi::is_valid(api.body(), api.kind)) {
    return api.owner.reject(*models,
                            "Unable to add Models definitions because 'DefinitionBody' does not "
                            "contain a valid Swagger definition.");
  }
  if (!expect_map(api.owner, *models, "Models")) return false;
  for (const Value::Member& model : models->members()) {
    if (!model.value.is_map()) {
      return api.owner.reject(model.value, "Invalid value for 'Models' property");
    }
  }
  OpenApi document(api.context, *api.body(), api.kind);
  if (!document.check()) return false;
  Value* definitions = api.body()->find("definitions");
  if (definitions == nullptr || !definitions->is_map()) {
    definitions = &api.body()->set("definitions", Value::map());
  }
  for (const Value::Member& model : models->members()) {
    if (!is_truthy(model.value.find("type"))) {
      return api.context.abort(model.value, "'Models' schema is missing 'type'.");
    }
    std::string name = model.key;
    name = lower_case(name);
    definitions->set(name, model.value);
  }
  return true;
}

}  // namespace brume::emulator::sam

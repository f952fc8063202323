#include "emulator/template/sam/events/request_model.h"

#include <optional>

#include "emulator/text/ascii.h"

namespace brume::emulator::sam {
namespace {

Value& list_of(Value& definition, std::string_view name) {
  Value* list = definition.find(name);
  if (list == nullptr || !list->is_list()) list = &definition.set(name, Value(Value::List()));
  return *list;
}

bool check_model(Event& event, const RouteOfEvent& route, const Value& model, const Value* models) {
  const std::string shown = model.is_string() ? model.as_string() : python_text(model);
  const auto reject = [&](const std::string& reason) {
    event.reject(model, route.text("RequestModel [" + shown + "]", reason));
    return false;
  };
  if (!is_truthy(models)) return reject(" because the related API does not define any Models.");
  if (!models->is_map()) {
    return reject(" because the related API Models defined is of invalid type.");
  }
  if (!model.is_string()) return reject(" because the related API does not contain valid Models.");
  if (!is_truthy(models->find(shown))) {
    return reject(" because it wasn't defined in the API's Models.");
  }
  return true;
}

void set_model(OpenApi& document, const RouteOfEvent& route, const std::string& name,
               const Value* required) {
  const bool swagger = document.is_swagger();
  document.each_definition(route.path, route.method, [&](Value& definition) {
    const Value schema =
        Value::map({{"$ref", (swagger ? "#/definitions/" : "#/components/schemas/") + name}});
    if (swagger) {
      Value parameter = Value::map({{"in", "body"}, {"name", name}, {"schema", schema}});
      if (required != nullptr) parameter.set("required", *required);
      list_of(definition, "parameters").items().push_back(std::move(parameter));
      return;
    }
    Value body = Value::map(
        {{"content", Value::map({{"application/json", Value::map({{"schema", schema}})}})}});
    if (required != nullptr) body.set("required", *required);
    definition.set("requestBody", std::move(body));
  });
}

bool set_validator(Event& event, OpenApi& document, const RouteOfEvent& route,
                   const Value& request_model) {
  const Value* body = request_model.find("ValidateBody");
  const Value* parameters = request_model.find("ValidateParameters");
  if (body == nullptr && parameters == nullptr) return true;
  for (const Value* each : {body, parameters}) {
    if (each == nullptr || each->is_bool()) continue;
    const Value& model = *request_model.find("Model");
    event.reject(*each, "Unable to set Validator to RequestModel [" + model.text() +
                            "] on API method [" + route.method + "] for path [" + route.path +
                            "] ValidateBody and ValidateParameters must be a boolean type, strings "
                            "or intrinsics are not supported.");
    return false;
  }
  const bool checks_body = is_truthy(body);
  const bool checks_parameters = is_truthy(parameters);
  const std::string name = checks_body ? (checks_parameters ? "body-and-params" : "body-only")
                                       : (checks_parameters ? "params-only" : "no-validation");
  constexpr std::string_view kValidators = "x-amazon-apigateway-request-validators";
  Value* validators = document.document().find(kValidators);
  if (validators == nullptr || !validators->is_map()) {
    validators = &document.document().set(kValidators, Value::map());
  }
  if (validators->find(name) == nullptr) {
    validators->set(name, Value::map({{"validateRequestBody", checks_body},
                                      {"validateRequestParameters", checks_parameters}}));
  }
  document.each_definition(route.path, route.method, [&](Value& definition) {
    definition.set("x-amazon-apigateway-request-validator", name);
  });
  return true;
}

struct Parameter {
  std::string name;  // "method.request.header.X"
  bool required = false;
  bool caching = false;
};

bool is_parameter_name(const std::string& name) {
  for (const std::string_view lead :
       {"method.request.querystring.", "method.request.path.", "method.request.header."}) {
    if (name.starts_with(lead)) return true;
  }
  return false;
}

// Nothing after a rejection.
std::optional<Parameter> read_parameter(Event& event, const Value& written) {
  const auto reject = [&](const std::string& text) {
    event.reject(written, "Invalid value for 'RequestParameters' property. " + text);
    return std::nullopt;
  };
  const std::string wrong_name =
      "Keys must be in the format 'method.request.[querystring|path|header].{value}', e.g "
      "'method.request.header.Authorization'.";
  if (written.is_string()) {
    if (!is_parameter_name(written.as_string())) return reject(wrong_name);
    return Parameter{written.as_string()};
  }
  if (!written.is_map() || written.members().empty()) {
    return reject("Property must be either a string or an object");
  }
  const Value::Member& member = written.members().front();
  if (!is_parameter_name(member.key)) return reject(wrong_name);
  const std::string wrong_value =
      "Values must be an object, e.g { Required: true, Caching: false }";
  if (!member.value.is_map()) return reject(wrong_value);
  for (const Value::Member& each : member.value.members()) {
    if (each.key != "Required" && each.key != "Caching") return reject(wrong_value);
  }
  return Parameter{member.key, is_truthy(member.value.find("Required")),
                   is_truthy(member.value.find("Caching"))};
}

void set_parameter(OpenApi& document, const RouteOfEvent& route, const Parameter& parameter) {
  constexpr std::string_view kLead = "method.request.";
  const std::string rest = parameter.name.substr(kLead.size());
  const std::size_t dot = rest.find('.');
  const std::string place = rest.substr(0, dot);
  document.each_definition(route.path, route.method, [&](Value& definition) {
    Value made = Value::map({{"in", place == "querystring" ? "query" : place},
                             {"name", rest.substr(dot + 1)},
                             {"required", parameter.required}});
    if (document.is_swagger()) {
      made.set("type", "string");
    } else {
      made.set("schema", Value::map({{"type", "string"}}));
    }
    list_of(definition, "parameters").items().push_back(std::move(made));
    if (!parameter.caching) return;
    Value& integration = *definition.find(kIntegration);
    list_of(integration, "cacheKeyParameters").items().push_back(parameter.name);
  });
}

}  // namespace

bool add_request_model(Event& event, OpenApi& document, const RouteOfEvent& route,
                       const Value& api_properties) {
  const Value* written = event.find("RequestModel");
  const Value* model = written == nullptr ? nullptr : written->find("Model");
  if (!is_truthy(model)) return true;
  if (!check_model(event, route, *model, api_properties.find("Models"))) return false;
  set_model(document, route, lower_case(model->as_string()), written->find("Required"));
  return set_validator(event, document, route, *written);
}

bool add_request_parameters(Event& event, OpenApi& document, const RouteOfEvent& route) {
  const Value* written = event.find("RequestParameters");
  if (written == nullptr || !written->is_list()) return true;
  for (const Value& each : written->items()) {
    const auto parameter = read_parameter(event, each);
    if (!parameter) return false;
    set_parameter(document, route, *parameter);
  }
  return true;
}

}  // namespace brume::emulator::sam

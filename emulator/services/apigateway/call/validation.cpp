#include "emulator/services/apigateway/call/validation.h"

#include "emulator/services/apigateway/event/request_variables.h"
#include "emulator/text/split.h"

namespace brume::emulator::gateway {

std::optional<ApiKey> find_api_key(const RequestFacts& facts, std::string_view usage_key) {
  const std::string* const header = facts.head.headers.find("x-api-key");
  const std::string value(header != nullptr ? std::string_view(*header) : usage_key);
  const auto found = facts.api.api_keys.find(value);
  if (value.empty() || found == facts.api.api_keys.end()) return std::nullopt;
  return ApiKey{value, found->second};
}

std::string parameter_complaint(const RequestFacts& facts) {
  std::string missing;
  for (const std::string& name : facts.route.validation.required_parameters) {
    const auto value = request_variable(facts, name);
    if (value && !value->empty()) continue;
    // "method.request.querystring.page" -> "page"; names may have dots themselves.
    std::size_t begin = 0;
    for (int dots = 0; dots < 3 && begin != std::string::npos; ++dots) {
      begin = name.find('.', begin == 0 ? 0 : begin + 1);
    }
    if (!missing.empty()) missing += ", ";
    missing += begin == std::string::npos ? name : name.substr(begin + 1);
  }
  return missing.empty() ? missing : "Missing required request parameters: [" + missing + "]";
}

std::string Models::body_complaint(const RequestFacts& facts, std::string_view body) {
  const auto& models = facts.route.validation.models;
  const std::string* const type = facts.head.headers.find("content-type");
  auto model = models.find(type == nullptr ? "application/json" : media_type(*type));
  if (model == models.end()) model = models.find("$default");
  if (model == models.end()) return {};
  const JsonSchema* const schema = find(model->second, facts.route);
  return schema == nullptr ? std::string() : schema->complaint(body);
}

const JsonSchema* Models::find(const std::string& text, const Route& route) {
  const auto known = compiled_.find(text);
  if (known != compiled_.end()) return known->second.get();
  auto schema = JsonSchema::compile(text);
  const std::string place = "the model of " + route_key(route);
  if (!schema) {
    notice_(place + " is not checked: " + schema.error().message);
    compiled_.emplace(text, nullptr);
    return nullptr;
  }
  for (const std::string& keyword : schema->unsupported()) {
    notice_(place + ": the keyword `" + keyword + "` is not checked");
  }
  auto kept = std::make_unique<JsonSchema>(std::move(schema).value());
  return compiled_.emplace(text, std::move(kept)).first->second.get();
}

}  // namespace brume::emulator::gateway

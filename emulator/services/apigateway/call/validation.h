// What a REST API asks of a request before it is passed on: an API key, required parameters, a body
// that fits its model. Loop thread; owns the compiled models.
//
// Sources: API Gateway, "Request validation for REST APIs"; "Choose an API key source".
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "emulator/services/apigateway/event/request_facts.h"
#include "emulator/services/apigateway/schema/json_schema.h"

namespace brume::emulator::gateway {

struct ApiKey {
  std::string value, id;
};

// The key in x-api-key, or else the one an authorizer has named. Nothing when it is none of the
// API's.
std::optional<ApiKey> find_api_key(const RequestFacts& facts, std::string_view usage_key);

// "Missing required request parameters: [page]"; empty when all are there.
std::string parameter_complaint(const RequestFacts& facts);

class Models {
 public:
  // `notice`: tells people what is wrong with a model.
  explicit Models(std::function<void(const std::string&)> notice) : notice_(std::move(notice)) {}

  // In what way the body does not fit the model of its content type; empty when it does, or when
  // there is no such model.
  std::string body_complaint(const RequestFacts& facts, std::string_view body);

 private:
  const JsonSchema* find(const std::string& text, const Route& route);

  std::function<void(const std::string&)> notice_;
  std::map<std::string, std::unique_ptr<JsonSchema>> compiled_;  // by text; null: wrong
};

}  // namespace brume::emulator::gateway

// What an API's properties add to its OpenAPI document and beside it, a file each. Each answers
// false after a rejection or an abort.
#pragma once

#include <string>

#include "emulator/template/sam/api/open_api.h"
#include "emulator/template/sam/core/type_checks.h"

namespace brume::emulator::sam {

// An API resource on its way to what it stands for.
struct Api {
  Context& context;
  const std::string& id;
  const Value& resource;
  Value properties;  // those that fit the type; DefinitionBody is worked on here
  ApiKind kind;
  std::string stage_id = {};  // logical id of its stage
  Value tags = {};            // for the resources of an HTTP API: a map
  Owner owner{context, id};

  const Value* find(std::string_view property) const {
    const Value* value = properties.find(property);
    return value == nullptr || value->is_null() ? nullptr : value;
  }
  Value* body() {
    Value* value = properties.find("DefinitionBody");
    return is_truthy(value) ? value : nullptr;
  }
  // Adds a resource; `properties` may refer to this API.
  Value& make(const std::string& logical_id, std::string_view type, Value made_properties);
  // Copies the named properties that are given.
  void copy(std::initializer_list<std::string_view> names, Value& to) const;
};

// api_definition.cpp: what OpenAPI 3 writes otherwise than Swagger, in a REST API's document.
bool use_version_3(Api& api);
// DisableExecuteApiEndpoint, of either kind.
bool disable_endpoint(Api& api);
// BodyS3Location of a DefinitionUri; the Body else.
bool set_definition(Api& api, Value& made);
// The logical id of a stage named so.
std::string stage_id_of(const std::string& api_id, const Value* name);

bool add_rest_cors(Api& api);          // api_cors.cpp
bool add_http_cors(Api& api);          // api_cors.cpp
bool add_gateway_responses(Api& api);  // gateway_responses.cpp
bool add_models(Api& api);             // gateway_responses.cpp
bool add_rest_auth(Api& api);          // api_auth.cpp
bool add_http_auth(Api& api);          // api_auth.cpp
bool make_usage_plan(Api& api);        // usage_plan.cpp: needs the stage
bool make_domain(Api& api);            // api_domain.cpp: needs the stage

}  // namespace brume::emulator::sam

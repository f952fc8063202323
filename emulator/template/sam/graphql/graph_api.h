// AWS::Serverless::GraphQLApi -> AWS::AppSync::GraphQLApi, its schema, keys, data sources,
// functions and resolvers, and the roles that reach what is behind them.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "emulator/template/sam/core/type_checks.h"

namespace brume::emulator::sam {

// What the parts of one API's expansion share.
struct GraphApi {
  Context& context;
  const std::string& id;
  const Value& resource;
  const Value& properties;  // those that fit the type and its model
  Owner owner{context, id};
  std::map<std::string, Value, std::less<>> data_sources = {};  // the name each is known by
  std::map<std::string, Value, std::less<>> functions = {};     // the id each is known by
  bool has_none_source = false;

  const Value* find(std::string_view property) const {
    const Value* value = properties.find(property);
    return value == nullptr || value->is_null() ? nullptr : value;
  }
  Value api_id() const { return get_att(id, "ApiId"); }
  std::string schema_id() const { return id + "Schema"; }
  // SAM calls a part of the API by its own name. Always false.
  bool reject(const std::string& part, const Value& where, const std::string& text) const {
    return Owner(context, id, part).reject(where, text);
  }
  // Adds a resource with the API's attributes.
  Value& make(const std::string& logical_id, std::string_view type, Value made) const;
  // A role for AppSync, and its ARN.
  Value make_role(const std::string& logical_id, Value managed_policies) const;
};

// {"a": 1} with what is neither missing nor null of these.
Value given_of(const Value& from, std::initializer_list<std::string_view> names);
// Without what is null.
Value without_nulls(const Value& map);

void expand_graph_api(Context& context, const Value::Member& resource);

// model.cpp: whether the properties fit SAM's model. False after a rejection.
bool check_graph_model(const GraphApi& api);
// authentication.cpp, data_sources.cpp, resolvers.cpp. False after a rejection.
bool set_authentication(const GraphApi& api, Value& made, Value::List& authorizers);
bool make_data_sources(GraphApi& api);
bool make_functions(GraphApi& api);
bool make_resolvers(GraphApi& api);

}  // namespace brume::emulator::sam

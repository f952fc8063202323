// `Cors` of a REST API: an OPTIONS method for each path, answered by a mock integration.
// `CorsConfiguration` of an HTTP API: one member of the document.
#include <algorithm>
#include <array>
#include <set>

#include "emulator/template/model/intrinsic.h"
#include "emulator/template/sam/api/api_parts.h"
#include "emulator/text/ascii.h"

namespace brume::emulator::sam {
namespace {

struct Cors {
  Value origin = "'*'";
  Value headers;
  Value methods;
  Value max_age;
  bool credentials = false;
};

constexpr std::string_view kRestCorsNames[] = {"AllowMethods", "AllowHeaders", "AllowOrigin",
                                               "MaxAge", "AllowCredentials"};
constexpr std::array<std::string_view, 6> kHttpCorsNames{
    "AllowOrigins", "AllowMethods", "AllowHeaders", "ExposeHeaders", "MaxAge", "AllowCredentials"};

bool is_wildcard(const Value& origin) {
  return origin.is_null() || (origin.is_string() && origin.as_string() == "'*'");
}

bool read_rest_cors(Api& api, const Value& written, Cors& cors) {
  if (written.is_string() || is_intrinsic(written)) {
    cors.origin = written;
    return true;
  }
  if (!written.is_map()) return api.owner.reject(written, "Invalid value for 'Cors' property");
  for (const Value::Member& member : written.members()) {
    if (std::find(std::begin(kRestCorsNames), std::end(kRestCorsNames), member.key) !=
        std::end(kRestCorsNames)) {
      continue;
    }
    Value where;
    where.place(member.key_at, member.key_length);
    return api.owner.reject(where, "Invalid key '" + member.key + "' for 'Cors' property.");
  }
  if (const Value* value = written.find("AllowOrigin")) cors.origin = *value;
  if (const Value* value = written.find("AllowHeaders")) cors.headers = *value;
  if (const Value* value = written.find("AllowMethods")) cors.methods = *value;
  if (const Value* value = written.find("MaxAge")) cors.max_age = *value;
  const Value* credentials = written.find("AllowCredentials");
  cors.credentials = credentials != nullptr && credentials->is_bool() && credentials->as_bool();
  return true;
}

std::string lower_first(std::string_view name) {
  std::string text(name);
  text[0] = to_lower(text[0]);
  return text;
}

// Whether SAM hands a member of CorsConfiguration on.
bool is_written(const Value::Member& member) {
  if (member.key == "MaxAge") return !member.value.is_null();
  if (member.key == "AllowCredentials") return member.value.is_bool() && member.value.as_bool();
  return is_truthy(&member.value);
}

// AllowOrigins and the others as the document calls them, wherever they stand.
std::string as_in_document(std::string text) {
  for (const std::string_view name : kHttpCorsNames) {
    const std::string lower = lower_first(name);
    for (size_t at = 0; (at = text.find(name, at)) != std::string::npos; at += name.size()) {
      text.replace(at, name.size(), lower);
    }
  }
  return text;
}

Value as_in_document(const Value& value) {
  if (value.is_string()) return as_in_document(value.as_string());
  Value made = value;
  if (made.is_list()) {
    for (Value& item : made.items()) item = as_in_document(item);
  } else if (made.is_map()) {
    made = Value::map();
    for (const Value::Member& member : value.members()) {
      made.set(as_in_document(member.key), as_in_document(member.value));
    }
  }
  return made;
}

// An intrinsic stands for the whole configuration, even one that is written for the origins.
bool write_http_cors(Api& api, const Value& written, const Value& made) {
  constexpr std::string_view kCors = "x-amazon-apigateway-cors";
  Value* known = api.body()->find(kCors);
  if (known == nullptr) known = &api.body()->set(kCors, Value::map());
  if (!known->is_map()) {
    return api.context.abort(*known, "Value of '" + std::string(kCors) +
                                         "' must be a dictionary according to Swagger spec.");
  }
  const Value* origins = made.find("allowOrigins");
  const bool whole = origins != nullptr && is_intrinsic(*origins);
  const Value merged = whole ? as_in_document(*origins) : made;
  for (const Value::Member& member : merged.members()) known->set(member.key, member.value);
  known->place_all(written.at(), written.length());
  return true;
}

// "'GET,OPTIONS,POST'": the methods of the path.
std::string methods_of(const Value& item) {
  std::set<std::string> names{"OPTIONS"};
  for (const Value::Member& member : item.members()) {
    if (document_method(member.key) == kAnyMethod) {
      return "'DELETE,GET,HEAD,OPTIONS,PATCH,POST,PUT'";
    }
    std::string name = member.key;
    name = upper_case(name);
    names.insert(name);
  }
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ",") + name;
  return "'" + text + "'";
}

Value options_method(const Cors& cors, const Value& methods) {
  Value parameters = Value::map();
  Value headers = Value::map();
  const auto add = [&](const std::string& name, const Value& value) {
    if (!is_truthy(&value) && !value.is_int()) return;  // a MaxAge of 0 is one
    parameters.set("method.response.header.Access-Control-" + name, value);
    headers.set("Access-Control-" + name, Value::map({{"type", "string"}}));
  };
  add("Allow-Origin", cors.origin);
  add("Allow-Headers", cors.headers);
  add("Allow-Methods", methods);
  add("Max-Age", cors.max_age);
  if (cors.credentials) add("Allow-Credentials", "'true'");
  const Value json = Value::list({"application/json"});
  const Value answer =
      Value::map({{"statusCode", "200"},
                  {"responseParameters", std::move(parameters)},
                  {"responseTemplates", Value::map({{"application/json", "{}\n"}})}});
  Value integration = Value::map(
      {{"type", "mock"},
       {"requestTemplates", Value::map({{"application/json", "{\n  \"statusCode\" : 200\n}\n"}})},
       {"responses", Value::map({{"default", answer}})}});
  const Value described = Value::map(
      {{"description", "Default response for CORS method"}, {"headers", std::move(headers)}});
  Value method = Value::map({{"summary", "CORS support"}, {"consumes", json}, {"produces", json}});
  method.set(kIntegration, std::move(integration));
  method.set("responses", Value::map({{"200", described}}));
  return method;
}

}  // namespace

bool add_rest_cors(Api& api) {
  const Value* written = api.find("Cors");
  if (!is_truthy(written)) return true;
  if (api.body() == nullptr) {
    return api.owner.reject(
        *written, "Cors works only with inline Swagger specified in 'DefinitionBody' property.");
  }
  Cors cors;
  if (!read_rest_cors(api, *written, cors)) return false;
  if (!OpenApi::is_valid(api.body(), api.kind)) {
    return api.owner.reject(*written,
                            "Unable to add Cors configuration because 'DefinitionBody' does not "
                            "contain a valid Swagger definition.");
  }
  if (cors.credentials && is_wildcard(cors.origin)) {
    return api.owner.reject(*written,
                            "Unable to add Cors configuration because 'AllowCredentials' can not "
                            "be true when 'AllowOrigin' is \"'*'\" or not set");
  }
  OpenApi document(api.context, *api.body(), api.kind);
  if (!document.check()) return false;
  if (!is_truthy(&cors.origin) && !document.paths().members().empty()) {
    return api.owner.reject(*written,
                            "Structure of the SAM template is invalid. Invalid input. Value for "
                            "AllowedOrigins is required");
  }
  std::set<std::string> seen;
  for (Value::Member& path : document.paths().members()) {
    // API Gateway takes /a and /a/ for the same resource.
    std::string resource = path.key;
    while (resource.size() > 1 && resource.ends_with('/')) resource.pop_back();
    if (!seen.insert(resource).second) continue;
    for (Value* item : branches(path.value)) {
      if (!item->is_map() || item->find("options") != nullptr) continue;
      Value method =
          options_method(cors, is_truthy(&cors.methods) ? cors.methods : Value(methods_of(*item)));
      method.place_all(written->at(), written->length());
      item->set("options", std::move(method));
    }
  }
  return true;
}

bool add_http_cors(Api& api) {
  const Value* given = api.find("CorsConfiguration");
  if (!is_truthy(given)) return true;
  const Value resolved = api.context.with_parameters(*given);
  const Value* written = &resolved;
  if (!is_truthy(written)) return true;
  if (api.find("DefinitionUri") != nullptr) {
    return api.owner.reject(
        *written, "Cors works only with inline OpenApi specified in 'DefinitionBody' property.");
  }
  Value made = Value::map();
  if (written->is_bool()) {
    made.set("allowOrigins", Value::list({"*"}));
  } else if (is_intrinsic(*written)) {
    made.set("allowOrigins", *written);
  } else if (written->is_map()) {
    for (const Value::Member& member : written->members()) {
      if (std::find(kHttpCorsNames.begin(), kHttpCorsNames.end(), member.key) ==
          kHttpCorsNames.end()) {
        Value where;
        where.place(member.key_at, member.key_length);
        return api.owner.reject(where, "Invalid key '" + member.key + "' for 'Cors' property.");
      }
      if (is_written(member)) made.set(lower_first(member.key), member.value);
    }
  } else {
    return api.owner.reject(*written, "Invalid value for 'Cors' property.");
  }
  if (!OpenApi::is_valid(api.body(), api.kind)) {
    return api.owner.reject(*written,
                            "Unable to add Cors configuration because 'DefinitionBody' does not "
                            "contain a valid OpenApi definition.");
  }
  const Value* credentials = made.find("allowCredentials");
  const Value* origins = made.find("allowOrigins");
  if (credentials != nullptr && credentials->is_bool() && credentials->as_bool() &&
      origins != nullptr && *origins == Value::list({"*"})) {
    return api.owner.reject(*written,
                            "Unable to add Cors configuration because 'AllowCredentials' can not "
                            "be true when 'AllowOrigin' is \"'*'\" or not set.");
  }
  return write_http_cors(api, *written, made);
}

}  // namespace brume::emulator::sam

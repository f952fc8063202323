#include "emulator/template/sam/api/api_security.h"

#include <algorithm>

#include "emulator/template/sam/core/type_checks.h"

namespace brume::emulator::sam {
namespace {

constexpr std::string_view kNoAuthorizer = "NONE";
constexpr std::string_view kApiKeyScheme = "api_key";
constexpr std::string_view kNoApiKey = "api_key_false";

void add_api_key_scheme(OpenApi& api) {
  add_scheme(api, kApiKeyScheme,
             Value::map({{"type", "apiKey"}, {"name", "x-api-key"}, {"in", "header"}}), false);
}

// False after an abort.
bool add_security(OpenApi& api, const MethodOfPath& target, const Value& requirement) {
  bool sound = true;
  api.each_definition(target.path, target.method, [&](Value& definition) {
    Value* security = definition.find("security");
    if (security == nullptr) security = &definition.set("security", Value(Value::List()));
    if (!security->is_list()) {
      sound = api.context().abort(*security, "Type of security for path " + target.path +
                                                 " method " + target.method + " must be a list");
      return;
    }
    security->items().push_back(requirement);
  });
  return sound;
}

Value requirement(std::string_view name, Value scopes = Value(Value::List())) {
  return Value::map({{name, std::move(scopes)}});
}

bool names_any(const Value& entry, const std::vector<std::string>& names) {
  return std::any_of(names.begin(), names.end(),
                     [&](const std::string& name) { return entry.find(name) != nullptr; });
}

bool set_method_authorizer(OpenApi& api, const MethodOfPath& target, const Value& auth,
                           const Value* authorizers) {
  const std::string& name = auth.find("Authorizer")->as_string();
  Value scopes{Value::List()};
  const Value* authorizer = authorizers == nullptr ? nullptr : authorizers->find(name);
  if (authorizer != nullptr && !authorizer->is_map() && name != kNoAuthorizer) {
    return api.context().abort(*authorizer,
                               "Type of authorizer '" + name + "' must be a dictionary");
  }
  if (authorizer != nullptr && name != kNoAuthorizer) {
    const Value* own = auth.find("AuthorizationScopes");
    const Value* given =
        own != nullptr && !own->is_null() ? own : authorizer->find("AuthorizationScopes");
    if (given != nullptr && !given->is_null()) scopes = *given;
  }
  if (!add_security(api, target, requirement(name, scopes))) return false;
  bool iam = false;
  api.each_definition(target.path, target.method, [&](Value& definition) {
    iam = iam || definition.find("security")->items()[0].find(kIam) != nullptr;
  });
  if (iam && api.kind() == ApiKind::kRest) add_iam_scheme(api);
  return true;
}

// The entries of `security`; false after an abort.
bool read_security(OpenApi& api, const OpenApi::Operation& operation, Value::List& entries) {
  const Value* security = operation.definition.find("security");
  if (security == nullptr) return true;
  if (!security->is_list()) {
    return api.context().abort(*security, "Type of security for path " + operation.path +
                                              " method " + operation.method + " must be a list");
  }
  for (const Value& entry : security->items()) {
    if (entry.is_map()) continue;
    return api.context().abort(entry, (entry.is_string() ? entry.as_string() : python_text(entry)) +
                                          " in Security for path " + operation.path + " method " +
                                          operation.method + " is not a valid dictionary.");
  }
  entries = security->items();
  return true;
}

bool default_authorizer(OpenApi& api, const DefaultAuthorizer& authorizer,
                        const OpenApi::Operation& operation) {
  Value::List entries;
  if (!read_security(api, operation, entries)) return false;
  Value::List others;
  Value::List own;
  for (const Value& entry : entries) {
    (names_any(entry, authorizer.known) ? own : others).push_back(entry);
  }
  const auto none = std::find_if(others.begin(), others.end(), [](const Value& entry) {
    return entry.find(kNoAuthorizer) != nullptr;
  });
  if (none != others.end()) {
    others.erase(none);
  } else if (!own.empty()) {
    others.insert(others.end(), own.begin(), own.end());
  } else {
    others.push_back(requirement(authorizer.name, authorizer.scopes));
  }
  // SAM leaves the marker where nothing else is left.
  if (!others.empty()) operation.definition.set("security", Value(std::move(others)));
  return true;
}

}  // namespace

bool secure_method(OpenApi& api, const MethodOfPath& target, const Value& auth,
                   const Value* authorizers) {
  const Value* authorizer = auth.find("Authorizer");
  if (authorizer != nullptr && authorizer->is_string() && !authorizer->as_string().empty() &&
      !set_method_authorizer(api, target, auth, authorizers)) {
    return false;
  }
  const Value* key = auth.find("ApiKeyRequired");
  if (key == nullptr || key->is_null() || api.kind() == ApiKind::kHttp) return true;
  const bool required = is_truthy(key);
  if (required) add_api_key_scheme(api);
  return add_security(api, target, requirement(required ? kApiKeyScheme : kNoApiKey));
}

bool secure_by_default(OpenApi& api, const DefaultAuthorizer& authorizer) {
  bool iam = false;
  const bool sound = api.each_operation([&](const OpenApi::Operation& operation) {
    const bool options = document_method(operation.method) == "options";
    if (options && (!authorizer.preflight || api.kind() == ApiKind::kHttp)) return true;
    if (api.kind() == ApiKind::kHttp) {
      // What an HTTP API's method says itself is left alone, whatever it is.
      if (is_truthy(operation.definition.find("security"))) return true;
      operation.definition.set("security",
                               Value::list({requirement(authorizer.name, authorizer.scopes)}));
      return true;
    }
    if (!default_authorizer(api, authorizer, operation)) return false;
    const Value* security = operation.definition.find("security");
    iam = iam || (security != nullptr && security->is_list() && !security->items().empty() &&
                  security->items()[0].find(kIam) != nullptr);
    return true;
  });
  if (iam) add_iam_scheme(api);
  return sound;
}

bool require_api_key(OpenApi& api, bool preflight) {
  add_api_key_scheme(api);
  return api.each_operation([&](const OpenApi::Operation& operation) {
    if (!preflight && document_method(operation.method) == "options") return true;
    Value::List entries;
    if (!read_security(api, operation, entries)) return false;
    bool refused = false;
    std::erase_if(entries, [&](const Value& entry) {
      refused = refused || entry.find(kNoApiKey) != nullptr;
      return entry.find(kNoApiKey) != nullptr || entry.find(kApiKeyScheme) != nullptr;
    });
    if (!refused) entries.push_back(requirement(kApiKeyScheme));
    if (entries.empty() && operation.definition.find("security") == nullptr) return true;
    operation.definition.set("security", Value(std::move(entries)));
    return true;
  });
}

void add_scheme(OpenApi& api, std::string_view name, Value scheme, bool replace) {
  Value* parent = &api.document();
  std::string_view section = "securityDefinitions";
  if (api.kind() == ApiKind::kHttp) {
    Value* components = parent->find("components");
    if (components == nullptr || !components->is_map()) {
      components = &parent->set("components", Value::map());
    }
    parent = components;
    section = "securitySchemes";
  }
  Value* schemes = parent->find(section);
  if (schemes == nullptr || !schemes->is_map()) schemes = &parent->set(section, Value::map());
  if (replace || schemes->find(name) == nullptr) schemes->set(name, std::move(scheme));
}

void add_iam_scheme(OpenApi& api) {
  add_scheme(api, kIam,
             Value::map({{"x-amazon-apigateway-authtype", "awsSigv4"},
                         {"type", "apiKey"},
                         {"name", "Authorization"},
                         {"in", "header"}}),
             false);
}

}  // namespace brume::emulator::sam

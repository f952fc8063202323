// `Auth` of an API: its authorizers and the defaults for methods without their own.
#include <algorithm>

#include "emulator/template/model/intrinsic.h"
#include "emulator/template/sam/api/api_parts.h"
#include "emulator/template/sam/api/api_security.h"
#include "emulator/template/sam/api/authorizers.h"
#include "emulator/template/sam/api/resource_policy.h"

namespace brume::emulator::sam {
namespace {

constexpr std::string_view kRestAuthNames[] = {"Authorizers",
                                               "DefaultAuthorizer",
                                               "InvokeRole",
                                               "AddDefaultAuthorizerToCorsPreflight",
                                               "AddApiKeyRequiredToCorsPreflight",
                                               "ApiKeyRequired",
                                               "ResourcePolicy",
                                               "UsagePlan"};
constexpr std::string_view kHttpAuthNames[] = {"Authorizers", "DefaultAuthorizer",
                                               "EnableIamAuthorizer"};

bool check_names(const Api& api, const Value& auth, std::span<const std::string_view> names) {
  for (const Value::Member& member : auth.members()) {
    if (std::find(names.begin(), names.end(), member.key) != names.end()) continue;
    Value where;
    where.place(member.key_at, member.key_length);
    return api.owner.reject(where, "Invalid value for 'Auth' property");
  }
  return true;
}

// A switch that is on unless it is turned off.
bool is_on(const Value& auth, std::string_view name) {
  const Value* value = auth.find(name);
  return value == nullptr || is_truthy(value);
}

const Authorizer* find_authorizer(const std::vector<Authorizer>& authorizers,
                                  std::string_view name) {
  for (const Authorizer& each : authorizers) {
    if (each.name == name) return &each;
  }
  return nullptr;
}

DefaultAuthorizer default_of(const std::vector<Authorizer>& authorizers, const Value& name) {
  DefaultAuthorizer result{name.as_string(), Value(Value::List()), {std::string(kIam)}, true};
  for (const Authorizer& each : authorizers) result.known.push_back(each.name);
  const Authorizer* own = find_authorizer(authorizers, name.as_string());
  const Value* scopes = own == nullptr ? nullptr : own->find("AuthorizationScopes");
  if (scopes != nullptr) result.scopes = *scopes;
  return result;
}

bool apply_rest_default(Api& api, OpenApi& document, const std::vector<Authorizer>& authorizers,
                        const Value& auth) {
  const Value* name = auth.find("DefaultAuthorizer");
  if (!is_truthy(name)) return true;
  const bool iam = name->is_string() && name->as_string() == kIam;
  if (!iam && authorizers.empty()) return true;
  if (!name->is_string()) return api.owner.reject(*name, "DefaultAuthorizer is not a string.");
  if (!iam && find_authorizer(authorizers, name->as_string()) == nullptr) {
    return api.owner.reject(*name, "Unable to set DefaultAuthorizer because '" + name->as_string() +
                                       "' was not defined in 'Authorizers'.");
  }
  DefaultAuthorizer made = default_of(authorizers, *name);
  made.preflight = is_on(auth, "AddDefaultAuthorizerToCorsPreflight");
  return secure_by_default(document, made);
}

}  // namespace

bool add_rest_auth(Api& api) {
  const Value* auth = api.find("Auth");
  if (!is_truthy(auth)) return true;
  if (!expect_map(api.owner, *auth, "Auth")) return false;
  if (api.body() == nullptr) {
    return api.owner.reject(
        *auth, "Auth works only with inline Swagger specified in 'DefinitionBody' property.");
  }
  if (!check_names(api, *auth, kRestAuthNames)) return false;
  if (!OpenApi::is_valid(api.body(), api.kind)) {
    return api.owner.reject(*auth,
                            "Unable to add Auth configuration because 'DefinitionBody' does not "
                            "contain a valid Swagger definition.");
  }
  OpenApi document(api.context, *api.body(), api.kind);
  if (!document.check()) return false;
  std::vector<Authorizer> authorizers;
  if (!read_authorizers(api.owner, auth->find("Authorizers"), api.kind, authorizers)) return false;
  const Value* fallback = auth->find("DefaultAuthorizer");
  if (fallback != nullptr && fallback->is_string() && fallback->as_string() == kIam) {
    add_iam_scheme(document);
  }
  for (const Authorizer& authorizer : authorizers) {
    Value scheme;
    if (!rest_scheme(api.owner, authorizer, scheme)) return false;
    add_scheme(document, authorizer.name, std::move(scheme));
  }
  if (!apply_rest_default(api, document, authorizers, *auth)) return false;
  if (is_truthy(auth->find("ApiKeyRequired")) &&
      !require_api_key(document, is_on(*auth, "AddApiKeyRequiredToCorsPreflight"))) {
    return false;
  }
  permit_authorizers(api.owner, authorizers, api.kind);
  const Value* policy = auth->find("ResourcePolicy");
  const Value* stage = api.find("StageName");
  return !is_truthy(policy) ||
         add_resource_policy(document, *policy, {nullptr, stage == nullptr ? Value() : *stage});
}

bool add_http_auth(Api& api) {
  const Value* auth = api.find("Auth");
  if (!is_truthy(auth)) return true;
  if (!expect_map(api.owner, *auth, "Auth")) return false;
  if (api.find("DefinitionUri") != nullptr) {
    return api.owner.reject(
        *auth, "Auth works only with inline OpenApi specified in the 'DefinitionBody' property.");
  }
  if (!check_names(api, *auth, kHttpAuthNames)) return false;
  if (!OpenApi::is_valid(api.body(), api.kind)) {
    return api.owner.reject(*auth,
                            "Unable to add Auth configuration because 'DefinitionBody' does not "
                            "contain a valid OpenApi definition.");
  }
  OpenApi document(api.context, *api.body(), api.kind);
  if (!document.check()) return false;
  std::vector<Authorizer> authorizers;
  if (!read_authorizers(api.owner, auth->find("Authorizers"), api.kind, authorizers)) return false;
  const Value* iam = auth->find("EnableIamAuthorizer");
  const bool with_iam = iam != nullptr && iam->is_bool() && iam->as_bool();
  if (with_iam) add_iam_scheme(document);
  for (const Authorizer& authorizer : authorizers) {
    Value scheme;
    if (!http_scheme(api.owner, authorizer, scheme)) return false;
    add_scheme(document, authorizer.name, std::move(scheme));
  }
  permit_authorizers(api.owner, authorizers, api.kind);
  const Value* name = auth->find("DefaultAuthorizer");
  if (!is_truthy(name) || is_no_value(*name)) return true;
  if (!expect_text(api.owner, *name, "Auth.DefaultAuthorizer")) return false;
  const std::string& shown = name->as_string();
  const bool known = find_authorizer(authorizers, shown) != nullptr || (with_iam && shown == kIam);
  if (!known) {
    return api.owner.reject(*name, "Unable to set DefaultAuthorizer because '" + shown +
                                       "' was not defined in 'Authorizers'.");
  }
  return secure_by_default(document, default_of(authorizers, *name));
}

}  // namespace brume::emulator::sam

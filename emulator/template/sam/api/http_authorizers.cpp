// The authorizers of an HTTP API: JWT ("OAuth2" in SAM's words) and Lambda.
#include "emulator/template/sam/api/authorizers.h"

#include "emulator/text/ascii.h"

namespace brume::emulator::sam {
namespace {

bool is_jwt(const Authorizer& authorizer) {
  return is_truthy(authorizer.find("JwtConfiguration"));
}

bool check_jwt(const Owner& owner, const Authorizer& authorizer) {
  return is_truthy(authorizer.find("IdentitySource")) ||
         owner.reject(authorizer.properties,
                      authorizer.name + " OAuth2 Authorizer must define 'IdentitySource'.");
}

bool check_lambda(const Owner& owner, const Authorizer& authorizer) {
  for (const std::string name : {"FunctionArn", "AuthorizerPayloadFormatVersion"}) {
    if (is_truthy(authorizer.find(name))) continue;
    return owner.reject(authorizer.properties,
                        authorizer.name + " Lambda Authorizer must define '" + name + "'.");
  }
  const Value* identity = authorizer.find("Identity");
  return !is_truthy(identity) ||
         expect_map(owner, *identity, "Auth.Authorizers." + authorizer.name + ".Identity");
}

// Properties of the other kind.
bool check_foreign(const Owner& owner, const Authorizer& authorizer) {
  struct Property {
    std::string_view name;
    bool jwt;
    std::string_view kind;
  };
  constexpr Property kProperties[] = {
      {"AuthorizationScopes", true, "OAuth2 Authorizer"},
      {"JwtConfiguration", true, "OAuth2 Authorizer"},
      {"IdentitySource", true,
       "OAuth2 Authorizer. For Lambda Authorizer, use the 'Identity' property instead"},
      {"FunctionArn", false, "Lambda Authorizer"},
      {"FunctionInvokeRole", false, "Lambda Authorizer"},
      {"Identity", false, "Lambda Authorizer"},
      {"AuthorizerPayloadFormatVersion", false, "Lambda Authorizer"},
      {"EnableSimpleResponses", false, "Lambda Authorizer"},
      {"EnableFunctionDefaultPermissions", false, "Lambda Authorizer"},
  };
  const bool jwt = is_jwt(authorizer);
  for (const Property& property : kProperties) {
    const Value* value = authorizer.find(property.name);
    // An empty JwtConfiguration is none.
    const bool given = property.name == "JwtConfiguration" ? is_truthy(value) : value != nullptr;
    if (!given || property.jwt == jwt) continue;
    return owner.reject(*value, std::string(property.name) + " is only supported for " +
                                    std::string(property.kind) + ".");
  }
  return true;
}

// JwtConfiguration with its keys as OpenAPI writes them: issuer, audience.
Value lower_keys(const Value& configuration) {
  Value result = configuration;
  for (Value::Member& member : result.members()) {
    member.key = lower_case(member.key);
  }
  return result;
}

}  // namespace

bool check_http_authorizer(const Owner& owner, const Authorizer& authorizer) {
  if (const Value* url = authorizer.properties.find("OpenIdConnectUrl")) {
    return owner.reject(*url,
                        "'OpenIdConnectUrl' is no longer a supported property for authorizer '" +
                            authorizer.name + "'. Please refer to the AWS SAM documentation.");
  }
  if (is_jwt(authorizer) &&
      !expect_map(owner, *authorizer.find("JwtConfiguration"), "JwtConfiguration")) {
    return false;
  }
  const Value* scopes = authorizer.find("AuthorizationScopes");
  if (scopes != nullptr && !scopes->is_list()) {
    return owner.reject(*scopes, "AuthorizationScopes must be a list.");
  }
  if (!check_foreign(owner, authorizer)) return false;
  const bool sound =
      is_jwt(authorizer) ? check_jwt(owner, authorizer) : check_lambda(owner, authorizer);
  if (!sound) return false;
  const Value* permissions = authorizer.find("EnableFunctionDefaultPermissions");
  return permissions == nullptr ||
         expect_truth(owner, *permissions,
                      "Authorizers." + authorizer.name + ".EnableFunctionDefaultPermissions");
}

bool http_scheme(const Owner& owner, const Authorizer& authorizer, Value& scheme) {
  Value extension;
  if (is_jwt(authorizer)) {
    extension = Value::map({{"jwtConfiguration", lower_keys(*authorizer.find("JwtConfiguration"))},
                            {"identitySource", *authorizer.find("IdentitySource")},
                            {"type", "jwt"}});
    scheme = Value::map({{"type", "oauth2"}});
  } else {
    extension = Value::map(
        {{"type", "request"}, {"authorizerUri", authorizer_uri(*authorizer.find("FunctionArn"))}});
    const Value role = invoke_role(authorizer);
    if (!role.is_null()) extension.set("authorizerCredentials", role);
    Value::List sources;
    if (!identity_sources(owner, authorizer, ApiKind::kHttp, sources)) return false;
    if (!sources.empty()) extension.set("identitySource", Value(std::move(sources)));
    const Value* identity = authorizer.find("Identity");
    const Value* ttl = identity == nullptr ? nullptr : identity->find("ReauthorizeEvery");
    if (ttl != nullptr && !ttl->is_null()) extension.set("authorizerResultTtlInSeconds", *ttl);
    extension.set("authorizerPayloadFormatVersion",
                  *authorizer.find("AuthorizerPayloadFormatVersion"));
    const Value* simple = authorizer.find("EnableSimpleResponses");
    if (is_truthy(simple)) extension.set("enableSimpleResponses", *simple);
    scheme = Value::map({{"type", "apiKey"}, {"name", "Unused"}, {"in", "header"}});
  }
  scheme.set("x-amazon-apigateway-authorizer", std::move(extension));
  scheme.place_all(authorizer.properties.at(), authorizer.properties.length());
  return true;
}

}  // namespace brume::emulator::sam

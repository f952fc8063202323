// The authorizers of an HTTP API: JWT ("OAuth2" in SAM's words) and Lambda.
#include "emulator/template/sam/authorizers.h"

namespace brume::emulator::sam {
namespace {

bool is_jwt(const Authorizer& authorizer) {
  return is_truthy(authorizer.find("JwtConfiguration"));
}

bool check_jwt(const Owner& owner, const Authorizer& authorizer) {
  if (!expect_map(owner, *authorizer.find("JwtConfiguration"), "JwtConfiguration")) return false;
  if (is_truthy(authorizer.find("IdentitySource"))) return true;
  return owner.reject(authorizer.properties,
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
  constexpr std::string_view kJwtOnly[] = {"AuthorizationScopes", "JwtConfiguration",
                                           "IdentitySource"};
  constexpr std::string_view kLambdaOnly[] = {"FunctionArn",
                                              "FunctionInvokeRole",
                                              "Identity",
                                              "AuthorizerPayloadFormatVersion",
                                              "EnableSimpleResponses",
                                              "EnableFunctionDefaultPermissions"};
  if (is_jwt(authorizer)) {
    for (const std::string_view name : kLambdaOnly) {
      if (const Value* value = authorizer.find(name)) {
        return owner.reject(*value,
                            std::string(name) + " must be defined only for Lambda Authorizer.");
      }
    }
    return true;
  }
  for (const std::string_view name : kJwtOnly) {
    if (const Value* value = authorizer.find(name)) {
      return owner.reject(*value,
                          std::string(name) + " must be defined only for OAuth2 Authorizer.");
    }
  }
  return true;
}

// JwtConfiguration with its keys as OpenAPI writes them: issuer, audience.
Value lower_first(const Value& configuration) {
  Value result = configuration;
  for (Value::Member& member : result.members()) {
    if (!member.key.empty() && member.key[0] >= 'A' && member.key[0] <= 'Z') {
      member.key[0] = static_cast<char>(member.key[0] - 'A' + 'a');
    }
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
  if (!check_foreign(owner, authorizer)) return false;
  if (const Value* scopes = authorizer.find("AuthorizationScopes")) {
    if (!expect_list(owner, *scopes, "Authorizers." + authorizer.name + ".AuthorizationScopes")) {
      return false;
    }
  }
  return is_jwt(authorizer) ? check_jwt(owner, authorizer) : check_lambda(owner, authorizer);
}

bool http_scheme(const Owner& owner, const Authorizer& authorizer, Value& scheme) {
  Value extension;
  if (is_jwt(authorizer)) {
    extension = Value::map({{"jwtConfiguration", lower_first(*authorizer.find("JwtConfiguration"))},
                            {"identitySource", *authorizer.find("IdentitySource")},
                            {"type", "jwt"}});
    scheme = Value::map({{"type", "oauth2"}});
  } else {
    extension = Value::map(
        {{"type", "request"},
         {"authorizerUri", authorizer_uri(*authorizer.find("FunctionArn"), ApiKind::kHttp)}});
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

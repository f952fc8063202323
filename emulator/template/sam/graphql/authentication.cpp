// `Auth` of a GraphQL API: its default authorization and the additional ones.
#include "emulator/template/sam/graphql/graph_api.h"

namespace brume::emulator::sam {
namespace {

struct AuthenticationKind {
  std::string_view type, property, config;
};
constexpr AuthenticationKind kAuthenticationKinds[] = {
    {"AWS_LAMBDA", "LambdaAuthorizer", "LambdaAuthorizerConfig"},
    {"OPENID_CONNECT", "OpenIDConnect", "OpenIDConnectConfig"},
    {"AMAZON_COGNITO_USER_POOLS", "UserPool", "UserPoolConfig"},
};

// One authorization: its type and at most one configuration, which it needs or not.
bool set_one(const GraphApi& api, const Value& auth, int index, Value& made) {
  constexpr std::size_t kMembersMax = 2;
  Value written = without_nulls(auth);
  written.erase("Additional");
  if (written.members().size() > kMembersMax) {
    const std::string path = index > 0 ? "Auth.Additional." + std::to_string(index) : "Auth";
    return api.owner.reject(
        auth, "'" + path + "' has more than one authentication configuration defined.");
  }
  const Value& type = *auth.find("Type");
  made.set("AuthenticationType", type);
  for (const AuthenticationKind& kind : kAuthenticationKinds) {
    if (type != Value(kind.type)) continue;
    const Value* config = written.find(kind.property);
    if (config == nullptr) {
      return api.owner.reject(auth, "'" + std::string(kind.property) +
                                        "' must be defined if type is '" + std::string(kind.type) +
                                        "'.");
    }
    Value given = without_nulls(*config);
    // What happens by default is said of the default authorization only.
    if (index >= 0) given.erase("DefaultAction");
    made.set(kind.config, std::move(given));
  }
  return true;
}

void note_function(const Value& made, Value::List& authorizers) {
  const Value* config = made.find("LambdaAuthorizerConfig");
  if (config != nullptr) authorizers.push_back(*config->find("AuthorizerUri"));
}

}  // namespace

bool set_authentication(const GraphApi& api, Value& made, Value::List& authorizers) {
  const Value& auth = *api.find("Auth");
  if (!set_one(api, auth, -1, made)) return false;
  note_function(made, authorizers);
  const Value* additional = auth.find("Additional");
  if (!is_truthy(additional)) return true;
  Value::List providers;
  for (const Value& each : additional->items()) {
    Value provider = Value::map();
    if (!set_one(api, each, static_cast<int>(providers.size()), provider)) return false;
    note_function(provider, authorizers);
    providers.push_back(std::move(provider));
  }
  made.set("AdditionalAuthenticationProviders", Value(std::move(providers)));
  return true;
}

}  // namespace brume::emulator::sam

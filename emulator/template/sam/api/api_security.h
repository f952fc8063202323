// Who may call an API's methods, as OpenAPI says it: the `security` of each operation and the
// schemes it names. Functions' events are first, the API's defaults come last and find SAM's
// markers: NONE (no authorizer here) and api_key_false (no key here).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "emulator/template/sam/api/open_api.h"

namespace brume::emulator::sam {

inline constexpr std::string_view kIam = "AWS_IAM";

struct MethodOfPath {
  const std::string& path;
  const std::string& method;
};
// `Auth` of an event, with the API's `Auth.Authorizers` (may be null) for their scopes. False after
// an abort.
bool secure_method(OpenApi& api, const MethodOfPath& target, const Value& auth,
                   const Value* authorizers);

struct DefaultAuthorizer {
  std::string name;
  Value scopes;                    // a list
  std::vector<std::string> known;  // all authorizers
  bool preflight = true;           // OPTIONS too
};
// False after an abort.
bool secure_by_default(OpenApi& api, const DefaultAuthorizer& authorizer);
bool require_api_key(OpenApi& api, bool preflight);

// Adds a scheme: in `securityDefinitions`, or in `components.securitySchemes`.
void add_scheme(OpenApi& api, std::string_view name, Value scheme, bool replace = true);
void add_iam_scheme(OpenApi& api);

}  // namespace brume::emulator::sam

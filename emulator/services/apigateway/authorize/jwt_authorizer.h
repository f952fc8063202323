// Decides about one request by its token: parts, signature, claims, scopes.
//
// Loop thread; kept alive by the keys it waits for.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "emulator/base/callback.h"
#include "emulator/services/apigateway/authorize/decision.h"
#include "emulator/services/apigateway/authorize/issuer_keys.h"
#include "emulator/services/apigateway/authorize/jwt.h"

namespace brume::emulator::gateway {

class JwtAuthorizer final : public std::enable_shared_from_this<JwtAuthorizer> {
 public:
  struct Services {
    const Clock& clock;
    IssuerKeys& keys;
    const KeySet* trusted;  // keys of every issuer; or null
    std::function<void(const std::string&)> notice;
  };

  // REQUIRES: all of them and the facts outlive the decision
  JwtAuthorizer(const Services& services, const RequestFacts& facts, const Authorizer& authorizer,
                Callback<void(Decision)> decided)
      : services_(services), facts_(facts), authorizer_(authorizer), decided_(std::move(decided)) {}

  void decide();

 private:
  void on_keys(Result<IssuerKeys::Keys> keys);
  void verify(const KeySet& keys);
  void check();
  void reject(std::string_view why);
  void refuse(Refusal refusal, std::string challenge);
  bool is_rest() const { return facts_.api.kind == ApiKind::kRest; }

  const Services& services_;
  const RequestFacts& facts_;
  const Authorizer& authorizer_;
  Callback<void(Decision)> decided_;
  Jwt token_;
};

}  // namespace brume::emulator::gateway

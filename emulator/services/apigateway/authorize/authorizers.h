// Decides whether a request may pass its route's authorizer: Lambda authorizers, JWT authorizers
// (user pools too) and AWS_IAM.
//
// Loop thread. Owns the caches; outlives its decisions.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>

#include "emulator/base/callback.h"
#include "emulator/services/apigateway/authorize/answer_cache.h"
#include "emulator/services/apigateway/authorize/decision.h"
#include "emulator/services/apigateway/authorize/issuer_keys.h"
#include "emulator/services/apigateway/authorize/jwt_authorizer.h"
#include "emulator/services/apigateway/authorize/lambda_authorizer.h"

namespace brume::emulator::gateway {

struct AuthorizersServices {
  const Clock& clock;
  Invoker& invoker;
  Deadlines& deadlines;
  TextFetcher* fetcher = nullptr;  // null: no keys but the trusted ones
  std::string trusted_keys = {};   // JWKS text: keys that every JWT authorizer trusts
  std::function<void(const std::string&)> notice;
};

class Authorizers {
 public:
  explicit Authorizers(const AuthorizersServices& services);
  Authorizers(const Authorizers&) = delete;
  Authorizers& operator=(const Authorizers&) = delete;

  // REQUIRES: the route has an authorizer; the facts stay valid until the decision
  void decide(const RequestFacts& facts, Callback<void(Decision)> decided);

  // Forgets what authorizers said: their functions or policies have changed.
  void forget() { cache_.clear(); }

 private:
  void decide_by_lambda(const RequestFacts& facts, const Authorizer& authorizer,
                        Callback<void(Decision)> decided);
  void decide_by_signature(const RequestFacts& facts, Callback<void(Decision)> decided);
  // Null when there is none; false when it is no expression.
  bool find_expression(const Authorizer& authorizer, const Pattern*& expression);
  void notice_once(const std::string& text);

  const AuthorizersServices services_;
  AnswerCache cache_;
  const LambdaAuthorizerServices lambda_services_;
  IssuerKeys keys_;
  const std::unique_ptr<KeySet> trusted_;  // or null
  const JwtAuthorizer::Services jwt_services_;
  std::map<std::string, std::unique_ptr<Pattern>> expressions_;  // null: wrong
  std::set<std::string> noticed_;
};

}  // namespace brume::emulator::gateway

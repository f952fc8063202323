// Asks a Lambda authorizer about one request: identity, cache, call, verdict. TOKEN and REQUEST,
// policies and simple answers.
//
// Loop thread; kept alive by the call it waits for. Decides exactly once, within the time that API
// Gateway gives an authorizer.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "emulator/base/callback.h"
#include "emulator/base/deadlines.h"
#include "emulator/services/apigateway/authorize/answer_cache.h"
#include "emulator/services/apigateway/authorize/decision.h"
#include "emulator/template/model/pattern.h"

namespace brume::emulator {
class Invoker;
}

namespace brume::emulator::gateway {

// Source: API Gateway quotas, "Lambda authorizer timeout" of HTTP APIs; REST's is that of its
// integrations.
inline constexpr Duration kHttpAuthorizerTimeout = std::chrono::seconds(10);
inline constexpr Duration kRestAuthorizerTimeout = std::chrono::seconds(29);

struct LambdaAuthorizerServices {
  const Clock& clock;
  Invoker& invoker;
  Deadlines& deadlines;
  AnswerCache& cache;
  // Tells people what was wrong with an authorizer.
  std::function<void(const std::string&)> notice;
};

class LambdaAuthorizer final : public Deadlines::Waiter,
                               public std::enable_shared_from_this<LambdaAuthorizer> {
 public:
  // REQUIRES: all of them outlive the decision; the API is kept alive by who waits for it
  LambdaAuthorizer(const LambdaAuthorizerServices& services, const Authorizer& authorizer)
      : services_(services), authorizer_(authorizer) {}

  // `expression`: the compiled validation expression, or null. The facts must stay valid until the
  // decision.
  void decide(const RequestFacts& facts, const Pattern* expression,
              Callback<void(Decision)> decided);

 private:
  void ask(std::vector<std::string> identity);
  void on_reply(const std::string& payload, bool failed);
  void on_deadline() override;
  void judge(const AuthorizerAnswer& answer);
  void fail(const std::string& why);
  void refuse(Refusal refusal);
  void finish(Decision decision);

  const LambdaAuthorizerServices& services_;
  const Authorizer& authorizer_;
  const RequestFacts* facts_ = nullptr;
  std::string key_;
  MonotonicTime asked_at_;
  Deadlines::Token deadline_;
  Callback<void(Decision)> decided_;
};

}  // namespace brume::emulator::gateway

#include "emulator/services/apigateway/authorize/authorizers.h"

#include "emulator/services/apigateway/authorize/identity.h"

namespace brume::emulator::gateway {
namespace {

std::unique_ptr<KeySet> read_trusted(const AuthorizersServices& services) {
  if (services.trusted_keys.empty()) return nullptr;
  auto keys = KeySet::read(services.trusted_keys);
  if (!keys) {
    services.notice("the local keys are not used: the file " + keys.error().message);
    return nullptr;
  }
  services.notice(
      "tokens of `brume token` are accepted by every JWT authorizer, whatever issuer they name");
  return std::make_unique<KeySet>(std::move(keys).value());
}

Decision refusal(Refusal why) {
  Decision decision;
  decision.refusal = why;
  return decision;
}

}  // namespace

Authorizers::Authorizers(const AuthorizersServices& services)
    : services_(services),
      cache_(services.clock),
      lambda_services_{services_.clock, services_.invoker, services_.deadlines, cache_,
                       services_.notice},
      keys_(services.clock, services.fetcher),
      trusted_(read_trusted(services_)),
      jwt_services_{services_.clock, keys_, trusted_.get(), services_.notice} {}

void Authorizers::decide(const RequestFacts& facts, Callback<void(Decision)> decided) {
  const auto found = facts.api.authorizers.find(facts.route.authorizer);
  if (found == facts.api.authorizers.end()) {
    services_.notice("there is no authorizer " + facts.route.authorizer);
    return decided(refusal(Refusal::kAuthorizerConfiguration));
  }
  const Authorizer& authorizer = found->second;
  switch (authorizer.kind) {
    case Authorizer::Kind::kToken:
    case Authorizer::Kind::kRequest:
      return decide_by_lambda(facts, authorizer, std::move(decided));
    case Authorizer::Kind::kJwt:
      return std::make_shared<JwtAuthorizer>(jwt_services_, facts, authorizer, std::move(decided))
          ->decide();
    case Authorizer::Kind::kIam:
      return decide_by_signature(facts, std::move(decided));
    case Authorizer::Kind::kUnsupported:
      break;
  }
  notice_once("authorizer " + authorizer.name + " is not emulated: " + authorizer.unsupported);
  Decision decision = refusal(Refusal::kNotEmulated);
  decision.detail = authorizer.unsupported + " is not emulated";
  decided(std::move(decision));
}

void Authorizers::decide_by_lambda(const RequestFacts& facts, const Authorizer& authorizer,
                                   Callback<void(Decision)> decided) {
  const Pattern* expression = nullptr;
  if (!find_expression(authorizer, expression)) {
    return decided(refusal(Refusal::kAuthorizerConfiguration));
  }
  std::make_shared<LambdaAuthorizer>(lambda_services_, authorizer)
      ->decide(facts, expression, std::move(decided));
}

bool Authorizers::find_expression(const Authorizer& authorizer, const Pattern*& expression) {
  const std::string& written = authorizer.validation_expression;
  if (written.empty() || authorizer.kind != Authorizer::Kind::kToken) return true;
  auto known = expressions_.find(written);
  if (known == expressions_.end()) {
    auto compiled = Pattern::compile(written);
    if (!compiled) {
      services_.notice("authorizer " + authorizer.name + ": " + compiled.error().message);
    }
    auto kept = compiled ? std::make_unique<Pattern>(std::move(compiled).value()) : nullptr;
    known = expressions_.emplace(written, std::move(kept)).first;
  }
  expression = known->second.get();
  return expression != nullptr;
}

void Authorizers::decide_by_signature(const RequestFacts& facts, Callback<void(Decision)> decided) {
  Decision decision;
  decision.access_key = signing_access_key(facts.head);
  if (decision.access_key.empty()) return decided(refusal(Refusal::kMissingSignature));
  notice_once("AWS_IAM: requests must be signed, but signatures and policies are not verified");
  decision.context = iam_context(facts.api.kind, decision.access_key);
  decided(std::move(decision));
}

void Authorizers::notice_once(const std::string& text) {
  if (noticed_.insert(text).second) services_.notice(text);
}

}  // namespace brume::emulator::gateway

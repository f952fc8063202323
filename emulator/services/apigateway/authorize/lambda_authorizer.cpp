#include "emulator/services/apigateway/authorize/lambda_authorizer.h"

#include "emulator/invoke/invoker.h"
#include "emulator/services/apigateway/authorize/identity.h"
#include "emulator/text/json_reader.h"

namespace brume::emulator::gateway {
namespace {

// {"errorMessage":"Unauthorized"}: how an authorizer says 401.
bool says_unauthorized(std::string_view payload) {
  JsonReader reader(payload);
  if (reader.peek() != JsonReader::Kind::kObject || !reader.enter_object()) return false;
  std::string name;
  std::string message;
  std::string_view ignored;
  while (reader.more_members(name)) {
    if (name == "errorMessage" && reader.peek() == JsonReader::Kind::kString) {
      reader.string(message);
    } else {
      reader.skip(ignored);
    }
  }
  return message == "Unauthorized";
}

}  // namespace

void LambdaAuthorizer::decide(const RequestFacts& facts, const Pattern* expression,
                              Callback<void(Decision)> decided) {
  facts_ = &facts;
  decided_ = std::move(decided);
  auto identity = identity_of(facts, authorizer_);
  if (!identity) return refuse(Refusal::kUnauthorized);
  if (expression != nullptr && (identity->empty() || !expression->matches(identity->front()))) {
    return refuse(Refusal::kUnauthorized);
  }
  const bool cached = authorizer_.ttl_s > 0 && !identity->empty();
  if (cached) {
    key_ = AnswerCache::key(facts.api, authorizer_, *identity);
    if (const auto answer = services_.cache.find(key_)) {
      asked_at_ = services_.clock.monotonic();
      return judge(*answer);
    }
  }
  ask(std::move(*identity));
}

void LambdaAuthorizer::ask(std::vector<std::string> identity) {
  asked_at_ = services_.clock.monotonic();
  const bool rest = facts_->api.kind == ApiKind::kRest;
  deadline_ =
      services_.deadlines.start(rest ? kRestAuthorizerTimeout : kHttpAuthorizerTimeout, *this);
  Event event;
  event.caller = "authorizer " + authorizer_.name;
  event.payload = authorizer_event(*facts_, authorizer_, identity);
  const std::string function = authorizer_.function;
  services_.invoker.invoke(function, std::move(event),
                           [self = shared_from_this()](Result<Reply> reply) {
                             if (!reply) return self->on_reply(reply.error().message, true);
                             self->on_reply(reply->payload, reply->function_error());
                           });
}

void LambdaAuthorizer::on_reply(const std::string& payload, bool failed) {
  deadline_ = {};
  if (!decided_) return;
  if (failed) {
    if (says_unauthorized(payload)) return refuse(Refusal::kUnauthorized);
    return fail("failed: " + payload);
  }
  auto answer = read_authorizer_answer(facts_->api.kind, authorizer_, payload);
  if (!answer) return fail(answer.error().message);
  const auto kept = std::make_shared<const AuthorizerAnswer>(std::move(answer).value());
  if (kept->policy && kept->policy->has_condition()) {
    services_.notice("authorizer " + authorizer_.name +
                     ": its policy has a Condition, which is not emulated: what is allowed under "
                     "it is not allowed here");
  }
  if (!key_.empty()) services_.cache.store(key_, kept, std::chrono::seconds(authorizer_.ttl_s));
  judge(*kept);
}

void LambdaAuthorizer::on_deadline() {
  fail("did not answer in time");
}

void LambdaAuthorizer::judge(const AuthorizerAnswer& answer) {
  if (answer.policy) {
    switch (answer.policy->judge(method_arn(*facts_))) {
      case Policy::Verdict::kExplicitDeny:
        return refuse(Refusal::kExplicitDeny);
      case Policy::Verdict::kImplicitDeny:
        return refuse(Refusal::kAccessDenied);
      case Policy::Verdict::kAllow:
        break;
    }
  } else if (!answer.is_authorized) {
    return refuse(Refusal::kAccessDenied);
  }
  const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(
      services_.clock.monotonic() - asked_at_);
  Decision decision;
  decision.context = authorizer_context(*facts_, answer, took.count());
  decision.usage_key = answer.usage_key;
  finish(std::move(decision));
}

void LambdaAuthorizer::fail(const std::string& why) {
  services_.notice("authorizer " + authorizer_.name + " (" + authorizer_.function + "): " + why);
  refuse(Refusal::kAuthorizerConfiguration);
}

void LambdaAuthorizer::refuse(Refusal refusal) {
  Decision decision;
  decision.refusal = refusal;
  finish(std::move(decision));
}

void LambdaAuthorizer::finish(Decision decision) {
  deadline_ = {};
  facts_ = nullptr;
  decided_(std::move(decision));
}

}  // namespace brume::emulator::gateway

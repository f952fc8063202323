#include "emulator/services/apigateway/authorize/jwt_authorizer.h"

#include "emulator/services/apigateway/authorize/identity.h"
#include "emulator/services/apigateway/event/lambda_proxy_response.h"

namespace brume::emulator::gateway {
namespace {

std::string joined_scopes(const std::vector<std::string>& scopes) {
  std::string out;
  for (const std::string& scope : scopes) {
    if (!out.empty()) out += ' ';
    out += scope;
  }
  return out;
}

}  // namespace

void JwtAuthorizer::decide() {
  const auto identity = identity_of(facts_, authorizer_);
  if (!identity || identity->empty()) return refuse(Refusal::kUnauthorized, "Bearer");
  auto token = Jwt::parse(identity->front());
  if (!token) return reject("the token is not a signed JWT");
  token_ = std::move(*token);
  // Source: API Gateway, "Control access to HTTP APIs with JWT authorizers": "Check the kid".
  if (token_.key_id.empty()) return reject("the token does not name its key");
  if (issuer_of(token_) != authorizer_.issuer)
    return reject("the token does not have a valid issuer");
  if (services_.trusted != nullptr && services_.trusted->has(token_.key_id)) {
    return verify(*services_.trusted);
  }
  services_.keys.find(authorizer_.issuer, token_.key_id,
                      [self = shared_from_this()](Result<IssuerKeys::Keys> keys) {
                        self->on_keys(std::move(keys));
                      });
}

void JwtAuthorizer::on_keys(Result<IssuerKeys::Keys> keys) {
  if (keys) return verify(**keys);
  services_.notice("authorizer " + authorizer_.name + ": " + keys.error().message);
  reject("the keys of the issuer cannot be fetched");
}

void JwtAuthorizer::verify(const KeySet& keys) {
  switch (keys.verify({token_.algorithm, token_.key_id, token_.signed_text, token_.signature})) {
    case KeySet::Verdict::kSigned:
      return check();
    case KeySet::Verdict::kUnknownKey:
      return reject("the token names a key that its issuer does not have");
    case KeySet::Verdict::kUnsupportedAlgorithm:
      return reject("the signing method is invalid");
    case KeySet::Verdict::kNotSigned:
      return reject("the signature is invalid");
  }
}

void JwtAuthorizer::check() {
  const auto& scopes = facts_.route.scopes;
  switch (check_claims(token_, authorizer_, scopes, services_.clock.wall())) {
    case ClaimsVerdict::kGood:
      break;
    case ClaimsVerdict::kIssuer:
      return reject("the token does not have a valid issuer");
    case ClaimsVerdict::kAudience:
      return reject("the token does not have a valid audience");
    case ClaimsVerdict::kExpired:
      if (is_rest()) return refuse(Refusal::kExpiredToken, {});
      return reject("the token has expired");
    case ClaimsVerdict::kNotYet:
      return reject("the token is not valid yet");
    case ClaimsVerdict::kMalformed:
      return reject("the token has a claim of a wrong type");
    case ClaimsVerdict::kScope:
      // User pools' scopes are part of who one is (not recorded).
      if (is_rest()) return refuse(Refusal::kUnauthorized, {});
      return refuse(Refusal::kAccessDenied,
                    "Bearer scope=\"" + joined_scopes(scopes) + "\" error=\"insufficient_scope\"");
  }
  Decision decision;
  decision.context =
      jwt_context(token_, facts_.api.kind, facts_.route.integration.payload_format, scopes);
  decided_(std::move(decision));
}

// Source: API Gateway, "Troubleshooting issues with HTTP API JWT authorizers". The header's form
// and the words about the audience are AWS's; the other words are ours.
void JwtAuthorizer::reject(std::string_view why) {
  refuse(Refusal::kUnauthorized, "Bearer scope=\"" + joined_scopes(facts_.route.scopes) +
                                     "\" error=\"invalid_token\" error_description=\"" +
                                     std::string(why) + "\"");
}

// REST APIs send no challenge.
void JwtAuthorizer::refuse(Refusal refusal, std::string challenge) {
  Decision decision;
  decision.refusal = refusal;
  if (!is_rest() && is_safe_header("www-authenticate", challenge)) {
    decision.challenge = std::move(challenge);
  }
  decided_(std::move(decision));
}

}  // namespace brume::emulator::gateway

// The answers that API Gateway gives itself when a request does not get to its function, or the
// function's answer is invalid: status, words and headers per kind of API. Pure.
//
// REST APIs' are changed by their AWS::ApiGateway::GatewayResponses. Sources: API Gateway, "Gateway
// response types", "Errors" of Lambda integrations of HTTP APIs; Lambda, "Function URLs". Texts of
// HTTP APIs for throttles and timeouts and of function URLs for throttles are from the
// documentation, not from recordings.
#pragma once

#include <string_view>

#include "emulator/base/result.h"
#include "emulator/http/message.h"
#include "emulator/services/apigateway/event/request_facts.h"

namespace brume::emulator::gateway {

enum class Refusal {
  kNoRoute,
  kNoStage,
  kUnauthorized,             // no or a wrong token
  kExpiredToken,             // REST, user pools
  kAccessDenied,             // the authorizer's policy does not allow it
  kExplicitDeny,             // the authorizer's policy denies it
  kAuthorizerConfiguration,  // the authorizer failed, or its answer is invalid
  kMissingSignature,         // AWS_IAM
  kInvalidApiKey,
  kBadParameters,  // `detail`: what is missing
  kBadBody,
  kTooLarge,
  kThrottled,    // by the function's concurrency
  kBadAnswer,    // the function failed, or its answer is invalid
  kTimeout,      // of the integration
  kUnavailable,  // shutting down
  kUnreachable,  // HTTP proxy: no server answers there
  kNotEmulated,  // `detail`: the feature by AWS's name
};

// `detail` replaces the message where the refusal says so, and is else ignored.
http::Response refuse(const RequestFacts& facts, Refusal refusal, std::string_view detail = {});

// Why the function could not be called at all.
Refusal refusal_of(const Error& error);

// The headers by which AWS names every answer: x-amzn-RequestId and its like.
void add_request_ids(const RequestFacts& facts, http::Headers& headers);
// REST: X-Amzn-Trace-Id, on what an integration has answered; the root that was sent, or a new one.
void add_trace(const RequestFacts& facts, http::Headers& headers);

}  // namespace brume::emulator::gateway

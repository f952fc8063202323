// What a Lambda authorizer gets and what it says: its event as text, its answer read. Pure.
//
// Source: API Gateway, "Input to a Lambda authorizer", "Output from a Lambda authorizer", "Working
// with AWS Lambda authorizers for HTTP APIs".
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/services/apigateway/authorize/policy.h"
#include "emulator/services/apigateway/event/request_facts.h"

namespace brume::emulator::gateway {

// "arn:aws:execute-api:us-east-1:123456789012:abcdef123/test/GET/request".
std::string method_arn(const RequestFacts& facts);

// `identity`: the values of the authorizer's identity sources, in their order.
std::string authorizer_event(const RequestFacts& facts, const Authorizer& authorizer,
                             const std::vector<std::string>& identity);

struct AuthorizerAnswer {
  std::optional<Policy> policy = {};  // or, of simple answers:
  bool is_authorized = false;
  std::string principal = {};
  std::string usage_key = {};  // usageIdentifierKey
  std::string context = {};    // its members as JSON text, `"a":1,"b":"c"`; empty: none
  bool has_context = false;
};

// kInvalidArgument, saying what is wrong, for an invalid answer. In the context REST APIs
// take only texts, numbers and booleans, and hand all of them on as texts.
Result<AuthorizerAnswer> read_authorizer_answer(ApiKind kind, const Authorizer& authorizer,
                                                std::string_view payload);

// requestContext.authorizer, as the integration's payload format has it.
std::string authorizer_context(const RequestFacts& facts, const AuthorizerAnswer& answer,
                               long long latency_ms);

}  // namespace brume::emulator::gateway

// Who a request says it comes from: the values of an authorizer's identity sources, and the
// signature of AWS_IAM. Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "emulator/services/apigateway/event/request_facts.h"

namespace brume::emulator::gateway {

// In their order; nothing when one of them is missing or empty, which is a 401 without the
// authorizer being asked. Source: API Gateway, "Use API Gateway Lambda authorizers".
std::optional<std::vector<std::string>> identity_of(const RequestFacts& facts,
                                                    const Authorizer& authorizer);

// The access key of a request signed with Signature Version 4, in its Authorization header or its
// query. Empty when it is not signed. The signature itself is not verified.
std::string signing_access_key(const http::RequestHead& head);

// requestContext.authorizer of AWS_IAM in payload 2.0; empty for REST, whose identity has it.
std::string iam_context(ApiKind kind, const std::string& access_key);

}  // namespace brume::emulator::gateway

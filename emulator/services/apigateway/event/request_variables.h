// The values that configuration names: identity sources, required parameters, headers of gateway
// responses. Pure.
//
//   method.request.header.X, method.request.querystring.X, method.request.path.X   REST
//   $request.header.X, $request.querystring.X, $request.path.X                     HTTP APIs
//   context.X, $context.X, stageVariables.X, $stageVariables.X                     both
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "emulator/services/apigateway/event/request_facts.h"

namespace brume::emulator::gateway {

// Nothing when the request has no such value, or the name is not one of these.
std::optional<std::string> request_variable(const RequestFacts& facts, std::string_view name);

}  // namespace brume::emulator::gateway

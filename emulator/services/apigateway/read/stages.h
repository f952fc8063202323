// The stages of an API and what belongs to one of them: variables, API keys, custom domains.
// Loading only; any thread.
#pragma once

#include <vector>

#include "emulator/services/apigateway/read/api_context.h"

namespace brume::emulator::gateway {

// One Api for each of its stages, in the template's order. `api` has all that its stages share.
// None, and a warning, when it has no stage. A Deployment's own StageName counts only for an API
// without AWS::ApiGateway::Stage: SAM makes one called "Stage" that is not meant.
std::vector<Api> with_stages(const Resource& resource, const Api& api, ApiContext& context);

// Puts the stage's variables where `${stageVariables.x}` stands.
std::string with_stage_variables(const std::string& text, const Api& api);

}  // namespace brume::emulator::gateway

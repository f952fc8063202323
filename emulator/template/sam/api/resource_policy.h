// `Auth.ResourcePolicy` -> the policy in a REST API's document: who may reach it from where.
#pragma once

#include <string>

#include "emulator/template/sam/api/open_api.h"

namespace brume::emulator::sam {

struct PolicyScope {
  const std::string* path = nullptr;  // nullptr: all paths
  Value stage;                        // StageName
};
// False after an abort.
bool add_resource_policy(OpenApi& api, const Value& policy, const PolicyScope& scope);

}  // namespace brume::emulator::sam

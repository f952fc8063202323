// SAM's policy templates: their names and parameters. What they allow is not enforced here.
#pragma once

#include "emulator/template/sam/expect.h"

namespace brume::emulator::sam {

// Whether {Name: {Parameter: value}} names a template that SAM has.
bool is_policy_template(const Value& policy);
// False after a rejection. REQUIRES: is_policy_template(policy)
bool check_policy_template(const Owner& owner, const Value& policy);

}  // namespace brume::emulator::sam

// SAM's policy templates: what `Policies: [{S3ReadPolicy: {BucketName: b}}]` stands for.
#pragma once

#include "emulator/template/sam/core/type_checks.h"

namespace brume::emulator::sam {

// Whether {Name: {Parameter: value}} names a template that SAM has.
bool is_policy_template(const Value& policy);
// False after a rejection. REQUIRES: is_policy_template(policy)
bool check_policy_template(const Owner& owner, const Value& policy);
// The policy document. REQUIRES: check_policy_template(owner, policy)
Value policy_document(const Value& policy);

}  // namespace brume::emulator::sam

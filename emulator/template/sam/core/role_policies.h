// `Policies` of a SAM resource, sorted into what its role has: managed policies, and documents of
// its own.
#pragma once

#include "emulator/template/sam/core/type_checks.h"

namespace brume::emulator::sam {

struct RolePolicies {
  Value::List managed;           // ARNs, each once
  Value::List inline_documents;  // {PolicyName, PolicyDocument}

  void add_managed(const Value& arn);
};

// `Policies` of a resource as the template has it; nullptr if it has none.
const Value* written_policies(const Value& resource);
// Whether `Policies` as written, one policy or a list of them or nothing, holds templates with
// their parameters and choices between two of a kind. False after a rejection.
bool check_policies(const Owner& owner, const Value* given);
// Names, ARNs, documents and templates. False after a rejection. REQUIRES: check_policies()
bool add_policies(const Owner& owner, const Value& given, RolePolicies& policies);

}  // namespace brume::emulator::sam

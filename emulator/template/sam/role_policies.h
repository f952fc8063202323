// `Policies` of a SAM resource, sorted into what its role has: managed policies, and documents of
// its own.
#pragma once

#include "emulator/template/sam/expect.h"

namespace brume::emulator::sam {

struct RolePolicies {
  Value::List managed;           // ARNs, each once
  Value::List inline_documents;  // {PolicyName, PolicyDocument}

  void add_managed(const Value& arn);
};

// `given` is one policy or a list: names, ARNs, documents, templates. False after a rejection.
bool add_policies(const Owner& owner, const Value& given, RolePolicies& policies);

}  // namespace brume::emulator::sam

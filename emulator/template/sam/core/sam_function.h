// An AWS::Serverless::Function on its way to what it stands for: what the parts of its expansion,
// its events among them, share.
//
// Lives for one expand_function(); refers to the template and the context.
#pragma once

#include <set>
#include <string>

#include "emulator/template/sam/core/context.h"
#include "emulator/template/sam/core/role_policies.h"

namespace brume::emulator::sam {

struct Function {
  const std::string& id;
  const Value& resource;
  const Value& properties;  // Globals merged
  Context& context;
  std::string alias_id = {};  // logical id of its alias, when it publishes one
  std::string alias_name = {};
  std::set<std::string> linked = {};  // resources of the template that its events change
  // For its role:
  RolePolicies own = {};              // from `Policies`, by check_role()
  Value::List policies = {};          // from destinations of asynchronous invocations
  Value::List event_policies = {};    // from events
  Value::List managed_policies = {};  // ARNs, from events

  const Value* find(std::string_view property) const {
    const Value* value = properties.find(property);
    return value == nullptr || value->is_null() ? nullptr : value;
  }
  // What events and URLs point at: the alias, else the function.
  Value target() const { return alias_id.empty() ? ref_to(id) : ref_to(alias_id); }
  Value arn() const { return alias_id.empty() ? get_att(id, "Arn") : ref_to(alias_id); }
};

}  // namespace brume::emulator::sam

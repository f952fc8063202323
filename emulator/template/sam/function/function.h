// AWS::Serverless::Function -> AWS::Lambda::Function and what belongs to it.
#pragma once

#include <set>
#include <string>

#include "emulator/template/sam/core/context.h"
#include "emulator/template/sam/function/role_policies.h"

namespace brume::emulator::sam {

// What the parts of one function's expansion share.
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

void expand_function(Context& context, const Value::Member& resource);

// function_alias.cpp: AutoPublishAlias -> a version and an alias. `lambda` is the function made.
// False after a rejection.
bool expand_alias(Function& function, Value& lambda);
// deployment.cpp: DeploymentPreference -> the alias's update policy; what all functions share and
// each one's group are made at the end. False after a rejection.
bool expand_deployment(Function& function);
void make_deployments(Context& context);
// function_async.cpp
void expand_event_invoke(Function& function);
// function_url.cpp
void expand_url(Function& function);
// role.cpp: checks and makes the execution role, unless the template gives one. The check comes
// before the events, what it is made of after them.
bool check_role(Function& function);
// REQUIRES: check_role(function)
void expand_role(Function& function, Value& lambda);

// The policy that lets a role send to a destination: SQS, SNS, EventBridge, Lambda or S3Bucket.
Value send_policy(const std::string& type, const std::string& id, const Value& arn);
// The trust policy of a role for a service.
Value service_may_assume(std::string_view service);

// SAM's tag, then the template's: [{Key, Value}].
Value tag_list(const Value* tags, std::string_view sam_tag = "lambda:createdBy");

}  // namespace brume::emulator::sam

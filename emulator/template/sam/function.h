// AWS::Serverless::Function -> AWS::Lambda::Function and what belongs to it.
#pragma once

#include "emulator/template/sam/context.h"

namespace brume::emulator::sam {

// What the parts of one function's expansion share.
struct Function {
  const std::string& id;
  const Value& resource;
  const Value& properties;  // Globals merged
  Context& context;
  std::string alias_id = {};  // logical id of its alias, when it publishes one
  std::string alias_name = {};
  Value::List policies = {};          // for its role, from destinations
  Value::List managed_policies = {};  // ARNs for its role, from events

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
void expand_alias(Function& function, Value& lambda);
// function_async.cpp
void expand_event_invoke(Function& function);
// function_url.cpp
void expand_url(Function& function);
// role.cpp: makes the execution role unless the template gives one.
void expand_role(Function& function, Value& lambda);

// The policy that lets a role send to a destination: SQS, SNS, EventBridge, Lambda or S3Bucket.
Value send_policy(const std::string& type, const std::string& id, const Value& arn);
// The trust policy of a role for a service.
Value service_may_assume(std::string_view service);

// SAM's tag, then the template's: [{Key, Value}].
Value tag_list(const Value* tags, std::string_view sam_tag = "lambda:createdBy");

}  // namespace brume::emulator::sam

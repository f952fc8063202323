// AWS::Serverless::Function -> AWS::Lambda::Function and what belongs to it.
#pragma once

#include "emulator/template/sam/core/context.h"
#include "emulator/template/sam/core/sam_function.h"

namespace brume::emulator::sam {

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

}  // namespace brume::emulator::sam

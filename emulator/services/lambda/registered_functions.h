// Functions, versions, aliases and function URLs as the registry shows them to other services.
#pragma once

#include "emulator/resource/registry.h"
#include "emulator/services/lambda/api/functions.h"

namespace brume::emulator::aws::lambda {

// AWS::Lambda::Function, ::Version ($LATEST too) and ::Alias by their ARNs. AWS::Lambda::Url, by
// its function's ARN with "/url", has the properties AuthType, InvokeMode, Cors (JSON),
// TargetFunctionArn, Qualifier, and of Brume's own: Id (of its path) and TimeoutMs.
void declare_functions(const Functions& functions, Registry& registry);

}  // namespace brume::emulator::aws::lambda

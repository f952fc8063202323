// The Layers of CreateFunction and UpdateFunctionConfiguration.
#pragma once

#include "emulator/aws/protocol/request_json.h"
#include "emulator/base/result.h"
#include "emulator/services/lambda/api/context.h"
#include "emulator/services/lambda/api/function_record.h"

namespace brume::emulator::aws::lambda {

// The ARNs, when the member is there. Pure.
void read_layers(RequestJson& request, VersionRecord& into);
// Finds the layers of those ARNs, and holds their content. A layer of another account is not
// fetched: it is kept without content, and the log says so. Loop thread.
// InvalidParameterValueException: too many, unknown, or two versions of one layer.
Status resolve_layers(const Context& context, VersionRecord& version);

}  // namespace brume::emulator::aws::lambda

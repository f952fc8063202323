// The functions of a template as the Lambda API shows them: configuration, version, aliases, URL,
// event invoke configs and tags. Pure; the digest of their code is filled in later.
#pragma once

#include <string>

#include "emulator/base/ids.h"
#include "emulator/base/result.h"
#include "emulator/services/lambda/api/function_name.h"
#include "emulator/services/lambda/api/function_record.h"
#include "emulator/template/model/application.h"

namespace brume::emulator::aws::lambda {

// `config`: how it is hosted, or why it cannot be; then the function is shown as State: Failed.
FunctionRecord template_record(const Application& application, const FunctionSpec& function,
                               Result<FunctionConfig> config, WallTime now, Ids& ids);

}  // namespace brume::emulator::aws::lambda

// Function URLs made through the Lambda API, as the gateway serves them: an Api of one route each.
// Those of the template are among its own APIs.
// Pure.
#pragma once

#include <string>
#include <vector>

#include "emulator/services/apigateway/model/api.h"
#include "emulator/services/lambda/api/functions.h"
#include "emulator/template/model/application.h"

namespace brume::emulator::cli {

std::vector<gateway::Api> function_url_apis(const aws::lambda::Functions& functions);

// Under which id the gateway serves the URL of a function or alias, the template's too.
std::string function_url_id(const Application& application, const aws::lambda::FunctionName& name);

}  // namespace brume::emulator::cli

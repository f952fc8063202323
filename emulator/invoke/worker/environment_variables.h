// The environment variables a function sees. Pure. Source: Lambda, "Defined runtime environment
// variables". Nothing of the caller's own environment is among them.
#pragma once

#include <string>
#include <vector>

#include "emulator/invoke/worker/function_config.h"

namespace brume::emulator {

// What the emulator as a whole adds.
struct HostingVariables {
  std::string access_key_id = "brume";
  std::string secret_access_key = "brume";
  std::string session_token = "brume";
  std::string endpoint_url = {};  // AWS_ENDPOINT_URL; empty: no endpoint is being served
};

// "NAME=value" each, sorted by name; the function's own variables win where AWS lets them.
std::vector<std::string> environment_variables(const FunctionConfig& function,
                                               const HostingVariables& hosting,
                                               const std::string& log_stream,
                                               const std::string& tmp_dir);

}  // namespace brume::emulator

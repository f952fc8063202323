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

// Where one environment finds what it needs, as it sees it.
struct EnvironmentPlaces {
  std::string log_stream;
  std::string task;    // LAMBDA_TASK_ROOT
  std::string layers;  // "/opt", or where it can be reached
  std::string runtime_dir = "/var/runtime";
  std::string tmp_dir = {};  // TMPDIR; empty: /tmp is its own
};

// "NAME=value" each, sorted by name; the function's own variables win where AWS lets them.
std::vector<std::string> environment_variables(const FunctionConfig& function,
                                               const HostingVariables& hosting,
                                               const EnvironmentPlaces& places);

}  // namespace brume::emulator

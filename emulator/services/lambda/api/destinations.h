// The DestinationConfig of asynchronous invocations and of event source mappings. Pure.
// Source: PutFunctionEventInvokeConfig; recordings for the texts.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "emulator/aws/protocol/request_json.h"
#include "emulator/base/result.h"
#include "emulator/services/lambda/api/functions.h"

namespace brume::emulator::aws::lambda {

// Notes what is wrong with the ARNs themselves.
void check_destination_arns(RequestJson& request);
// {"OnSuccess": {…}, "OnFailure": {…}} of what was given; REQUIRES: its ARNs were checked.
// InvalidParameterValueException: the function itself, a function that is not there, a service
// that takes no records.
Status check_destinations(const Functions& functions, const std::string& function,
                          const nlohmann::json& destinations);
// Both conditions, each with its Destination if it has one; JSON text.
std::string normal_destinations(const nlohmann::json& destinations);

}  // namespace brume::emulator::aws::lambda

// What CreateFunction and UpdateFunctionConfiguration say of a function's configuration, checked
// against Lambda's constraints and put into a record. Pure.
// Source: Lambda API reference, those two actions; Lambda quotas.
#pragma once

#include <optional>
#include <string>

#include "emulator/aws/protocol/request_json.h"
#include "emulator/base/result.h"
#include "emulator/services/lambda/api/function_record.h"

namespace brume::emulator::aws::lambda {

// Only the members that are there; an error leaves the record in any state.
Status read_configuration(RequestJson& request, VersionRecord& into);
// Tags of CreateFunction and TagResource.
Status check_tags(const std::map<std::string, std::string>& tags);

}  // namespace brume::emulator::aws::lambda

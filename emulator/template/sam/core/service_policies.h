// Policies that many roles have. Pure.
#pragma once

#include <string>
#include <string_view>

#include "emulator/template/model/value.h"

namespace brume::emulator::sam {

// The policy that lets a role send to a destination: SQS, SNS, EventBridge, Lambda or S3Bucket.
Value send_policy(const std::string& type, const std::string& id, const Value& arn);
// The trust policy of a role for a service.
Value service_may_assume(std::string_view service);

}  // namespace brume::emulator::sam

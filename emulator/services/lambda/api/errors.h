// Lambda's API errors: an Error whose `reason` is AWS's code, and how it looks to the client. Pure.
// Source: Lambda API reference, the errors of each action; recordings for the bodies.
#pragma once

#include <string>
#include <string_view>

#include "emulator/aws/protocol/protocol.h"
#include "emulator/base/result.h"

namespace brume::emulator::aws::lambda {

Error not_found(std::string message);          // ResourceNotFoundException, 404
Error invalid_parameter(std::string message);  // InvalidParameterValueException, 400
Error invalid_content(std::string message);    // InvalidRequestContentException, 400
Error conflict(std::string message);           // ResourceConflictException, 409
Error too_large(std::string message);          // RequestEntityTooLargeException, 413
// PreconditionFailedException, 412: a RevisionId. "Call the Get<resource> API to retrieve …".
Error precondition_failed(std::string resource);
Error not_implemented(std::string what);  // NotImplemented, 501: "brume does not emulate <what>"
// ValidationException, 400: "1 validation error detected: Value 'x' at 'y' failed to satisfy
// constraint: Member must …".
Error invalid_value(std::string_view value, std::string_view member, std::string_view constraint);

AwsError to_aws(const Error& error);

}  // namespace brume::emulator::aws::lambda

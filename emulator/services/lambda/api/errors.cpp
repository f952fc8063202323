#include "emulator/services/lambda/api/errors.h"

#include "emulator/text/json_text.h"

namespace brume::emulator::aws::lambda {
namespace {

constexpr const char* kNotImplemented = "NotImplemented";

Error made(std::string message, const char* code) {
  return Error{Error::Code::kInvalidArgument, std::move(message), code};
}

int status_of(std::string_view code) {
  if (code.ends_with("NotFoundException")) return 404;
  if (code == "ResourceConflictException") return 409;
  if (code == "PreconditionFailedException") return 412;
  if (code == "RequestEntityTooLargeException") return 413;
  if (code == "TooManyRequestsException") return 429;
  if (code == "ServiceException") return 500;
  if (code == kNotImplemented) return 501;
  return 400;
}

std::string json_quoted(std::string_view text) {
  std::string out;
  append_json_string(out, text);
  return out;
}

// What the Invoker says, in AWS's words.
AwsError from_invoker(const Error& error) {
  switch (error.code) {
    case Error::Code::kThrottled:
      return {429,
              "TooManyRequestsException",
              error.message,
              {{"Reason", json_quoted(error.reason)}, {"Type", "\"User\""}}};
    case Error::Code::kPayloadTooLarge:
      return to_aws(too_large(error.message));
    case Error::Code::kNotFound:
      return to_aws(not_found(error.message));
    case Error::Code::kInvalidArgument:
      return to_aws(invalid_parameter(error.message));
    default:
      return {500, "ServiceException", error.message, {{"Type", "\"Service\""}}};
  }
}

}  // namespace

Error not_found(std::string message) {
  return Error{Error::Code::kNotFound, std::move(message), "ResourceNotFoundException"};
}

Error invalid_parameter(std::string message) {
  return made(std::move(message), "InvalidParameterValueException");
}

Error invalid_content(std::string message) {
  return made(std::move(message), "InvalidRequestContentException");
}

Error conflict(std::string message) {
  return made(std::move(message), "ResourceConflictException");
}

Error too_large(std::string message) {
  return made(std::move(message), "RequestEntityTooLargeException");
}

Error precondition_failed(std::string resource) {
  return made("The Revision Id provided does not match the latest Revision Id. Call the Get" +
                  std::move(resource) + " API to retrieve the latest Revision Id",
              "PreconditionFailedException");
}

Error not_implemented(std::string what) {
  return made("brume does not emulate " + std::move(what), kNotImplemented);
}

Error invalid_value(std::string_view value, std::string_view member, std::string_view constraint) {
  std::string message = "1 validation error detected: Value '";
  message.append(value).append("' at '").append(member);
  message.append("' failed to satisfy constraint: ").append(constraint);
  return made(std::move(message), "ValidationException");
}

AwsError to_aws(const Error& error) {
  if (error.reason == kNotImplemented) return {501, kNotImplemented, error.message};
  if (!error.reason.ends_with("Exception")) return from_invoker(error);
  AwsError answer{status_of(error.reason), error.reason, error.message};
  // The validation in front of the service says no Type; and a missing function has a capital M.
  if (error.reason != "ValidationException") answer.members.push_back({"Type", "\"User\""});
  if (error.reason == "ResourceNotFoundException" ||
      error.reason == "CodeSigningConfigNotFoundException") {
    answer.message_member = "Message";
  }
  return answer;
}

}  // namespace brume::emulator::aws::lambda

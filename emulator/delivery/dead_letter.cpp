#include "emulator/delivery/dead_letter.h"

#include "emulator/base/check.h"
#include "emulator/delivery/target.h"
#include "emulator/text/json_text.h"

namespace brume::emulator::delivery {
namespace {

std::string error_code_of(const Error& error) {
  switch (error.code) {
    case Error::Code::kNotFound:
      return "NO_RESOURCE";
    case Error::Code::kThrottled:
      return "THROTTLING";
    case Error::Code::kInvalidArgument:
    case Error::Code::kPayloadTooLarge:
      return "INVALID_PARAMETER";
    case Error::Code::kUnavailable:
    case Error::Code::kInternal:
      return "INTERNAL_ERROR";
  }
  return {};
}

}  // namespace

Message dead_letter_of(const Message& message, const RetryPolicy& policy, const Failure& failure) {
  BRUME_CHECK(!message.dead_letter.empty());
  BRUME_CHECK(failure.attempts > 0);
  JsonObject attributes;
  attributes.text("ERROR_CODE", error_code_of(failure.error))
      .text("ERROR_MESSAGE", failure.error.message)
      .text("RETRY_ATTEMPTS", std::to_string(failure.attempts - 1))
      .text(message.source == "aws.scheduler" ? "SCHEDULE_ARN" : "RULE_ARN", message.source_arn)
      .text("TARGET_ARN", message.target);
  if (may_pass(failure.error)) {
    attributes.text("EXHAUSTED_RETRY_CONDITION", failure.attempts > policy.attempts_max
                                                     ? "MaximumRetryAttempts"
                                                     : "MaximumEventAgeInSeconds");
  }
  return {.target = message.dead_letter,
          .payload = message.payload,
          .trace_header = message.trace_header,
          .source = message.source,
          .source_arn = message.source_arn,
          .subject = message.subject + " as a dead letter",
          .attributes = attributes.finish()};
}

}  // namespace brume::emulator::delivery

#include "emulator/delivery/targets.h"

#include <array>
#include <utility>

namespace brume::emulator::delivery {
namespace {

// What a service's ARNs name, for people.
constexpr std::array<std::pair<std::string_view, std::string_view>, 8> kNouns{{
    {"sqs", "SQS queues"},
    {"sns", "SNS topics"},
    {"events", "EventBridge buses"},
    {"s3", "S3 buckets as destinations"},
    {"states", "state machines"},
    {"kinesis", "Kinesis streams"},
    {"firehose", "Firehose streams"},
    {"logs", "log groups as destinations"},
}};

}  // namespace

void Targets::add(std::string_view arn_service, Target& target) {
  const bool added = targets_.emplace(arn_service, &target).second;
  BRUME_CHECK(added);
}

Target* Targets::find(const Arn& arn) const {
  const auto found = targets_.find(arn.service);
  return found == targets_.end() ? nullptr : found->second;
}

Result<Target*> Targets::find(std::string_view arn) const {
  const auto parsed = Arn::parse(arn);
  if (!parsed) return Error{Error::Code::kInvalidArgument, "it is not an ARN"};
  Target* const target = find(*parsed);
  if (target != nullptr) return target;
  return Error{Error::Code::kInvalidArgument, not_emulated(parsed->service), kNotEmulated};
}

std::string not_emulated(std::string_view arn_service) {
  std::string noun = "targets of the service " + std::string(arn_service);
  for (const auto& [service, name] : kNouns) {
    if (service == arn_service) noun = name;
  }
  return noun + " are not emulated yet";
}

}  // namespace brume::emulator::delivery

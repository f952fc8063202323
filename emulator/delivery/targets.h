// Targets: the one table of all that can be sent to, by the service in its ARN.
//
// Loop thread. The targets outlive it.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "emulator/delivery/target.h"
#include "emulator/text/arn.h"

namespace brume::emulator::delivery {

// Error::reason of what find() has no target for.
inline constexpr const char* kNotEmulated = "NotEmulated";

class Targets {
 public:
  // `arn_service`: "lambda", "sqs", … REQUIRES: it has no target yet
  void add(std::string_view arn_service, Target& target);

  // Null: its service is not emulated, or nothing can be sent to it.
  Target* find(const Arn& arn) const;
  // The same for the text of an ARN; kInvalidArgument says why there is none: "it is not an ARN",
  // or, with the reason kNotEmulated, "SQS queues are not emulated yet".
  Result<Target*> find(std::string_view arn) const;

 private:
  std::map<std::string, Target*, std::less<>> targets_;
};

// One sentence: "SQS queues are not emulated yet".
std::string not_emulated(std::string_view arn_service);

}  // namespace brume::emulator::delivery

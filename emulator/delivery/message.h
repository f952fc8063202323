// Message: what an event source sends to a target, as it waits in an outbox.
//
// Plain data.
#pragma once

#include <string>

namespace brume::emulator::delivery {

struct Message {
  std::string target;             // its ARN
  std::string payload;            // JSON text
  std::string trace_header = {};  // X-Ray's, or empty
  std::string source = {};        // AWS's name of the sender: "aws.s3", "aws.scheduler", …
  std::string source_arn = {};    // of the bucket, the schedule, the rule
  std::string subject = {};  // for log lines: "schedule nightly: the event of 2027-01-01T00:00:00Z"
  std::string dead_letter = {};  // the ARN of the target that gets it when it is given up, or empty
  // JSON object of texts, or empty: the message attributes of a dead letter.
  std::string attributes = {};

  bool operator==(const Message&) const = default;
};

}  // namespace brume::emulator::delivery

// Arn: an Amazon Resource Name, taken apart and put together again. A resource may contain colons
// and slashes of its own, which mean something to its service only.
// Source: "Amazon Resource Names (ARNs)" of the IAM user guide.
//
// A value. Any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace brume::emulator {

struct Arn {
  std::string partition;
  std::string service;   // "lambda", "sqs", …
  std::string region;    // empty for services without regions
  std::string account;   // empty for S3
  std::string resource;  // "function:hello:live", "photos/*", …

  // Absent: it is not an ARN. All six parts are there; only region and account may be empty.
  static std::optional<Arn> parse(std::string_view text);
  std::string text() const;
  bool operator==(const Arn&) const = default;
};

// For people's logs: "s3 uploads", "sqs orders", "schedule Nightly", "rule Hourly",
// "table Orders"; what is not an ARN as it is.
std::string short_name_of_arn(std::string_view text);

}  // namespace brume::emulator

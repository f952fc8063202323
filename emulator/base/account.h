// The AWS account that the application believes it is in: its id, region and partition. Plain data.
#pragma once

#include <string>
#include <string_view>

namespace brume::emulator {

// AWS's own example of an account id: recognised as no real one, and the same in every run.
inline constexpr std::string_view kAccountId = "123456789012";

struct Account {
  std::string id{kAccountId};
  std::string region = "us-east-1";
  std::string partition = "aws";
};

}  // namespace brume::emulator

// The AWS account and region that the emulator plays. A value.
#pragma once

#include <string>

namespace brume::emulator {

// The account of AWS's own examples, and the only one there is.
inline constexpr const char* kAccountId = "123456789012";

struct Account {
  std::string id = kAccountId;
  std::string region = "us-east-1";
};

}  // namespace brume::emulator

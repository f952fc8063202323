// Wildcards as IAM has them in ARNs and API Gateway in origins: "*" is any text, "?" one character.
// Pure; linear in the text but for the last "*".
#pragma once

#include <string_view>

namespace brume::emulator::gateway {

// Case-sensitive.
bool matches_wildcard(std::string_view pattern, std::string_view text);

}  // namespace brume::emulator::gateway

// Wildcards: "*" is any text and, as IAM has them in ARNs and API Gateway in origins, "?" is one
// character; S3 has the "*" alone. Pure; linear in the text but for the last "*".
#pragma once

#include <string_view>

namespace brume::emulator {

enum class Wildcards { kStarAndQuestionMark, kStar };

// Case-sensitive.
bool matches_wildcard(std::string_view pattern, std::string_view text,
                      Wildcards wildcards = Wildcards::kStarAndQuestionMark);

}  // namespace brume::emulator

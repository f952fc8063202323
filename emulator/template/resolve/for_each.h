// Fn::ForEach (AWS::LanguageExtensions): one map member written once, made for each of a list.
// Changes the tree; no thread of its own.
#pragma once

#include <cstddef>

#include "emulator/template/model/report.h"
#include "emulator/template/model/value.h"
#include "emulator/template/resolve/deploy_time_values.h"

namespace brume::emulator {

inline constexpr std::size_t kForEachMembersMax = 10'000;         // made by all loops of a template
inline constexpr std::size_t kForEachBytesMax = 8 * 1024 * 1024;  // of memory that these take
inline constexpr int kForEachDepthMax = 5;  // loops in loops; CloudFormation's limit

// Source of its rules: "Fn::ForEach" in the CloudFormation reference, RFC 0009 of its language.
void expand_for_each(Value& root, EarlyValues& early, Reporter& reporter);

}  // namespace brume::emulator

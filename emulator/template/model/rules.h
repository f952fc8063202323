// The kinds of mistakes that are told apart, each with an id that stays: people silence findings
// and count them by it. Shown as "brume/<id>" in JSON and SARIF.
#pragma once

#include <span>
#include <string_view>

namespace brume::emulator {

struct Rule {
  std::string_view id;
  std::string_view what;  // one sentence, for catalogues
};

namespace rules {

inline constexpr std::string_view kSyntax = "syntax";
inline constexpr std::string_view kTemplate = "template";
inline constexpr std::string_view kSam = "sam";
inline constexpr std::string_view kParameter = "parameter";
inline constexpr std::string_view kReference = "reference";
inline constexpr std::string_view kIntrinsic = "intrinsic";
inline constexpr std::string_view kCircular = "circular-dependency";
inline constexpr std::string_view kUnused = "unused";
inline constexpr std::string_view kUnknownType = "unknown-type";
inline constexpr std::string_view kUnknownProperty = "unknown-property";
inline constexpr std::string_view kMissingProperty = "missing-property";
inline constexpr std::string_view kValue = "value";
inline constexpr std::string_view kName = "name";
inline constexpr std::string_view kDuplicateName = "duplicate-name";
inline constexpr std::string_view kLimit = "limit";
inline constexpr std::string_view kHandler = "handler";
inline constexpr std::string_view kCode = "code";
inline constexpr std::string_view kRoute = "route";
inline constexpr std::string_view kSchedule = "schedule";
inline constexpr std::string_view kStorage = "storage";
inline constexpr std::string_view kPattern = "pattern";
inline constexpr std::string_view kNotEmulated = "not-emulated";
inline constexpr std::string_view kConfig = "config";

}  // namespace rules

// In the order above.
std::span<const Rule> all_rules();

}  // namespace brume::emulator

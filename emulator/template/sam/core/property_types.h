// What SAM accepts as the properties of a resource or an event: their names and kinds, and its own
// words for what is not so.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "emulator/template/sam/core/context.h"

namespace brume::emulator::sam {

// Kinds a property may have, as bits. A map with one member, as every intrinsic is, stands for any
// kind, unless kPlain.
enum Kinds : std::uint16_t {
  kAny = 0,
  kText = 1,
  kMap = 2,
  kList = 4,
  kTruth = 8,
  kNumber = 16,       // a truth is one too
  kListOfTexts = 32,  // items are texts or maps
  kMapOfValues = 64,  // members' values are maps
  kListOfStrings = 128,
  kPlain = 256,
  kDictionary = 512,  // a map too, but SAM's words for other values differ
  kListOfMaps = 1024,
  kMapOfTexts = 2048,
  kMapOfNumbers = 4096,    // members' values are numbers or maps
  kDeleteOrRetain = 8192,  // one of these two texts
  kUnnamed = 16384,        // SAM does not say which kind it wants
};

struct PropertyShape {
  std::string_view name;
  std::uint16_t kinds = kAny;
  bool required = false;
};

bool fits(const Value& value, std::uint16_t kinds);

// Rejects unknown, ill-typed and missing properties in SAM's words and order (unknown ones first,
// then by the shapes), all of them, and gives those that are left, so that what else is wrong is
// found in the same run. `type` is the resource or event type for the message, `origin` the SAM
// resource that is being expanded.
Value checked_properties(Context& context, const Value::Member& resource,
                         std::span<const PropertyShape> shapes, std::string_view type,
                         const std::string& origin);

// Of ScheduleV2 events, of functions and of state machines alike.
inline constexpr PropertyShape kSchedulerEvent[] = {{"PermissionsBoundary", kText},
                                                    {"ScheduleExpression", kText, true},
                                                    {"FlexibleTimeWindow", kMap},
                                                    {"Name", kText},
                                                    {"State", kText},
                                                    {"Description", kText},
                                                    {"StartDate", kText},
                                                    {"EndDate", kText},
                                                    {"ScheduleExpressionTimezone", kText},
                                                    {"GroupName", kText},
                                                    {"KmsKeyArn", kText},
                                                    {"Input", kText},
                                                    {"RoleArn", kText},
                                                    {"DeadLetterConfig", kMap},
                                                    {"RetryPolicy", kMap},
                                                    {"OmitName", kTruth | kPlain}};

}  // namespace brume::emulator::sam

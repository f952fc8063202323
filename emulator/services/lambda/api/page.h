// Pages of a list, as Marker and MaxItems ask for them. Pure.
#pragma once

#include <functional>
#include <map>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "emulator/aws/call.h"
#include "emulator/services/lambda/api/operation.h"

namespace brume::emulator::aws::lambda {

// A list's entries by a key that orders them and that a marker holds; the JSON made when shown.
using Entries = std::map<std::string, std::function<nlohmann::ordered_json()>>;

// A number as a key: 7 comes before 10.
std::string padded(int number);

// {"<member>": [ … ], "NextMarker": "…"}. InvalidParameterValueException for a wrong marker,
// ValidationException for MaxItems outside 1 to `items_max`. Source: Lambda API, ListFunctions:
// pages hold `page_max` entries at most, whatever MaxItems says; the API's model for `items_max`.
struct PageLimits {
  std::size_t page_max = 50;
  int items_max = 10'000;
};
inline constexpr PageLimits kShortPages{50, 50};
Answer page_of(const Entries& entries, const Call& call, const char* member,
               PageLimits limits = {});

}  // namespace brume::emulator::aws::lambda

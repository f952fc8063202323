// Instants and spans of time as people write them on a command line. Pure.
#pragma once

#include <string>
#include <string_view>

#include "emulator/base/clock.h"
#include "emulator/base/result.h"

namespace brume::emulator {

// RFC 3339, or less of it: "2027-01-01", "2027-01-01T09:30", "2027-01-01T09:30:15.25Z",
// "2027-01-01 09:30:00+02:00". Without an offset it is UTC. Years 1970 to 9999.
Result<WallTime> parse_instant(std::string_view text);

// "1h", "1h30m", "90s", "250ms", "2d", "1w"; units from large to small, each once at most. More
// than nothing, at most kLongestSpan.
Result<Duration> parse_span(std::string_view text);
inline constexpr Duration kLongestSpan = std::chrono::hours(24 * 366 * 100);

}  // namespace brume::emulator

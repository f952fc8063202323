// Instants and spans of time, as logs and AWS write them and as people do on a command line. Pure.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "emulator/base/clock.h"
#include "emulator/base/result.h"

namespace brume::emulator {

// "2026-11-21T07:32:00.123Z"
std::string iso_time(WallTime at);
// The same without an allocation.
std::array<char, 24> iso_digits(WallTime at);
// "2026-11-21T07:32:00Z"
std::string iso_seconds(WallTime at);
// "2026-11-21T07:32:00.000Z": whole seconds, as S3 tells them.
std::string iso_whole_seconds(WallTime at);
// "2026-11-21T07:32:00Z", also with a fraction, which is not kept, or without the time of day;
// nullopt when it is not a time.
std::optional<WallTime> parse_iso_time(const std::string& text);
// "20261121T073200Z", as signatures have it; nullopt for other text.
std::string compact_time(WallTime at);
std::optional<WallTime> parse_compact_time(const std::string& text);

// RFC 3339, or less of it: "2027-01-01", "2027-01-01T09:30", "2027-01-01T09:30:15.25Z",
// "2027-01-01 09:30:00+02:00". Without an offset it is UTC. Years 1970 to 9999.
Result<WallTime> parse_instant(std::string_view text);

// "1h", "1h30m", "90s", "250ms", "2d", "1w"; units from large to small, each once at most. More
// than nothing, at most kLongestSpan.
Result<Duration> parse_span(std::string_view text);
inline constexpr Duration kLongestSpan = std::chrono::hours(24 * 366 * 100);

}  // namespace brume::emulator

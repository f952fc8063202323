// The forms in which S3 writes and reads times. Pure.
#pragma once

#include <optional>
#include <string>

#include "emulator/base/clock.h"

namespace brume::emulator::aws::s3 {

// "2009-10-12T17:50:30.000Z": whole seconds, as Last-Modified tells them.
std::string iso_time(WallTime at);
// The same, also without the fraction or the time of day; nullopt when it is none.
std::optional<WallTime> parse_iso_time(const std::string& text);
// "Wed, 12 Oct 2009 17:50:30 GMT", or as above.
std::optional<WallTime> parse_date(const std::string& text);

}  // namespace brume::emulator::aws::s3

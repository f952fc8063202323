// Times in the headers of S3's requests. Pure.
#pragma once

#include <optional>
#include <string>

#include "emulator/base/clock.h"

namespace brume::emulator::aws::s3 {

// "Wed, 12 Oct 2009 17:50:30 GMT", or as parse_iso_time() has it.
std::optional<WallTime> parse_date(const std::string& text);

}  // namespace brume::emulator::aws::s3

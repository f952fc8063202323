// The formats in which API Gateway writes instants. Pure; all in UTC.
#pragma once

#include <array>
#include <string>

#include "emulator/base/clock.h"

namespace brume::emulator::gateway {

// "12/Mar/2020:19:03:58 +0000": requestTime and time of a request context.
std::array<char, 26> request_time(WallTime at);

// "Thu Mar 12 19:03:58 UTC 2020": exp and iat among the claims that REST APIs pass on.
std::string claim_time(long long epoch_s);

long long epoch_ms(WallTime at);
long long epoch_s(WallTime at);

}  // namespace brume::emulator::gateway

// Limits of the Lambda API. Source: Lambda quotas, and the API's own messages.
#pragma once

#include <cstddef>

namespace brume::emulator::aws::lambda {

// Of a request that brings code: 50 MB of zip, in base64.
inline constexpr std::size_t kMaxCodeRequestBytes = 70'167'211;
// Of any other: the largest payload, and room to say by how much one is larger.
inline constexpr std::size_t kMaxRequestBytes = 8 << 20;

}  // namespace brume::emulator::aws::lambda

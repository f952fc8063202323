#include "emulator/delivery/retry_policy.h"

#include <algorithm>

#include "emulator/base/check.h"

namespace brume::emulator::delivery {

Duration RetryPolicy::back_off(int attempts) const {
  BRUME_CHECK(attempts > 0);
  BRUME_CHECK(back_off_first > Duration(0));
  Duration pause = back_off_first;
  for (int i = 1; i < attempts && pause < back_off_longest; ++i) pause *= 2;
  return std::min(pause, back_off_longest);
}

std::optional<Duration> RetryPolicy::next(int attempts, Duration age) const {
  BRUME_CHECK(attempts > 0);
  if (attempts > attempts_max) return std::nullopt;
  const Duration pause = back_off(attempts);
  if (age > age_max - pause) return std::nullopt;
  return pause;
}

}  // namespace brume::emulator::delivery

// Sums up how long calls took: cold and warm apart. Pure.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "emulator/base/clock.h"

namespace brume::emulator::cli {

struct Quantiles {
  std::size_t count = 0;
  Duration min{0}, p50{0}, p90{0}, p99{0}, max{0};
};
// Nearest rank; all zero for no values.
Quantiles quantiles_of(std::vector<Duration> values);

struct LatencySummary {
  std::vector<Duration> cold, warm;           // of calls that succeeded
  std::map<std::string, std::size_t> failed;  // by AWS's error type
  Duration elapsed{0};

  std::size_t calls() const;
  std::string text() const;  // a small table
  std::string json() const;  // milliseconds
};

// "12.3 us", "4.56 ms", "7.89 s".
std::string duration_text(Duration duration);

}  // namespace brume::emulator::cli

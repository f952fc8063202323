// Everything random in a simulated run. Arithmetic of our own on one engine: <random>'s
// distributions differ between libraries, and a seed must replay everywhere.
#pragma once

#include <cstdint>
#include <random>

#include "emulator/base/clock.h"

namespace brume::emulator::simulation {

class Chance {
 public:
  explicit Chance(std::uint64_t seed) : engine_(seed) {}

  std::uint64_t below(std::uint64_t limit) { return engine_() % limit; }
  bool percent(int of_100) { return below(100) < static_cast<std::uint64_t>(of_100); }
  Duration between(Duration least, Duration most) {
    return least + Duration(static_cast<Duration::rep>(
                       below(static_cast<std::uint64_t>((most - least).count()) + 1)));
  }
  // Often exactly `edge` or a microsecond beside it, where races are lost; else up to twice it.
  Duration around(Duration edge) {
    switch (below(8)) {
      case 0:
        return edge;
      case 1:
        return edge - Duration(1);
      case 2:
        return edge + Duration(1);
      case 3:
        return Duration(0);
      default:
        return between(Duration(0), edge * 2);
    }
  }

 private:
  std::mt19937_64 engine_;
};

}  // namespace brume::emulator::simulation

// TimeZone: local times of one zone of the IANA database, as the system's tzdata package has it;
// years beyond its tables follow the zone's last rule.
//
// Immutable, cheap to copy. Any thread. Reads the zone's file once.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>

#include "emulator/base/clock.h"
#include "emulator/base/result.h"

namespace brume::emulator::schedule {

using LocalSeconds = std::chrono::local_time<std::chrono::seconds>;

// What becomes of a local time when clocks are moved.
struct LocalMeaning {
  enum class Kind {
    kUnique,
    kSkipped,   // no clock ever shows it
    kRepeated,  // clocks show it twice
  };
  Kind kind = Kind::kUnique;
  WallTime first{};      // when clocks show it for the first time; meaningless when skipped
  LocalSeconds after{};  // skipped, repeated: the first local time after the gap, the overlap
  WallTime moved{};      // skipped, repeated: when clocks are moved
};

class TimeZone {
 public:
  static TimeZone utc();
  // "Europe/Berlin". kInvalidArgument: there is no such zone.
  static Result<TimeZone> load(std::string_view name);

  const std::string& name() const;
  LocalSeconds local(WallTime at) const;
  LocalMeaning meaning(LocalSeconds local) const;
  // "CEST"; "+03" where the zone has no letters.
  std::string abbreviation(WallTime at) const;

 private:
  struct Zone;
  explicit TimeZone(std::shared_ptr<const Zone> zone) : zone_(std::move(zone)) {}
  std::shared_ptr<const Zone> zone_;
};

}  // namespace brume::emulator::schedule

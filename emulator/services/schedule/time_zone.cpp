#include "emulator/services/schedule/time_zone.h"

#include <cctz/civil_time.h>
#include <cctz/time_zone.h>

#include <algorithm>

namespace brume::emulator::schedule {
namespace {

using std::chrono::seconds;
using SysSeconds = std::chrono::sys_seconds;

const cctz::civil_second kEpoch(1970, 1, 1);

cctz::civil_second civil(LocalSeconds local) {
  return kEpoch + local.time_since_epoch().count();
}

LocalSeconds local_of(cctz::civil_second civil) {
  return LocalSeconds(seconds(civil - kEpoch));
}

// The library would open any file of that name, and knows names of its own beside the database's.
bool is_zone_name(std::string_view name) {
  const auto allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-' || c == '+' || c == '/';
  };
  return !name.empty() && name.front() != '/' && std::all_of(name.begin(), name.end(), allowed) &&
         !name.starts_with("Fixed/");
}

}  // namespace

struct TimeZone::Zone {
  std::string name;
  cctz::time_zone zone;
};

TimeZone TimeZone::utc() {
  static const auto zone = std::make_shared<const Zone>(Zone{"UTC", cctz::utc_time_zone()});
  return TimeZone(zone);
}

Result<TimeZone> TimeZone::load(std::string_view name) {
  Zone zone{std::string(name), {}};
  if (!is_zone_name(name) || !cctz::load_time_zone(zone.name, &zone.zone)) {
    return Error{Error::Code::kInvalidArgument,
                 "there is no time zone `" + zone.name + "` in the system's zone database"};
  }
  return TimeZone(std::make_shared<const Zone>(std::move(zone)));
}

const std::string& TimeZone::name() const {
  return zone_->name;
}

LocalSeconds TimeZone::local(WallTime at) const {
  const SysSeconds whole = std::chrono::floor<seconds>(at);
  return LocalSeconds(whole.time_since_epoch() + seconds(zone_->zone.lookup(whole).offset));
}

LocalMeaning TimeZone::meaning(LocalSeconds local) const {
  const cctz::time_zone::civil_lookup found = zone_->zone.lookup(civil(local));
  LocalMeaning meaning{LocalMeaning::Kind::kUnique, found.pre, local, found.trans};
  switch (found.kind) {
    case cctz::time_zone::civil_lookup::UNIQUE:
      break;
    case cctz::time_zone::civil_lookup::SKIPPED:
      meaning.kind = LocalMeaning::Kind::kSkipped;
      meaning.after = local_of(cctz::convert(found.trans, zone_->zone));
      break;
    case cctz::time_zone::civil_lookup::REPEATED:
      meaning.kind = LocalMeaning::Kind::kRepeated;
      // Clocks run on to here before they are set back.
      meaning.after = local + (found.trans - found.pre);
      break;
  }
  return meaning;
}

std::string TimeZone::abbreviation(WallTime at) const {
  return zone_->zone.lookup(std::chrono::floor<seconds>(at)).abbr;
}

}  // namespace brume::emulator::schedule

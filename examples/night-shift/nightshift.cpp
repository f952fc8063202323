// Two handlers that nobody calls but the clock: `report` gets the event of a rule, `remind` what
// its schedule says.
#include <brume/events/scheduled.hpp>
#include <brume/json.hpp>
#include <brume/log.hpp>
#include <string>

namespace {

brume::json report(const brume::ScheduledEvent& event) {
  brume::log::info("reporting", {{"rule", brume::rule_name(event)}});
  return {{"rule", brume::rule_name(event)}, {"until", event.time}};
}

brume::json remind(const brume::json& event) {
  const auto what = event.value("what", "something");
  brume::log::info("reminding", {{"what", what}});
  return {{"reminder", "time for the " + what + ", it is " + event.value("at", "late")}};
}

}  // namespace

BRUME_HANDLER(report, report)
BRUME_HANDLER(remind, remind)

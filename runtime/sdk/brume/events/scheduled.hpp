// What a rule's schedule sends when no Input replaces it.
// A schedule of EventBridge Scheduler (ScheduleV2) sends its Input only: take that as json.
#pragma once

#include <string>

#include <brume/events/eventbridge.hpp>

namespace brume {

//   void every_hour(const brume::ScheduledEvent& event) { report(brume::rule_name(event)); }
//   BRUME_HANDLER(handler, every_hour)
using ScheduledEvent = EventBridgeEvent<json>;

// The name of the rule that fired, from its ARN; empty when the event names none.
inline std::string rule_name(const ScheduledEvent& event) {
  if (event.resources.empty()) return {};
  const std::string& arn = event.resources.front();
  const std::size_t slash = arn.rfind('/');
  return slash == std::string::npos ? std::string() : arn.substr(slash + 1);
}

}  // namespace brume
